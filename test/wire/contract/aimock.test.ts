import assert from 'node:assert/strict';
import { LLMock } from '@copilotkit/aimock';
import type { Message, Tool } from '../../../src/core/chat.ts';
import { anthropic } from '../../../src/providers/anthropic.ts';
import { bedrock } from '../../../src/providers/bedrock.ts';
import { gemini } from '../../../src/providers/gemini.ts';
import { openai } from '../../../src/providers/openai.ts';
import { openrouter } from '../../../src/providers/openrouter.ts';
import { assistantFrom, modelOf } from './subject.ts';
import { subjectOf } from './subjects.ts';
import { callsOf, eventsOf, failureOf, finishOf, talk, textOf } from './talk.ts';

const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
const tools: readonly Tool[] = [
  { name: 'get_weather', description: 'Tells the weather.', schema: { type: 'object', properties: {} } },
  { name: 'get_time', description: 'Tells the time.', schema: { type: 'object', properties: {} } },
];
const weather = { name: 'get_weather', arguments: '{"place":"Zürich","days":[1,2]}' };
const time = { name: 'get_time', arguments: '{}' };

/** The same few conversations for every protocol, with a counterpart that we did not write. */
describe('conversations with aimock', function () {
  // A busy machine is no failure.
  this.timeout(20_000);
  const mock = new LLMock({ host: '127.0.0.1', port: 0, chunkSize: 4 });
  before(() => mock.start());
  after(() => mock.stop());
  beforeEach(() => {
    mock.reset();
    mock.on({ userMessage: 'weather', hasToolResult: false }, { toolCalls: [weather] });
    mock.on({ userMessage: 'weather', hasToolResult: true }, { content: 'It is sunny in Zürich ☀️.' });
    mock.on({ userMessage: 'both', hasToolResult: false }, { content: 'Both.', toolCalls: [weather, time] });
    mock.on({ userMessage: 'both', hasToolResult: true }, { content: 'Sunny at noon.' });
    mock.onMessage('hello', { content: 'Grüße, 世界 👩🏽‍🚀!' });
  });

  for (const provider of [openai, openrouter, anthropic, gemini, bedrock]) {
    const spoken = subjectOf(provider);
    // aimock takes a cache point among Claude’s tools for a tool; Nova’s tools have none.
    const subject = provider === bedrock ? { ...spoken, model: modelOf(bedrock, 'amazon.nova-pro-v1:0') } : spoken;

    describe(`${provider.protocol} of ${provider.name}`, () => {
      it('says hello', async () => {
        const events = eventsOf(await talk(subject, mock.url, { request: { messages: [user('hello')] } }));
        assert.equal(textOf(events), 'Grüße, 世界 👩🏽‍🚀!');
        assert.equal(finishOf(events).reason, 'stop');
      });

      it('calls a tool, gets its result and answers', async () => {
        const history = [user('What is the weather?')];
        const asked = eventsOf(await talk(subject, mock.url, { request: { messages: history, tools } }));
        const calls = callsOf(asked);
        assert.deepEqual(
          calls.map(({ name, input }) => [name, input]),
          [['get_weather', { place: 'Zürich', days: [1, 2] }]],
        );
        // aimock ends Gemini's calls with FUNCTION_CALL, a word that Google's own servers do not say: they say STOP.
        assert.equal(finishOf(asked).reason, finishOf(asked).native === 'FUNCTION_CALL' ? 'other' : 'tool-calls');
        const results = calls.map(({ id }) => ({
          type: 'tool-result' as const,
          id,
          content: [{ type: 'text' as const, text: 'sunny' }],
        }));
        const messages: readonly Message[] = [...history, assistantFrom(asked), { role: 'user', content: results }];
        const answered = eventsOf(await talk(subject, mock.url, { request: { messages, tools } }));
        assert.equal(textOf(answered), 'It is sunny in Zürich ☀️.');
      });

      it('calls two tools at once, gets both results and answers', async () => {
        const history = [user('Tell me both.')];
        const asked = eventsOf(await talk(subject, mock.url, { request: { messages: history, tools } }));
        const calls = callsOf(asked);
        assert.deepEqual(
          calls.map(({ name }) => name),
          ['get_weather', 'get_time'],
        );
        assert.equal(textOf(asked), 'Both.');
        const results = calls.map(({ id, name }) => ({
          type: 'tool-result' as const,
          id,
          content: [{ type: 'text' as const, text: `result of ${name}` }],
        }));
        const messages: readonly Message[] = [...history, assistantFrom(asked), { role: 'user', content: results }];
        const answered = eventsOf(await talk(subject, mock.url, { request: { messages, tools } }));
        assert.equal(textOf(answered), 'Sunny at noon.');
      });

      it('is told to wait, asks again, and is answered', async () => {
        mock.prependFixture({
          match: { userMessage: 'hello', sequenceIndex: 0 },
          response: { error: { message: 'Slow down', type: 'rate_limit_error' }, status: 429, retryAfter: 3 },
        });
        const request = { messages: [user('hello')] };
        const failure = failureOf(await talk(subject, mock.url, { request }));
        assert.deepEqual([failure.kind, failure.retryAfter], ['rate', 3_000]);
        const events = eventsOf(await talk(subject, mock.url, { request }));
        assert.equal(textOf(events), 'Grüße, 世界 👩🏽‍🚀!');
        assert.equal(mock.getRequests().length, 2, 'one request per attempt');
      });

      for (const [status, kind] of [
        [401, 'auth'],
        [500, 'server'],
        [503, 'server'],
      ] as const)
        it(`fails with “${kind}” for status ${status}`, async () => {
          mock.nextRequestError(status, { message: 'Not today.' });
          const failure = failureOf(await talk(subject, mock.url, { request: { messages: [user('hello')] } }));
          assert.equal(failure.kind, kind);
          assert.match(failure.message, /Not today/);
        });
    });
  }
});
