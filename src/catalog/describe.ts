import type { Key } from '../core/key.ts';
import type { PriceHours, Rates } from '../core/price.ts';
import { fillsIn } from '../core/fill.ts';
import type { Model, Provider } from '../core/provider.ts';
import { ownPrice } from './merge.ts';

/** Cents at least; `$0.075` keeps its third digit, and nothing that costs something reads as $0.00. */
const dollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 2,
  maximumFractionDigits: 6,
});

const whole = new Intl.NumberFormat('en-US');

/** The line beside a model's name: `OpenAI · $0.10 / $0.50`, dollars per million tokens in and out. */
export const detail = (model: Model, provider: Pick<Provider, 'name' | 'local'>): string =>
  `${provider.name} · ${priceText(model, provider)}`;

const priceText = ({ kind, price, priceAsOf }: Model, { local }: Pick<Provider, 'local'>): string => {
  if (local && priceAsOf !== ownPrice) return 'local';
  if (!price) return 'price unknown';
  if (price.input === 0 && price.output === 0) return 'free';
  return kind === 'embedding'
    ? dollars.format(price.input)
    : `${dollars.format(price.input)} / ${dollars.format(price.output)}`;
};

/** Everything about a model, a fact a line. VS Code renders it as Markdown, so a blank line stands between two facts. */
export const tooltip = (
  model: Model,
  provider: Pick<Provider, 'name' | 'local' | 'fill'>,
  keys: readonly Pick<Key, 'nickname'>[] = [],
): string =>
  [
    `${plain(model.name)} · ${provider.name}`,
    ...limits(model, provider),
    ...costs(model, provider),
    ...(keys.length > 0
      ? [`${keys.length > 1 ? 'Keys' : 'Key'}: ${keys.map((key) => plain(key.nickname)).join(', ')}`]
      : []),
  ].join('\n\n');

const limits = (model: Model, provider: Pick<Provider, 'fill'>): readonly string[] => {
  const window = `Context ${whole.format(model.contextTokens)} tokens`;
  if (model.kind === 'embedding')
    return [
      window,
      model.dimensions === undefined ? 'Embeddings' : `Embeddings of ${whole.format(model.dimensions)} dimensions`,
    ];
  const abilities = [
    ...(['tools', 'images', 'reasoning'] as const).filter((ability) => model[ability]),
    ...(fillsIn(provider, model) ? ['fill-in-the-middle'] : []),
  ];
  return [
    `${window}, answers up to ${whole.format(model.maxOutputTokens)}`,
    abilities.length > 0 ? `Can: ${abilities.join(', ')}` : 'Text only',
  ];
};

const costs = (model: Model, provider: Pick<Provider, 'name' | 'local'>): readonly string[] => {
  const { price, priceAsOf } = model;
  if (provider.local && priceAsOf !== ownPrice) return ['Runs on your machine: costs nothing'];
  if (!price) return ['Price unknown'];
  return [
    `Per million tokens: ${prices(price, model.kind)}`,
    ...(price.tiers ?? []).map(
      (tier) => `Prompts above ${whole.format(tier.above)} tokens: ${prices(tier, model.kind)}`,
    ),
    ...(price.hours ?? []).map((hours) => `${timesOf(hours)}: ${prices(hours, model.kind)}`),
    ...(price.batch === undefined ? [] : [`In a batch: ${whole.format(price.batch * 100)} % of that`]),
    ...(priceAsOf === undefined ? [] : [priceAsOf === ownPrice ? 'Your own price' : `Price of ${priceAsOf}`]),
  ];
};

const daysOfWeek = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `From 16:30 to 00:30 UTC`, with the days where it is not all of them. */
const timesOf = ({ from, to, days }: PriceHours): string => {
  const on = days === undefined ? '' : `, ${days.map((day) => daysOfWeek[day]).join(', ')}`;
  return `From ${from} to ${to} UTC${on}`;
};

const prices = ({ input, output, cacheRead, cacheWrite }: Rates, kind: Model['kind']): string =>
  [
    `${dollars.format(input)} in`,
    ...(kind === 'chat' ? [`${dollars.format(output)} out`] : []),
    ...(cacheRead === undefined ? [] : [`${dollars.format(cacheRead)} cached`]),
    ...(cacheWrite === undefined ? [] : [`${dollars.format(cacheWrite)} to cache`]),
  ].join(', ');

/** Names come from servers and people: they must not become links, HTML or lines of their own. */
const plain = (name: string): string => name.replaceAll(/[\s<>[\]`*|\\]+/g, ' ').trim();
