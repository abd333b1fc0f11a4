import type { ListedModel } from '../core/listing.ts';
import { protocols } from './catalog.ts';
import { plausible } from './price.ts';

/** What may stand under each name, beside a price, which is looked at apart. */
const facts: { readonly [Name in Exclude<keyof ListedModel, 'price'>]-?: (value: unknown) => boolean } = {
  id: (value) => typeof value === 'string' && value !== '',
  name: (value) => typeof value === 'string',
  contextTokens: Number.isFinite,
  maxOutputTokens: Number.isFinite,
  tools: (value) => typeof value === 'boolean',
  images: (value) => typeof value === 'boolean',
  reasoning: (value) => typeof value === 'boolean',
  kind: (value) => value === 'chat' || value === 'embedding',
  dimensions: Number.isFinite,
  protocol: (value) => protocols.some((protocol) => protocol === value),
  alias: (value) => typeof value === 'string',
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
  if (!isRecord(value) || value['id'] === undefined) return false;
  for (const [name, fits] of checks) {
    const fact = value[name];
    if (fact !== undefined && !fits(fact)) return false;
  }
  return true;
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
