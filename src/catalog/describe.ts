import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
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
  if (local && priceAsOf !== ownPrice) return t('local');
  if (!price) return t('price unknown');
  if (price.input === 0 && price.output === 0) return t('free');
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
    ...(keys.length > 0 ? [keysLine(keys.map((key) => plain(key.nickname)))] : []),
  ].join('\n\n');

const keysLine = (names: readonly string[]): string =>
  names.length > 1 ? t('Keys: {0}', listed(names)) : t('Key: {0}', listed(names));

const abilityWords = { tools: t('tools'), images: t('images'), reasoning: t('reasoning') } as const;

const limits = (model: Model, provider: Pick<Provider, 'fill'>): readonly string[] => {
  const window = whole.format(model.contextTokens);
  if (model.kind === 'embedding')
    return [
      t('Context {0} tokens', window),
      model.dimensions === undefined
        ? t('Embeddings')
        : t('Embeddings of {0} dimensions', whole.format(model.dimensions)),
    ];
  const abilities = [
    ...(['tools', 'images', 'reasoning'] as const)
      .filter((ability) => model[ability])
      .map((ability) => abilityWords[ability]),
    ...(fillsIn(provider, model) ? [t('fill-in-the-middle')] : []),
  ];
  return [
    t('Context {0} tokens, answers up to {1}', window, whole.format(model.maxOutputTokens)),
    abilities.length > 0 ? t('Can: {0}', listed(abilities)) : t('Text only'),
  ];
};

const costs = (model: Model, provider: Pick<Provider, 'name' | 'local'>): readonly string[] => {
  const { price, priceAsOf } = model;
  if (provider.local && priceAsOf !== ownPrice) return [t('Runs on your machine: costs nothing')];
  if (!price) return [t('Price unknown')];
  return [
    t('Per million tokens: {0}', prices(price, model.kind)),
    ...(price.tiers ?? []).map((tier) =>
      t('Prompts above {0} tokens: {1}', whole.format(tier.above), prices(tier, model.kind)),
    ),
    ...(price.hours ?? []).map((hours) => t('{0}: {1}', timesOf(hours), prices(hours, model.kind))),
    ...(price.batch === undefined ? [] : [t('In a batch: {0}% of that', whole.format(price.batch * 100))]),
    ...(priceAsOf === undefined ? [] : [priceAsOf === ownPrice ? t('Your own price') : t('Price of {0}', priceAsOf)]),
  ];
};

const daysOfWeek = [t('Sun'), t('Mon'), t('Tue'), t('Wed'), t('Thu'), t('Fri'), t('Sat')];

/** `From 16:30 to 00:30 UTC`, with the days where it is not all of them. */
const timesOf = ({ from, to, days }: PriceHours): string =>
  days === undefined
    ? t('From {0} to {1} UTC', from, to)
    : t('From {0} to {1} UTC, {2}', from, to, listed(days.map((day) => daysOfWeek[day] ?? '')));

const prices = ({ input, output, cacheRead, cacheWrite }: Rates, kind: Model['kind']): string =>
  listed([
    t('{0} in', dollars.format(input)),
    ...(kind === 'chat' ? [t('{0} out', dollars.format(output))] : []),
    ...(cacheRead === undefined ? [] : [t('{0} cached', dollars.format(cacheRead))]),
    ...(cacheWrite === undefined ? [] : [t('{0} to cache', dollars.format(cacheWrite))]),
  ]);

/** Names come from servers and people: they must not become links, HTML or lines of their own. */
const plain = (name: string): string => name.replaceAll(/[\s<>[\]`*|\\]+/g, ' ').trim();
