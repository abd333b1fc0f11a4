import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import lock from '../../package-lock.json' with { type: 'json' };
import { shapesLook } from './looks.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

/** Code that other people wrote, in the versions of the lock file: clients of providers, test tools, a browser, a linter. */
const packages = [
  '@anthropic-ai/sdk',
  '@aws-sdk/client-bedrock-runtime',
  '@copilotkit/aimock',
  '@google/generative-ai',
  '@opentelemetry/semantic-conventions',
  '@types/node',
  '@vscode/vsce',
  'ajv',
  'fast-check',
  'fast-uri',
  'knip',
  'mocha',
  'mockttp',
  'openai',
  'playwright-core',
  'typescript',
  'undici',
  'zod',
] as const;

/** What is taken for a secret and is none, with the reason why nothing is done about it. */
const known: Readonly<Record<string, string>> = {
  '@opentelemetry/semantic-conventions: a URL login: REDACTED:REDACTED':
    'An example of a login that was already taken out; nothing is lost by masking it again.',
  'fast-uri: a URL login: user:pass': 'Tests of a parser of addresses, which need logins that look like one.',
  'zod: a URL login: anonymous:flabada': 'Likewise.',
};

/** Of each package, so that a new version does not fail for one more example. */
const ceiling = 8;

interface Alarm {
  readonly name: string;
  readonly file: string;
}

/** What the guard would mask in the code of one package, without the packages within it. */
const alarmsIn = (
  name: string,
): { readonly alarms: readonly Alarm[]; readonly characters: number; readonly files: number } => {
  const folder = path.join(root, 'node_modules', name);
  const files = globSync('**/*.{js,cjs,mjs,ts,cts,mts}', {
    cwd: folder,
    exclude: (name) => name === 'node_modules',
  }).toSorted();
  let characters = 0;
  const alarms = files.flatMap((file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    characters += text.length;
    return shapesLook(text).map(({ start, end, kind }) => ({
      name: `${name}: ${kind.words}: ${text.slice(start, end)}`,
      file,
    }));
  });
  return { alarms, characters, files: files.length };
};

describe('false alarms', () => {
  it('are few in code that other people wrote', () => {
    const found = packages.map((name) => ({ name, ...alarmsIn(name) }));
    const sum = (of: (one: (typeof found)[number]) => number): number => found.reduce((all, one) => all + of(one), 0);
    const megabytes = sum(({ characters }) => characters) / 1e6;
    const alarms = found.flatMap((one) => one.alarms);
    console.log(
      `      false alarms: ${alarms.length} in ${megabytes.toFixed(1)} million characters of ${sum(({ files }) => files)} files of ${packages.length} packages`,
    );
    for (const [name, count] of Object.entries(Object.groupBy(alarms, (alarm) => alarm.name)).map(
      ([alarm, all = []]) => [alarm, all.length] as const,
    ))
      console.log(`        ${count} x ${name}: ${known[name] ?? 'not known yet'}`);
    assert.ok(megabytes > 40, `${megabytes} million characters`);
    for (const one of found)
      assert.ok(one.alarms.length <= ceiling, `${one.name}: ${one.alarms.map(({ file }) => file).join(', ')}`);
    assert.deepEqual(
      alarms.filter(({ name }) => known[name.replace(/User:Pass$/, 'user:pass')] === undefined),
      [],
    );
  });

  it('are looked for in packages whose versions the lock file fixes', () => {
    for (const name of packages) assert.ok(Object.hasOwn(lock.packages, `node_modules/${name}`), name);
  });

  it('are none in the code of this extension', () => {
    for (const file of globSync('{src,media}/**/*.ts', { cwd: root }).toSorted())
      assert.deepEqual(shapesLook(readFileSync(path.join(root, file), 'utf8')), [], file);
  });
});
