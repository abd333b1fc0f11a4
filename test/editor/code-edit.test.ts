import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changeBetween } from '../../src/editor/code-edit.ts';

const applied = (before: string, after: string): string => {
  const change = changeBetween(before, after);
  return change ? before.slice(0, change.start) + change.text + before.slice(change.end) : before;
};

describe('What is replaced to make another text', () => {
  it('is one small piece', () => {
    assert.deepEqual(changeBetween('one two three', 'one 2 three'), { start: 4, end: 7, text: '2' });
    assert.deepEqual(changeBetween('aa', 'aaa'), { start: 2, end: 2, text: 'a' });
    assert.equal(changeBetween('same', 'same'), undefined);
  });

  it('splits no line break and no sign of two units', () => {
    assert.deepEqual(changeBetween('a\r\nb', 'a\r\rb'), { start: 1, end: 3, text: '\r\r' });
    assert.deepEqual(changeBetween('😀', '😁'), { start: 0, end: 2, text: '😁' });
  });

  it('makes the other text, whatever they are', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', '😀', '😁', ' '), maxLength: 20 });
    fc.assert(fc.property(text, text, (before, after) => applied(before, after) === after));
  });
});
