import { detail } from '../catalog/describe.ts';
import { costText } from '../core/cost.ts';
import type { Key } from '../core/key.ts';
import type { LeftOut, Offer } from '../core/plan.ts';
import { modelKey } from '../core/provider.ts';
import { providerOf } from '../providers/index.ts';
import { planFor, type Asking, type House } from './answer.ts';

/** Markdown of `@keyway`'s commands. Names come from providers and people, so cells are escaped. */
const cell = (text: string): string => text.replaceAll(/[\\|`*_<>[\]]/g, String.raw`\$&`).replaceAll('\n', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(' | ')} |`).join('\n');

const noKeys = 'No key is stored yet. Run **Keyway: Add Key** from the command palette.';

const mostRows = 60;

const cut = <T>(rows: readonly T[]): { readonly shown: readonly T[]; readonly rest: string } => ({
  shown: rows.slice(0, mostRows),
  rest: rows.length > mostRows ? `\n\n… and ${rows.length - mostRows} more.` : '',
});

const thousands = new Intl.NumberFormat('en-US');

/** `/models`: what the keys unlock, by provider and price. */
export const modelsText = (offers: readonly Offer[]): string => {
  if (offers.length === 0) return noKeys;
  const sorted = offers.toSorted(
    (a, b) =>
      a.provider.name.localeCompare(b.provider.name) ||
      (a.model.price?.input ?? Infinity) - (b.model.price?.input ?? Infinity),
  );
  const { shown, rest } = cut(sorted);
  const rows = shown.map(({ provider, model, keys }) => [
    modelKey(model),
    detail(model, provider),
    `${thousands.format(model.contextTokens)} tokens`,
    [
      ...(model.tools ? ['tools'] : []),
      ...(model.images ? ['images'] : []),
      ...(model.reasoning ? ['reasoning'] : []),
      ...(model.kind === 'embedding' ? ['embedding'] : []),
    ].join(', '),
    keys.map((key) => key.nickname).join(', '),
  ]);
  return `${table(['Model', 'Provider · $ per million in / out', 'Window', 'Can', 'Keys'], rows)}${rest}`;
};

/** `/keys`: which keys there are and how they are; never a part of a secret. */
export const keysText = (keys: readonly Key[]): string => {
  if (keys.length === 0) return noKeys;
  const day = (at: number | undefined): string =>
    at === undefined ? 'never' : new Date(at).toISOString().slice(0, 10);
  const rows = keys.map((key) => [
    providerOf(key.provider)?.name ?? key.provider,
    key.nickname,
    String(key.priority),
    key.enabled ? (key.verdict ?? 'not tested') : 'disabled',
    day(key.addedAt),
    day(key.usedAt),
    day(key.testedAt),
  ]);
  return table(['Provider', 'Key', 'Priority', 'State', 'Added', 'Last used', 'Last tested'], rows);
};

/** `/route`: the plan for a prompt, before anything is sent. */
export const routeText = (house: House, asking: Asking): string => {
  const plan = planFor(house, asking);
  const { shown, rest } = cut(plan.routes);
  const rows = shown.map(({ provider, model, key, expected }, index) => [
    String(index + 1),
    provider.name,
    model.id,
    key.nickname,
    costText(expected),
  ]);
  const head = `Task **${plan.task}**, about ${thousands.format(plan.promptTokens)} prompt tokens. Nothing was sent.`;
  const routes =
    rows.length > 0
      ? table(['', 'Provider', 'Model', 'Key', 'Expected cost'], rows) + rest
      : 'No route can take this request.';
  return [head, routes, leftOutText(plan.leftOut)].filter(Boolean).join('\n\n');
};

const leftOutText = (leftOut: readonly LeftOut[]): string => {
  if (leftOut.length === 0) return '';
  const { shown, rest } = cut(leftOut);
  const rows = shown.map(({ provider, model, key, reason }) => [provider.name, model.id, key?.nickname ?? '', reason]);
  return `Left out:\n\n${table(['Provider', 'Model', 'Key', 'Why'], rows)}${rest}`;
};
