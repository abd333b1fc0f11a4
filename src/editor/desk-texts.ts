import { count } from '../core/count.ts';
import { detail } from '../catalog/describe.ts';
import { explained, type Explanation, nobodyText } from '../core/explain.ts';
import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import { plain } from '../core/markdown.ts';
import type { Offer, Plan } from '../core/plan.ts';
import { modelKey, type Model } from '../core/provider.ts';
import { providers } from '../providers/index.ts';
import { tombstones } from '../providers/tombstones.ts';
import { planFor, type Asking, type House } from './answer.ts';
import { ownerName, ownerOf } from './key-desk.ts';
import { datesOf, stateOf } from './key-words.ts';
import type { Filed } from './receipts.ts';

/* Markdown of `@keyway`'s commands: lists, because the chat is too narrow for tables. Names come from providers and people. */

/** What it is, and on a line below what there is to say of it. */
const item = (title: string, facts: readonly string[]): string =>
  `- **${plain(title)}**  \n  ${facts.filter(Boolean).map(plain).join(' · ')}`;

const noKeys = t('No key is stored yet. Run **Keyway: Add Key** from the command palette.');

const mostItems = 60;

/** As many as a person reads, and how many there are beside them. */
const itemsText = (items: readonly string[]): string => {
  const rest = items.length - mostItems;
  return items.slice(0, mostItems).join('\n') + (rest > 0 ? `\n\n${t('… and {0} more.', rest)}` : '');
};

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
      t('{0} tokens', count.format(model.contextTokens)),
      abilitiesOf(model),
      nicknamesText(keys),
    ]),
  );
  return `${t('Prices in dollars per million tokens, in / out.')}\n\n${itemsText(items)}`;
};

const nicknamesText = (keys: Offer['keys']): string => {
  const names = listed(keys.map((key) => key.nickname));
  return keys.length === 1 ? t('key {0}', names) : t('keys {0}', names);
};

const abilities = { tools: t('tools'), images: t('images'), reasoning: t('reasoning') } as const;

const abilitiesOf = (model: Model): string => {
  if (model.kind === 'embedding') return t('embeddings');
  const able = (['tools', 'images', 'reasoning'] as const).filter((ability) => model[ability]);
  return listed(able.map((ability) => abilities[ability]));
};

const known = { providers, tombstones };

/** `/keys`: which keys there are and how they are; never a part of a secret. */
export const keysText = (keys: readonly Key[]): string => {
  if (keys.length === 0) return noKeys;
  const now = Date.now();
  return itemsText(
    keys.map((key) =>
      item(`${ownerName(known, key.provider)} “${key.nickname}”`, [
        stateOf(key, ownerOf(known, key.provider)),
        t('priority {0}', key.priority),
        datesOf(key, now),
      ]),
    ),
  );
};

/** `/route`: the plan for a prompt, before anything is sent. */
export const routeText = async (house: House, asking: Asking): Promise<string> => {
  await house.prepare();
  return `${t('Nothing was sent.')}\n\n${planText(planFor(house, asking), house)}`;
};

/** A plan as Markdown: no name that a provider or a person chose becomes more than text. */
export const planText = (plan: Plan, { health }: Pick<House, 'health'>): string => {
  const explanation = explained(plan, health);
  return explanation.routes.length > 0
    ? explanationText(explanation)
    : `${explanationText(explanation)}\n\n${nobodyText(plan)}`;
};

const explanationText = ({ facts, routes, below, leftOut }: Explanation): string => {
  const candidates = routes.map(({ name, cost, health: state }) =>
    item(name, [cost, state, below.includes(name) ? t('below the floor') : '']),
  );
  const order = t('The first is asked; each next one only where those before it fail. With the cost to expect:');
  const left = leftOut.map(({ reason, names }) => item(few(names), [reason]));
  return [
    facts.map((fact) => plain(fact)).join('  \n'),
    ...(candidates.length > 0 ? [`${order}\n\n${itemsText(candidates)}`] : []),
    ...(left.length > 0 ? [`${t('Left out:')}\n\n${itemsText(left)}`] : []),
  ].join('\n\n');
};

/** A receipt as a page of its own, with the plan it came from. */
export const receiptText = ({ lines, explanation }: Filed): string =>
  `# ${t('Receipt')}\n\n${lines.map(plain).join('  \n')}\n${explanation ? `\n## ${t('The plan')}\n\n${explanationText(explanation)}\n` : ''}`;

/** Three are read, three hundred are not. */
const few = (names: readonly string[]): string => {
  const more = names.length - 3;
  return more > 0 ? t('{0} and {1} more', listed(names.slice(0, 3)), count.format(more)) : listed(names);
};
