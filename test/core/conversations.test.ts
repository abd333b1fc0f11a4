import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatRequest, Message } from '../../src/core/chat.ts';
import { conversationOf, Conversations, openToolCalls } from '../../src/core/conversations.ts';
import { cacheLife, expectedUsage } from '../../src/core/expect.ts';
import { asked, model, route, said } from './samples.ts';

const now = Date.UTC(2026, 10, 20, 12);

const system = (text: string): Message => ({ role: 'system', content: [{ type: 'text', text }] });
const answer = (text: string): Message => ({ role: 'assistant', content: [{ type: 'text', text }] });
const call: Message = { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'read', input: {} }] };
const result: Message = {
  role: 'user',
  content: [{ type: 'tool-result', id: 'c1', content: [{ type: 'text', text: 'a file' }] }],
};

const turns = (...messages: readonly Message[]): ChatRequest => asked({ messages });

const first = turns(system('You help.'), said('What is a monad?'));
const second = turns(...first.messages, answer('A monoid in the category of endofunctors.'), said('And in English?'));

const route1 = route('acme/small');

describe('the memory of conversations', () => {
  it('knows who answered the turn before, and what it took', () => {
    const conversations = new Conversations();
    assert.equal(conversations.incumbentOf(first), undefined);
    conversations.answered(first, { route: route1, usage: { input: 3_000, output: 5 }, promptTokens: 2_500 }, now);
    assert.deepEqual(conversations.incumbentOf(second), {
      provider: 'acme',
      model: 'small',
      keyId: 'k1',
      at: now,
      input: 3_000,
      cacheRead: 0,
      cacheable: undefined,
      counted: 2_500,
    });
  });

  it('knows nothing of gaps in a text, which are no turns', () => {
    const conversations = new Conversations();
    const gap = { ...first, fill: { prefix: 'a', suffix: 'b' } };
    conversations.answered(gap, { route: route1, usage: { input: 3_000, output: 5 } }, now);
    assert.equal(conversations.incumbentOf(first), undefined);
    conversations.answered(first, { route: route1, usage: { input: 3_000, output: 5 } }, now);
    assert.equal(conversations.incumbentOf(gap), undefined);
    assert.equal(conversations.incumbentOf(first)?.model, 'small');
  });

  it('takes a later answer of another model for the incumbent', () => {
    const conversations = new Conversations();
    conversations.answered(first, { route: route1, usage: { input: 3_000, output: 5 } }, now);
    conversations.answered(second, { route: route('other/large', 'k2'), usage: { input: 3_500, output: 5 } }, now + 1);
    const { provider, model: id, keyId, cacheable } = conversations.incumbentOf(second) ?? {};
    assert.deepEqual([provider, id, keyId, cacheable], ['other', 'large', 'k2', undefined]);
  });

  it('takes an answer without token counts for the incumbent, and believes nothing of its cache', () => {
    const conversations = new Conversations();
    conversations.answered(first, { route: route1, usage: { input: 3_000, output: 5 } }, now);
    conversations.answered(second, { route: route('other/large', 'k2'), promptTokens: 3_400 }, now + 1);
    const incumbent = conversations.incumbentOf(second);
    assert.deepEqual(incumbent, {
      provider: 'other',
      model: 'large',
      keyId: 'k2',
      at: now + 1,
      input: 0,
      cacheRead: 0,
      cacheable: undefined,
      counted: undefined,
    });
    const large = model('other/large', { price: { input: 1, output: 2, cacheRead: 0.1 } });
    assert.equal(expectedUsage(large, { task: 'chat', promptTokens: 5_000, now: now + 2, incumbent }).cacheRead, 0);
  });

  it('forgets the conversation that was not answered for the longest', () => {
    const conversations = new Conversations(2);
    const named = (conversation: string): ChatRequest => asked({ conversation });
    const tell = (conversation: string): void =>
      conversations.answered(named(conversation), { route: route1, usage: { input: 1, output: 1 } }, now);
    for (const name of ['a', 'b', 'a', 'c']) tell(name);
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => conversations.incumbentOf(named(name)) !== undefined),
      [true, false, true],
    );
  });

  it('holds neither words nor ids', () => {
    const conversations = new Conversations();
    conversations.answered(first, { route: route1, usage: { input: 3_000, output: 5 } }, now);
    assert.ok(Number.isSafeInteger(conversationOf(asked({ conversation: 'a name somebody gave' }))));
    assert.ok(Number.isSafeInteger(conversationOf(first)));
  });
});

