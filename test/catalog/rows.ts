/** Rows of models nobody has, for the tests of this room. */
import type { Row } from '../../src/catalog/catalog.ts';

/** `maker/name`, one dollar per million tokens in and two out, unless told otherwise. */
export const row = (key: string, facts: Partial<Row> = {}): Row => {
  const slash = key.indexOf('/');
  return {
    provider: key.slice(0, slash),
    id: key.slice(slash + 1),
    name: key.slice(slash + 1).toUpperCase(),
    kind: 'chat',
    contextTokens: 200_000,
    maxOutputTokens: 32_000,
    tools: true,
    images: true,
    reasoning: false,
    price: { input: 1, output: 2 },
    priceAsOf: '2026-11-10',
    ...facts,
  };
};
