import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import { fromAudit, toAudit } from '../../src/panel/messages-audit.ts';
import { fromKeys, toKeys } from '../../src/panel/messages-keys.ts';
import { fromRouting, toRouting } from '../../src/panel/messages-routing.ts';
import { fromUsage, toUsage } from '../../src/panel/messages-usage.ts';
import { readFromPage, readToPage } from '../../src/panel/messages.ts';
import { everyFromPage, everyToPage } from './fuzz.ts';

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const schemaOf = (schema: z.ZodMiniType): Schema => z.toJSONSchema(schema, { io: 'input' }) as Schema;

/** Every property anywhere in a schema, by its path. */
const propertiesOf = (schema: Schema, path = ''): readonly (readonly [string, Schema])[] => [
  ...Object.entries(schema.properties ?? {}).flatMap(([name, one]): readonly (readonly [string, Schema])[] => [
    [`${path}${name}`, one],
    ...propertiesOf(one, `${path}${name}.`),
  ]),
  ...(schema.items ? propertiesOf(schema.items, path) : []),
  ...(schema.anyOf ?? []).flatMap((one) => propertiesOf(one, path)),
];

const objectsOf = (schema: Schema): readonly Schema[] => [
  ...(schema.type === 'object' ? [schema] : []),
  ...Object.values(schema.properties ?? {}).flatMap(objectsOf),
  ...(schema.items ? objectsOf(schema.items) : []),
  ...(schema.anyOf ?? []).flatMap(objectsOf),
];

const states = [toKeys, toRouting, toUsage, toAudit];
const questions = [...fromKeys, ...fromRouting, ...fromUsage, ...fromAudit];

const secretNames = /secret|api_?key|token(?!s)|password|credential|bearer|authorization/i;

describe('what can be said to the page', () => {
  it('has no place for a secret: what is called one only says that a field is one', () => {
    const suspicious = states.flatMap((state) =>
      propertiesOf(schemaOf(state)).filter(([path]) => secretNames.test(path.split('.').at(-1) ?? '')),
    );
    assert.deepEqual(
      suspicious.map(([path, { type }]) => [path, type]),
      [
        ['providers.keys.fields.secret', 'boolean'],
        ['offered.fields.secret', 'boolean'],
      ],
    );
  });

  it('has no open place anywhere: every object names all that may stand in it', () => {
    for (const state of states)
      for (const object of objectsOf(schemaOf(state))) assert.equal(object.additionalProperties, false);
  });

  it('shows of a key these things and nothing else', () => {
    const shown = propertiesOf(schemaOf(toKeys))
      .map(([path]) => path)
      .filter((path) => /^providers\.keys\.[^.]+$/.test(path))
      .map((path) => path.split('.').at(-1));
    assert.deepEqual(
      new Set(shown),
      new Set([
        'budgets',
        'dates',
        'fields',
        'health',
        'id',
        'isEnabled',
        'isLast',
        'isRedirected',
        'mask',
        'models',
        'nickname',
        'priority',
        'spent',
        'state',
        'stateText',
        'trouble',
      ]),
    );
  });
});

describe('what the page can ask', () => {
  /** A message that asks for something tells by its verb what for. */
  const types = questions.map((question) => String(schemaOf(question).properties?.['type']?.const));

  it('is to do something, or another view; no message asks for what a key is', () => {
    assert.deepEqual(types, [
      'keys.add',
      'keys.update',
      'keys.rename',
      'keys.test',
      'keys.testAll',
      'keys.enable',
      'keys.move',
      'keys.remove',
      'keys.command',
      'keys.setBudget',
      'keys.import',
      'keys.visit',
      'routing.explain',
      'routing.simulate',
      'routing.settings',
      'usage.show',
      'usage.command',
      'usage.budget',
      'audit.verify',
      'audit.resume',
      'audit.export',
    ]);
  });

  it('is covered by the messages that are fuzzed, as is what is said to it', () => {
    const asked = new Set(everyFromPage.map(({ type }) => type));
    for (const type of ['ready', 'show', 'cancel', ...types]) assert.ok(asked.has(type as 'ready'), type);
    const said = new Set(everyToPage.map(({ type }) => type));
    assert.deepEqual([...said].toSorted(), ['audit', 'front', 'keys', 'routing', 'told', 'usage', 'work']);
  });

  it('cannot be a request for a key under any name', () => {
    for (const type of ['keys.reveal', 'keys.get', 'keys.copy', 'keys.export', 'keys.secret', 'keys.value', 'secret'])
      for (const more of [{}, { key: '0a' }, { id: '0a' }, { key: '0a', field: 'apiKey' }])
        assert.equal(readFromPage({ type, ...more }), undefined);
    assert.equal(readToPage({ type: 'key', value: 'sk-' }), undefined);
  });
});