describe('how well the cache works', () => {
  /** The cache reads expected for the third turn, after a second that read so much of what it could. */
  const third = (read: number | undefined, facts: { later?: number; key?: string; input?: number } = {}): number => {
    const { later = 60_000, key = 'k1', input = 4_000 } = facts;
    const conversations = new Conversations();
    conversations.answered(first, { route: route1, usage: { input: 2_000, output: 5 } }, now);
    const again = route('acme/small', key);
    conversations.answered(second, { route: again, usage: { input, output: 5, cacheRead: read } }, now + later);
    const incumbent = conversations.incumbentOf(second);
    const small = model('acme/small', { price: { input: 1, output: 2, cacheRead: 0.1 } });
    return expectedUsage(small, { task: 'chat', promptTokens: 5_000, now: now + later, incumbent }).cacheRead ?? 0;
  };

  it('is learnt from what was read of what could have been', () => {
    assert.deepEqual([third(2_000), third(1_500), third(0), third(undefined)], [4_000, 3_000, 0, 0]);
  });

  it('cannot be told from a turn that came too late for the cache, or by another key', () => {
    assert.equal(third(0, { later: cacheLife + 1 }), 4_000);
    assert.equal(third(0, { key: 'k2' }), 4_000);
  });

  it('cannot be told from a turn whose prompt was written anew', () => {
    assert.equal(third(0, { input: 1_900 }), 1_900);
  });
});

describe('the id of a conversation', () => {
  it('is the same for every turn', () => {
    assert.equal(conversationOf(first), conversationOf(second));
    const thirdTurn = turns(...second.messages, call, result);
    assert.equal(conversationOf(first), conversationOf(thirdTurn));
  });

  it('differs by every message of the person before the first answer', () => {
    const about = said('<workspace>keyway</workspace>');
    const ids = [
      turns(system('You help.'), about, said('Fix the test.')),
      turns(system('You help.'), about, said('Write the docs.')),
      turns(system('You help.'), said('Fix the test.')),
      turns(said('You help.'), said('Fix the test.')),
      turns(system('You help.')),
      turns(system('You help little.')),
    ].map(conversationOf);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('does not change with a clock in what the system says', () => {
    const at = (time: string): number =>
      conversationOf(turns(system(`It is ${time}. You help.`), said('Fix the test.'), system(time), answer('Done.')));
    assert.equal(at('10:41:07'), at('10:41:52'));
  });

  it('is the one its caller gave, where it gave one', () => {
    assert.equal(
      conversationOf({ ...first, conversation: 'a' }),
      conversationOf(asked({ conversation: 'a', messages: [said('Something else.')] })),
    );
    assert.notEqual(conversationOf({ ...first, conversation: 'a' }), conversationOf({ ...first, conversation: 'b' }));
  });

  it('tells long texts apart by their beginning, their end and their length', () => {
    const long = 'x'.repeat(100_000);
    const ids = [long, `${long}x`, `y${long.slice(1)}`, `${long.slice(1)}y`].map((text) =>
      conversationOf(turns(said(text))),
    );
    assert.equal(new Set(ids).size, 4);
  });

  it('is spread widely', () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 500 }), (texts) => {
        assert.equal(new Set(texts.map((text) => conversationOf(turns(said(text))))).size, texts.length);
      }),
    ));
});

describe('open tool calls', () => {
  it('are open while the results are on their way back, even with words behind them', () => {
    assert.equal(openToolCalls(turns(said('Read it.'), call, result)), true);
    assert.equal(openToolCalls(turns(said('Read it.'), call, result, said('Mind the style.'))), true);
  });

  it('are closed once the model has answered', () => {
    assert.equal(openToolCalls(turns(said('Read it.'), call, result, answer('It is short.'))), false);
    assert.equal(openToolCalls(turns(said('Read it.'), call, result, answer('It is short.'), said('More.'))), false);
  });

  it('are not open where none was made', () => {
    assert.equal(openToolCalls(first), false);
    assert.equal(openToolCalls(turns()), false);
  });
});
