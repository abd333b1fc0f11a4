/**
 * A window of its own that records attempts until it is killed, at the pace of a busy person and now and then in bursts. Says
 * on its standard output which it has recorded and when, each line written before the next attempt begins. Arguments:
 * folder, name.
 */
import { writeSync } from 'node:fs';
import { openLedger } from '../../src/usage/ledger.ts';
import { attempt } from './samples.ts';

const [folder = '', name = ''] = process.argv.slice(2);
const ledger = openLedger({ folder, onTrouble: (sentence) => writeSync(1, `trouble ${sentence}\n`) });

const record = (number: number): void => {
  const facts = { provider: ['openai', 'groq'][number % 2] ?? '', task: number % 3 === 0 ? 'code' : 'chat' } as const;
  const at = Date.now();
  ledger.record(
    attempt({ ...facts, requestId: `${name} ${number}`, at, cost: { usd: 0.000_001 * number, from: 'reported' } }),
  );
  writeSync(1, `${number} ${Date.now()}\n`);
};

for (let number = 0; ; number++) {
  record(number);
  if (number % 40 >= 30) await new Promise((resolve) => setTimeout(resolve, 3));
  else await new Promise(setImmediate);
}
