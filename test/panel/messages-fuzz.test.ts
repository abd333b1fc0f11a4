import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFromPage, readToPage } from '../../src/panel/messages.ts';
import { everyFromPage, everyToPage, mutations, runs } from './fuzz.ts';

/** As it crosses: what is absent is not there, and a field of that name, which would be another thing, is dropped. */
const crossing = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(crossing);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name, one]) => name !== '__proto__' && one !== undefined);
  return Object.fromEntries(fields.map(([name, one]) => [name, crossing(one)]));
};

/** Read twice: what is taken for a message is exactly that message, with nothing beside it. */
const isExact = (read: (message: unknown) => unknown, message: unknown): void => {
  const once = read(message);
  if (once === undefined) return;
  assert.deepEqual(crossing(once), crossing(message));
  assert.deepEqual(read(once), once);
};

describe('messages in both directions', () => {
  it('are read as they are, each kind of them', () => {
    for (const message of everyFromPage) assert.deepEqual(readFromPage(message), message);
    for (const message of everyToPage) assert.deepEqual(readToPage(message), message);
  });

  it('from the page are read exactly or not at all, ten thousand of them', () => {
    fc.assert(
      fc.property(mutations(everyFromPage), (message) => isExact(readFromPage, message)),
      runs,
    );
  });

  it('to the page are read exactly or not at all, ten thousand of them', () => {
    fc.assert(
      fc.property(mutations(everyToPage), (message) => isExact(readToPage, message)),
      runs,
    );
  });

  it('of one direction are none of the other', () => {
    for (const message of everyFromPage) assert.equal(readToPage(message), undefined);
    for (const message of everyToPage) assert.equal(readFromPage(message), undefined);
  });
});
