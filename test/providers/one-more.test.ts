import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Catalog from '../../src/catalog/catalog.ts';
import type * as Merge from '../../src/catalog/merge.ts';
import type { Provider } from '../../src/core/provider.ts';
import type * as AddKey from '../../src/editor/add-key.ts';
import type * as Keyrings from '../../src/editor/keyring.ts';
import type * as TestLimit from '../../src/editor/test-limit.ts';
import type * as State from '../../src/panel/usage-state.ts';
import type * as Records from '../../src/providers/index.ts';
import type * as Tombstones from '../../src/providers/tombstones.ts';
import type { Access } from '../../src/wire/wire.ts';
import { FakeSecrets } from '../editor/fake-secrets.ts';
import { Scripted } from '../editor/scripted.ts';
import { group, summary } from '../panel/samples.ts';
import { providersTable } from './readme-table.ts';

const repository = path.resolve(import.meta.dirname, '../..');

/** The first of the two files: all that is to be said of a provider. */
const record = `import type { Provider } from '../core/provider.ts';

export const oneMore = {
  id: 'one-more',
  name: 'One More',
  protocol: 'openai-chat',
  baseUrl: 'https://{region}.one-more.example/v1',
  urls: { key: 'https://one-more.example/keys', docs: 'https://one-more.example/docs' },
  fields: [
    { name: 'region', label: 'Region', secret: false, choices: [{ value: 'eu', label: 'Europe' }] },
    { name: 'apiKey', label: 'API key', hint: 'om-…', secret: true, format: '^om-[a-z0-9]{20,}$' },
  ],
  environment: ['ONE_MORE_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
  embeddings: { batch: 16 },
  quirks: { toolCallIds: 'alnum9' },
} as const satisfies Provider;
`;

/** The second: the list, with one more name in it, and where that comes from. */
const inList = (list: string): string => {
  const longer = list.replace('\n  custom,\n', '\n  oneMore,\n  custom,\n');
  assert.notEqual(longer, list, 'the list ends with custom servers');
  return `import { oneMore } from './one-more.ts';\n${longer}`;
};

describe('one more provider', function () {
  // A copy of the sources is checked and loaded anew.
  this.timeout(60_000);
  let folder: string;
  let providers: readonly Provider[];

  const load = (file: string): Promise<unknown> => import(pathToFileURL(path.join(folder, 'src', file)).href);

  before(async () => {
    fs.mkdirSync(path.join(repository, 'out'), { recursive: true });
    folder = fs.mkdtempSync(path.join(repository, 'out', 'one-more-'));
    fs.cpSync(path.join(repository, 'src'), path.join(folder, 'src'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'src/providers/one-more.ts'), record);
    const list = path.join(folder, 'src/providers/index.ts');
    fs.writeFileSync(list, inList(fs.readFileSync(list, 'utf8')));
    ({ providers } = (await load('providers/index.ts')) as typeof Records);
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const known = (): Provider => {
    const found = providers.find(({ id }) => id === 'one-more');
    assert.ok(found);
    return found;
  };

  it('takes two files: nothing else in the sources has to change for it', () => {
    fs.writeFileSync(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: path.join(repository, 'tsconfig.json'), include: ['src'] }),
    );
    execFileSync(path.join(repository, 'node_modules/.bin/tsc'), ['-p', folder], { stdio: 'pipe' });
  });

  it('is offered where a key is added, with the fields of its record, and tested at its own address', async () => {
    const { addKey } = (await load('editor/add-key.ts')) as typeof AddKey;
    const { Keyring } = (await load('editor/keyring.ts')) as typeof Keyrings;
    const { testLimit } = (await load('editor/test-limit.ts')) as typeof TestLimit;
    const secret = `om-${'canary0'.repeat(4)}`;
    const asked: Access[] = [];
    const keys = fs.mkdtempSync(path.join(folder, 'keys-'));
    const warn = (sentence: string): void => assert.fail(sentence);
    const keyring = await Keyring.open({ folder: keys, secrets: new FakeSecrets(), clock: Date.now, warn });
    const person = new Scripted([{ pick: 'One More' }, { pick: 'Europe' }, { type: secret }, 'enter']);
    const key = await addKey({
      keyring,
      providers,
      tombstones: [],
      limit: testLimit(Date.now),
      overrides: { baseUrl: () => undefined },
      questions: person,
      clock: Date.now,
      check: (_, access) => {
        asked.push(access);
        return Promise.resolve({ verdict: 'valid', sentence: 'One More accepts this key.' });
      },
      hold: () => ({ dispose: () => undefined }),
      note: () => undefined,
      onBug: (error) => assert.fail(String(error)),
    });
    await keyring.flush();
    keyring.dispose();
    person.finished();
    assert.deepEqual([key?.provider, key?.plain], ['one-more', { region: 'eu' }]);
    assert.deepEqual(
      asked.map(({ baseUrl, secrets }) => [baseUrl, secrets]),
      [['https://eu.one-more.example/v1', { apiKey: secret }]],
    );
    assert.ok(!person.shown().includes(secret));
  });

  it('has its models among the others', async () => {
    const { bundled } = (await load('catalog/catalog.ts')) as typeof Catalog;
    const { merge } = (await load('catalog/merge.ts')) as typeof Merge;
    const listed = [{ id: 'large-1', contextTokens: 64_000 }];
    const models = merge({ provider: known(), table: await bundled(), listed });
    assert.deepEqual(
      models.map(({ provider, id, contextTokens }) => [provider, id, contextTokens]),
      [['one-more', 'large-1', 64_000]],
    );
  });

  it('has its name in the rows of the usage page', async () => {
    const { nameOf } = (await load('providers/index.ts')) as typeof Records;
    const { usageState } = (await load('panel/usage-state.ts')) as typeof State;
    const answer = { total: summary(), groups: [group('one-more')], attempts: [] };
    const { tables } = usageState({ asked: { span: 'today', by: 'provider' }, answer, nameOf });
    assert.equal(tables?.usage.rows[0]?.[0], 'One More');
  });

  it('has its row in README.md once the table is written again', async () => {
    const { tombstones } = (await load('providers/tombstones.ts')) as typeof Tombstones;
    assert.ok(
      providersTable(providers, tombstones).includes(
        '| [One More](https://one-more.example/docs) | Region, API key | `openai-chat` | yes |  |',
      ),
    );
  });
});
