import fc from 'fast-check';
import { auditKinds } from '../../src/panel/messages-audit.ts';
import { importSources, keyCommandsOfPage } from '../../src/panel/messages-keys.ts';
import { usageCommands } from '../../src/panel/messages-usage.ts';
import type { FromPage, ToPage } from '../../src/panel/messages.ts';
import { groupings, spans } from '../../src/panel/question.ts';
import { sections } from '../../src/panel/section.ts';
import { everyState } from './shown.ts';

/** Messages as they are, and as nobody should send them. */

/** One of each kind that a page may send, with every choice it has. */
export const everyFromPage: readonly FromPage[] = [
  { type: 'ready' },
  ...sections.flatMap((section) => [{ type: 'ready', section } as const, { type: 'show', section } as const]),
  { type: 'cancel', work: 3 },
  { type: 'keys.add', provider: 'sky-ai', nickname: 'default', fields: { apiKey: 'a1'.repeat(16), resource: 'x' } },
  { type: 'keys.update', key: '0a', fields: {} },
  { type: 'keys.rename', key: '0a', nickname: 'work' },
  { type: 'keys.test', key: '0a' },
  { type: 'keys.testAll' },
  { type: 'keys.enable', key: '0a', isEnabled: false },
  { type: 'keys.move', key: '0a', priority: 2 },
  { type: 'keys.remove', key: '0a' },
  ...keyCommandsOfPage.map((command) => ({ type: 'keys.command', key: '0a', command }) as const),
  { type: 'keys.setBudget' },
  { type: 'keys.setBudget', provider: 'sky-ai' },
  { type: 'keys.setBudget', key: '0a' },
  ...importSources.map((from) => ({ type: 'keys.import', from }) as const),
  { type: 'keys.visit', provider: 'sky-ai', page: 'key' },
  { type: 'keys.visit', provider: 'sky-ai', page: 'docs' },
  { type: 'routing.explain', pick: 'auto', prompt: 'What is a monad?', asAgent: true },
  { type: 'routing.simulate' },
  ...(['floors', 'rules', 'all'] as const).map((about) => ({ type: 'routing.settings', about }) as const),
  ...spans.flatMap((span) => groupings.map((by) => ({ type: 'usage.show', span, by }) as const)),
  ...usageCommands.map((command) => ({ type: 'usage.command', command }) as const),
  { type: 'usage.budget', budget: 'day' },
  { type: 'audit.verify' },
  { type: 'audit.resume' },
  { type: 'audit.export' },
];

export const everyToPage: readonly ToPage[] = [
  ...everyState,
  ...sections.map((section) => ({ type: 'front', section }) as const),
  { type: 'work', work: 1, section: 'keys', title: 'Testing…', isOver: false },
  { type: 'work', work: 1, section: 'keys', title: 'Testing…', share: 0.5, isOver: true },
  { type: 'told', section: 'audit', sentence: 'Done.', isTrouble: false },
];

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    'constructor',
    '__proto__',
    'toString',
    '0a',
    'sky-ai',
    'x'.repeat(200_000),
    ...auditKinds,
  ),
  fc.constantFrom<unknown>(0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, true, false),
  fc.constantFrom<unknown>(null, undefined, [], {}),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
);

/** Where in a message something stands: from the message itself down to a leaf. */
const pathsIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [path, ...Object.keys(value).flatMap((name) => pathsIn(Reflect.get(value, name), [...path, name]))];

type Change = 'replace' | 'remove' | 'add';

interface Mutation {
  readonly at: number;
  readonly change: Change;
  readonly name: string;
  readonly value: unknown;
}

const changed = (value: unknown, path: readonly string[], { change, name, value: other }: Mutation): unknown => {
  const [first, ...rest] = path;
  if (first === undefined) {
    if (change !== 'add' || typeof value !== 'object' || value === null) return other;
    return Array.isArray(value) ? [...(value as readonly unknown[]), other] : { ...value, [name]: other };
  }
  if (typeof value !== 'object' || value === null) return other;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...(value as readonly unknown[])]
    : { ...value };
  if (rest.length === 0 && change === 'remove') Reflect.deleteProperty(copy, first);
  else Reflect.set(copy, first, changed(Reflect.get(value, first), rest, { at: 0, change, name, value: other }));
  return copy;
};

const mutated = (message: unknown, mutation: Mutation): unknown => {
  const paths = pathsIn(message);
  return changed(message, paths[mutation.at % paths.length] ?? [], mutation);
};

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  change: fc.constantFrom<Change>('replace', 'remove', 'add'),
  name: fc.oneof(fc.constantFrom('type', 'secret', 'apiKey', 'value', '__proto__', 'key'), fc.string()),
  value: odd,
});

/** As it is, changed once or several times, or anything at all. */
export const mutations = (messages: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...messages) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.constantFrom(...messages), fc.array(mutation, { minLength: 1, maxLength: 3 }))
        .map(([message, changes]) => changes.reduce(mutated, message)),
    },
    { weight: 1, arbitrary: odd },
  );

export const runs = { numRuns: 10_000 } as const;
