import { count } from './count.ts';
import { t } from './l10n.ts';

/** Things and how many there are, in the words of the language people read. */

type Counted = (number: number) => string;

export const attemptsText: Counted = (n) =>
  n === 1 ? t('{0} attempt', count.format(n)) : t('{0} attempts', count.format(n));

export const chunksText: Counted = (n) =>
  n === 1 ? t('{0} chunk', count.format(n)) : t('{0} chunks', count.format(n));

export const daysText: Counted = (n) => (n === 1 ? t('{0} day', count.format(n)) : t('{0} days', count.format(n)));

export const filesText: Counted = (n) => (n === 1 ? t('{0} file', count.format(n)) : t('{0} files', count.format(n)));

export const keysText: Counted = (n) => (n === 1 ? t('{0} key', count.format(n)) : t('{0} keys', count.format(n)));

export const modelsText: Counted = (n) =>
  n === 1 ? t('{0} model', count.format(n)) : t('{0} models', count.format(n));

export const requestsText: Counted = (n) =>
  n === 1 ? t('{0} request', count.format(n)) : t('{0} requests', count.format(n));

export const rowsText: Counted = (n) => (n === 1 ? t('{0} row', count.format(n)) : t('{0} rows', count.format(n)));

export const textsText: Counted = (n) => (n === 1 ? t('{0} text', count.format(n)) : t('{0} texts', count.format(n)));

export const tokensText: Counted = (n) =>
  n === 1 ? t('{0} token', count.format(n)) : t('{0} tokens', count.format(n));

export const vectorsText: Counted = (n) =>
  n === 1 ? t('{0} vector', count.format(n)) : t('{0} vectors', count.format(n));
