import assert from 'node:assert/strict';
import { conversationOf } from '../../src/core/conversations.ts';
import { bare, requestOf, type Exchange, turnsOf } from '../../src/editor/turns.ts';

/** A file is its name in brackets. */
const read = (references: readonly string[]): Promise<string> =>
  Promise.resolve(references.map((name) => `[${name}]`).join('\n\n'));

const asked = (prompt: string, references: readonly string[] = []): Exchange<string> => ({
  role: 'user',
  prompt,
  references,
});
const answered = (...parts: readonly string[]): Exchange<string> => ({ role: 'assistant', parts });

describe('the turns of a conversation with @keyway', () => {
  it('are the prompts with what was attached to each, and the answers without their receipts', async () => {
    const turns = await turnsOf(
      [
        asked('What is wrong here?', ['cart.ts', 'total.ts']),
        answered('The total', ' is 0.', '\n\n---\nAnswered by ACME'),
        asked('Fix it.'),
      ],
      read,
    );
    assert.deepEqual(turns, [
      { role: 'user', text: '[cart.ts]\n\n[total.ts]\n\nWhat is wrong here?' },
      { role: 'assistant', text: 'The total is 0.' },
      { role: 'user', text: 'Fix it.' },
    ]);
  });

  it('keep a line across the page that is the answer’s own', async () => {
    const [turn] = await turnsOf([answered('One.\n\n---\nTwo.\n\n---\nAnswered by ACME')], read);
    assert.equal(turn?.text, 'One.\n\n---\nTwo.');
  });

  it('lose the notice and the receipt that were kept beside an answer, whatever language they are in', () => {
    const kept = { notice: '> 未读取 cart.ts。\n\n', receipt: '\n\n---\n由 ACME 回答' };
    assert.equal(bare(`${kept.notice}One.\n\n---\nTwo.${kept.receipt}`, kept), 'One.\n\n---\nTwo.');
    assert.equal(bare('One.', kept), 'One.');
    assert.equal(bare('One.', {}), 'One.');
  });

  it('begin with the same words in every turn, so that the conversation is the same', async () => {
    const first = [asked('What is wrong here?', ['cart.ts'])];
    const ids = await Promise.all(
      [first, [...first, answered('The total is 0.'), asked('Fix it.', ['total.ts'])]].map(async (exchanges) =>
        conversationOf(requestOf(await turnsOf(exchanges, read))),
      ),
    );
    assert.equal(ids[0], ids[1]);
  });
});
