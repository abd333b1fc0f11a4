import { count } from '../core/count.ts';
import { detail } from '../catalog/describe.ts';
import { explained, type Explanation, nobodyText } from '../core/explain.ts';
import type { Key } from '../core/key.ts';
import type { Offer, Plan } from '../core/plan.ts';
import { modelKey, type Model } from '../core/provider.ts';
import { providers } from '../providers/index.ts';
import { tombstones } from '../providers/tombstones.ts';
import { planFor, type Asking, type House } from './answer.ts';
import { ownerName, ownerOf } from './key-desk.ts';
import { datesOf, stateOf } from './key-words.ts';
import type { Filed } from './receipts.ts';

/** Markdown of `@keyway`'s commands: lists, because the chat is too narrow for tables. Names come from providers and people. */
export const plain = (text: string): string =>
  text.replaceAll(/[\\|`*_<>[\]$~#]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');

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
      `${count.format(model.contextTokens)} tokens`,
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
export const routeText = async (house: House, asking: Asking): Promise<string> => {
  await house.prepare();
  return `Nothing was sent.\n\n${planText(planFor(house, asking), house)}`;
};

/** A plan as Markdown: no name that a provider or a person chose becomes more than text. */
export const planText = (plan: Plan, { health }: Pick<House, 'health'>): string => {
  const explanation = explained(plan, health);
  return explanation.routes.length > 0
    ? explanationText(explanation)
    : `${explanationText(explanation)}\n\n${nobodyText(plan)}`;
};

const explanationText = ({ facts, routes, leftOut }: Explanation): string => {
  const candidates = routes.map(({ name, cost, health: state, verdict }) =>
    item(name, [cost, state, verdict.startsWith('below') ? 'below the floor' : '']),
  );
  const order = 'The first is asked; each next one only where those before it fail. With the cost to expect:';
  const left = leftOut.map(({ reason, names }) => item(few(names), [reason]));
  return [
    facts.map((fact) => plain(fact)).join('  \n'),
    ...(candidates.length > 0 ? [`${order}\n\n${listed(candidates)}`] : []),
    ...(left.length > 0 ? [`Left out:\n\n${listed(left)}`] : []),
  ].join('\n\n');
};

/** A receipt as a page of its own, with the plan it came from. */
export const receiptText = ({ lines, explanation }: Filed): string =>
  `# Receipt\n\n${lines.map(plain).join('  \n')}\n${explanation ? `\n## The plan\n\n${explanationText(explanation)}\n` : ''}`;

/** Three are read, three hundred are not. */
const few = (names: readonly string[]): string => {
  const more = names.length - 3;
  return more > 0 ? `${names.slice(0, 3).join(', ')} and ${count.format(more)} more` : names.join(', ');
};
