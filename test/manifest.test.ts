import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { manifest, type Property, propertiesIn } from './spoken-manifest.ts';
import { commands, contextKeys, settings, vendor } from '../src/editor/names.ts';

const root = path.resolve(import.meta.dirname, '..');
const { contributes, capabilities } = manifest;

const properties = propertiesIn(manifest);
const restricted: readonly string[] = capabilities.untrustedWorkspaces.restrictedConfigurations;

/** Every object anywhere in it. */
const objectsIn = (value: unknown): readonly object[] =>
  typeof value === 'object' && value !== null ? [value, ...Object.values(value).flatMap(objectsIn)] : [];

const sources = async (): Promise<ReadonlyMap<string, string>> => {
  const files = new Map<string, string>();
  for await (const file of glob('src/**/*.ts', { cwd: root }))
    files.set(file.replaceAll('\\', '/'), await readFile(path.join(root, file), 'utf8'));
  return files;
};

describe('the commands of the manifest', () => {
  it('are those of the table, under their titles and our category', () => {
    assert.deepEqual(Object.fromEntries(contributes.commands.map(({ command, title }) => [command, title])), {
      ...commands,
    });
    assert.equal(contributes.commands.length, Object.keys(commands).length, 'each once');
    for (const { command, category } of contributes.commands) assert.equal(category, 'Keyway', command);
  });

  it('each have a handler in a table that is registered', async () => {
    const tables = [...(await sources())].filter(
      ([file, text]) => file.startsWith('src/editor/') && /registerCommand\(|: KeyCommand\b/.test(text),
    );
    for (const command of Object.keys(commands))
      assert.ok(
        tables.some(([, text]) => text.includes(`'${command}':`)),
        `nothing handles ${command}`,
      );
  });

  it('are called by their names wherever a person is sent to one', async () => {
    const titles = new Set(Object.values(commands).map((title) => title.replace(/…$/, '')));
    const texts = [...(await sources()), ['package.json', JSON.stringify(manifest)] as const];
    let found = 0;
    for (const [file, text] of texts) {
      for (const [, title = ''] of text.matchAll(/(?:“|\*\*)Keyway: ([^”*]+)(?:”|\*\*)/g)) {
        found++;
        assert.ok(titles.has(title.replace(/…$/, '')), `${file} names “Keyway: ${title}”, which is no command`);
      }
    }
    assert.ok(found > 5, `${found} found`);
  });

  it('depend on context keys that somebody sets', () => {
    const known = new Set([...Object.keys(contextKeys), ...Object.keys(settings).map((name) => `config.${name}`)]);
    const clauses = objectsIn(contributes).flatMap((one) =>
      Object.entries(one).flatMap(([name, value]) =>
        (name === 'when' || name === 'enablement') && typeof value === 'string' ? [value] : [],
      ),
    );
    assert.ok(clauses.length > 0);
    for (const clause of clauses)
      for (const [name] of clause.replaceAll(/'[^']*'/g, '').matchAll(/(?:config\.)?keyway\.[\w.]+/g))
        assert.ok(known.has(name), `${clause}: ${name}`);
  });
});

/** As JSON schema calls it. */
const typeOf = ({ type, default: value }: Property): string => {
  if (Array.isArray(value)) return 'array';
  return type === 'integer' && Number.isInteger(value) ? 'integer' : typeof value;
};

describe('the settings of the manifest', () => {
  it('are those of the table, with their scopes', () => {
    assert.deepEqual(Object.fromEntries(Object.entries(properties).map(([name, { scope }]) => [name, scope])), {
      ...settings,
    });
  });

  it('stay on the machine where the consent that goes with them does', () => {
    const kept = Object.entries(properties).filter(([, { ignoreSync }]) => ignoreSync === true);
    assert.deepEqual(
      kept.map(([name]) => name),
      ['keyway.completions.enabled'],
    );
  });

  it('can never be decided by a workspace, but for the one list that only forbids', () => {
    const open = Object.entries(properties).filter(([, { scope }]) => !/^(?:machine|application)$/.test(scope));
    assert.deepEqual(
      open.map(([name]) => name),
      ['keyway.workspace.allowedProviders'],
    );
  });

  it('cannot send a key elsewhere from a repository: what names URLs, headers or keys is restricted', () => {
    const dangerous = Object.entries(properties).flatMap(([name, property]) =>
      /url|uri|host|proxy|endpoint|header|key|command|path/i.test(
        `${name} ${property.type === 'object' ? property.markdownDescription : ''}`.replaceAll(/keyway/gi, ''),
      )
        ? [name]
        : [],
    );
    assert.ok(dangerous.length >= 2, 'base URLs and headers');
    for (const name of dangerous) assert.ok(restricted.includes(name), `${name} is not restricted`);
    for (const name of restricted) assert.ok(Object.hasOwn(properties, name), `${name} is no setting`);
  });

  it('say what they do, and have a default of their own type', () => {
    const orders = new Set<number>();
    for (const [name, property] of Object.entries(properties)) {
      assert.match(property.markdownDescription, /\.$/, name);
      assert.equal(typeOf(property), property.type, name);
      if (typeof property.default === 'number')
        assert.ok(property.default >= (property.minimum ?? NaN) && property.default <= (property.maximum ?? NaN), name);
      orders.add(property.order);
    }
    assert.equal(orders.size, Object.keys(properties).length, 'each has a place of its own');
  });
});

describe('the manifest', () => {
  it('declares our models under the vendor that is registered, managed by a command that exists', () => {
    assert.deepEqual(
      contributes.languageModelChatProviders.map((one) => [one.vendor, Object.hasOwn(commands, one.managementCommand)]),
      [[vendor, true]],
    );
  });

  it('declares the participant that is registered, with the commands it answers', async () => {
    const [participant, ...others] = contributes.chatParticipants;
    assert.ok(participant && others.length === 0);
    const files = await sources();
    const source = files.get('src/editor/participant.ts') ?? '';
    assert.ok(files.get('src/editor/participant-visit.ts')?.includes(`participantId = '${participant.id}'`));
    assert.match(source, /createChatParticipant\(participantId,/);
    assert.equal(participant.name, 'keyway');
    const answered = [...source.matchAll(/case '(\w+)':/g)].map(([, name]) => name);
    assert.deepEqual(new Set(participant.commands.map(({ name }) => name)), new Set(answered));
  });

  it('uses no proposed API, anywhere', () => {
    assert.deepEqual(
      objectsIn(manifest).filter((one) => 'enabledApiProposals' in one || 'apiProposals' in one),
      [],
    );
  });

  it('is limited in an untrusted workspace, and says why', () => {
    const { supported, description } = capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.match(description, /\.$/);
  });

  it('does not slow down the start of the editor', () => {
    assert.deepEqual(
      manifest.activationEvents.filter((event) => event === '*'),
      [],
    );
    assert.ok(manifest.activationEvents.length > 0, 'models must be there before anyone opens the palette');
  });

  it('keeps the ids that people’s settings and VS Code remember', () => {
    assert.deepEqual([manifest.publisher, manifest.name, vendor], ['keyway', 'keyway', 'keyway']);
    assert.equal(manifest.engines.vscode, '^1.122.0');
    for (const name of [...Object.keys(commands), ...Object.keys(properties), ...Object.keys(contextKeys)])
      assert.match(name, /^keyway\.[a-zA-Z.]+$/);
  });

  it('has the files that it names', () => {
    assert.ok(existsSync(path.join(root, manifest.icon)), manifest.icon);
  });
});
