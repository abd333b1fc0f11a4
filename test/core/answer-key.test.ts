import assert from 'node:assert/strict';
import { asksForNoChance, chatText, vectorText } from '../../src/core/answer-key.ts';
import type { ChatRequest, Message } from '../../src/core/chat.ts';
import { asked, said } from './samples.ts';

const digest = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const terms = { pick: 'auto', wanted: { floor: 'economy' } };
const textOf = (facts: Partial<ChatRequest> = {}, others = terms): string => chatText(asked(facts), others, digest);
const image = (byte: number): Message => ({
  role: 'user',
  content: [{ type: 'image', mime: 'image/png', data: Uint8Array.of(1, byte) }],
});

/** Requests of which no two may be answered with the same answer. */
const different: Readonly<Record<string, string>> = {
  'the plain one': textOf(),
  'another word': textOf({ messages: [said('What is a monoid?')] }),
  'a system prompt': textOf({
    messages: [{ role: 'system', content: [{ type: 'text', text: 'Be brief.' }] }, said('What is a monad?')],
  }),
  'the same words by the model': textOf({
    messages: [{ role: 'assistant', content: [{ type: 'text', text: 'What is a monad?' }] }],
  }),
  'the words in two messages': textOf({ messages: [said('What is'), said('a monad?')] }),
  'an image': textOf({ messages: [image(1)] }),
  'another image of the same length': textOf({ messages: [image(2)] }),
  'a shorter answer': textOf({ maxOutputTokens: 20 }),
  'another share of tokens': textOf({ topP: 0.5 }),
  'an effort': textOf({ effort: 'low' }),
  'a stop': textOf({ stop: ['\n'] }),
  'two stops': textOf({ stop: ['\n', '.'] }),
  'another pick': textOf({}, { ...terms, pick: 'acme/small' }),
  'another floor': textOf({}, { ...terms, wanted: { floor: 'best' } }),
  'a vector': vectorText('What is a monad?', {}, 'acme'),
  'a vector of another maker': vectorText('What is a monad?', {}, 'best'),
  'a vector to search with': vectorText('What is a monad?', { purpose: 'query' }, 'acme'),
  'a vector to be found': vectorText('What is a monad?', { purpose: 'document' }, 'acme'),
  'a shorter vector': vectorText('What is a monad?', { dimensions: 256 }, 'acme'),
};

describe('what an answer is kept under', () => {
  for (const [name, text] of Object.entries(different))
    it(`is its own for ${name}`, () => {
      const same = Object.entries(different).filter(([, other]) => other === text);
      assert.deepEqual(
        same.map(([other]) => other),
        [name],
      );
    });

  it('is the same for the same request, in whatever order its facts stand and whatever is left unsaid', () => {
    const one: ChatRequest = { ...asked(), maxOutputTokens: 20, topP: 1, effort: undefined, stop: [] };
    const { messages, tools, toolChoice } = asked();
    const other: ChatRequest = { topP: 1, toolChoice, tools, maxOutputTokens: 20, messages };
    assert.equal(chatText(one, terms, digest), chatText(other, terms, digest));
  });

  it('does not depend on the conversation, which only keeps a provider’s prompt cache warm', () => {
    assert.equal(textOf({ conversation: 'a' }), textOf({ conversation: 'b' }));
  });

  it('does not take a list of pairs for an object', () => {
    const call = (input: Readonly<Record<string, unknown>>): Message => ({
      role: 'assistant',
      content: [{ type: 'tool-call', id: '1', name: 'find', input }],
    });
    assert.notEqual(textOf({ messages: [call({ in: { a: 1 } })] }), textOf({ messages: [call({ in: [['a', 1]] })] }));
  });
});

describe('a request asks for no chance', () => {
  it('without a temperature or with 0', () => {
    assert.equal(asksForNoChance(asked()), true);
    assert.equal(asksForNoChance(asked({ temperature: 0 })), true);
  });

  it('but does with any other temperature', () => {
    assert.equal(asksForNoChance(asked({ temperature: 0.1 })), false);
  });

  it('and is not counted where it brings tools', () => {
    assert.equal(asksForNoChance(asked({ tools: [{ name: 'find', description: '' }] })), false);
  });
});
