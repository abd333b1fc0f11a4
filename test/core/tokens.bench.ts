/** Prints what counting costs: `node test/core/tokens.bench.ts`. Wanted: under 0.2 ms for 10 kB of source, warm. */
import { readFileSync } from 'node:fs';
import { countTokens } from '../../src/core/tokens.ts';

const source = readFileSync(new URL('../../src/core/provider.ts', import.meta.url), 'utf8');
const texts = {
  source,
  'one letter': 'a',
  base64: Buffer.from(source).toString('base64'),
  CJK: '漢字かな',
  emoji: '👩‍👧',
};

for (const [name, unit] of Object.entries(texts)) {
  const text = unit.repeat(Math.ceil(10_000 / unit.length)).slice(0, 10_000);
  for (let round = 0; round < 500; round++) countTokens(text);
  const start = performance.now();
  for (let round = 0; round < 200; round++) countTokens(text);
  console.log(`${name.padEnd(12)} ${((performance.now() - start) / 200).toFixed(3)} ms for 10,000 characters`);
}
