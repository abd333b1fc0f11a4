import { detail } from '../catalog/describe.ts';
import { costText } from '../core/cost.ts';
import type { Key } from '../core/key.ts';
import type { LeftOut, Offer } from '../core/plan.ts';
import { modelKey, type Model } from '../core/provider.ts';
import { providers } from '../providers/index.ts';
import { tombstones } from '../providers/tombstones.ts';
import { planFor, type Asking, type House } from './answer.ts';
import { ownerName, ownerOf } from './key-desk.ts';
import { datesOf, stateOf } from './key-words.ts';

/** Markdown of `@keyway`'s commands: lists, because the chat is too narrow for tables. Names come from providers and people. */
const plain = (text: string): string => text.replaceAll(/[\\|`*_<>[\]$~]/g, String.raw`\$&`).replaceAll('\n', ' ');

/** What it is, and on a line below what there is to say of it. */
const item = (title: string, facts: readonly string[]): string =>
  `- **${plain(title)}**  \n  ${facts.filter(Boolean).map(plain).join(' · ')}`;

const noKeys = 'No key is stored yet. Run **Keyway: Add Key** from the command palette.';

const mostItems = 60;

/** As many as a person reads, and how many there are beside them. */
const listed = (items: readonly string[]): string => {
  const rest = items.length - mostItems;
  return items.slice(0, mostItems).join('\n') + (rest > 0 ? `\n\n… and ${rest} more.` : '');
};

const thousands = new Intl.NumberFormat('en-US');

/** `/models`: what the keys unlock, by provider and price. */
export const modelsText = (offers: readonly Offer[]): string => {
  if (offers.length === 0) return noKeys;
  const sorted = offers.toSorted(
    (a, b) =>
      a.provider.name.localeCompare(b.provider.name) ||
      (a.model.price?.input ?? Infinity) - (b.model.price?.input ?? Infinity),
  );
  const items = sorted.map(({ provider, model, keys }) =>
    item(modelKey(model), [
      detail(model, provider),
      `${thousands.format(model.contextTokens)} tokens`,
      abilitiesOf(model),
      `${keys.length === 1 ? 'key' : 'keys'} ${keys.map((key) => key.nickname).join(', ')}`,
    ]),
  );
  return `Prices in dollars per million tokens, in / out.\n\n${listed(items)}`;
};

const abilitiesOf = (model: Model): string => {
  if (model.kind === 'embedding') return 'embeddings';
  return (['tools', 'images', 'reasoning'] as const).filter((ability) => model[ability]).join(', ');
};

const known = { providers, tombstones };

/** `/keys`: which keys there are and how they are; never a part of a secret. */
export const keysText = (keys: readonly Key[]): string => {
  if (keys.length === 0) return noKeys;
  const now = Date.now();
  return listed(
    keys.map((key) =>
      item(`${ownerName(known, key.provider)} “${key.nickname}”`, [
        stateOf(key, ownerOf(known, key.provider)),
        `priority ${key.priority}`,
        datesOf(key, now),
      ]),
    ),
  );
};

/** `/route`: the plan for a prompt, before anything is sent. */
export const routeText = (house: House, asking: Asking): string => {
  const plan = planFor(house, asking);
  const items = plan.routes.map(({ provider, model, key, expected }) =>
    item(`${provider.name} ${model.id}`, [costText(expected), `key ${key.nickname}`]),
  );
  const head = `Task **${plan.task}**, about ${thousands.format(plan.promptTokens)} prompt tokens. Nothing was sent.`;
  const order = 'The first is asked; each next one only where the one before fails. With the cost to expect:';
  const routes = items.length > 0 ? `${order}\n\n${listed(items)}` : 'No route can take this request.';
  return [head, routes, leftOutText(plan.leftOut)].filter(Boolean).join('\n\n');
};

const leftOutText = (leftOut: readonly LeftOut[]): string => {
  if (leftOut.length === 0) return '';
  const items = leftOut.map(({ provider, model, key, reason }) =>
    item(`${provider.name} ${model.id}`, [reason, key ? `key ${key.nickname}` : '']),
  );
  return `Left out:\n\n${listed(items)}`;
};
