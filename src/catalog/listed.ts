import type { ListedModel } from '../core/listing.ts';
import { isTable } from '../core/table.ts';
import { protocols } from './catalog.ts';
import { isLine } from './name.ts';
import { plausible } from './price.ts';

/** Ids and names are shown, sent and matched with patterns. The length is that of the lists themselves. */
const isShown = (value: unknown): boolean => typeof value === 'string' && isLine(value, 300);

/** What may stand under each name, beside a price, which is looked at apart. */
const facts: { readonly [Name in Exclude<keyof ListedModel, 'price'>]-?: (value: unknown) => boolean } = {
  id: isShown,
  name: isShown,
  contextTokens: Number.isFinite,
  maxOutputTokens: Number.isFinite,
  tools: (value) => typeof value === 'boolean',
  images: (value) => typeof value === 'boolean',
  reasoning: (value) => typeof value === 'boolean',
  fills: (value) => typeof value === 'boolean',
  kind: (value) => value === 'chat' || value === 'embedding',
  dimensions: Number.isFinite,
  protocol: (value) => protocols.some((protocol) => protocol === value),
  alias: isShown,
};

const checks = Object.entries(facts);

/**
 * A model of a stored list. Undefined where it is none; an impossible price costs the price alone. By hand, because lists
 * have thousands of entries and a schema takes three times as long for flat facts.
 */
export const listedIn = (value: unknown): ListedModel | undefined => {
  if (!isListed(value)) return undefined;
  return value.price === undefined ? value : { ...value, price: plausible(value.price) };
};

const isListed = (value: unknown): value is ListedModel => {
  if (!isTable(value) || value['id'] === undefined) return false;
  for (const [name, fits] of checks) {
    const fact = value[name];
    if (fact !== undefined && !fits(fact)) return false;
  }
  return true;
};
