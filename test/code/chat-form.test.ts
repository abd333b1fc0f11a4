import assert from 'node:assert/strict';
import { type ChatJob, chatSystemText, inChatForm } from '../../src/code/chat-form.ts';
import type { ChatRequest, Message } from '../../src/core/chat.ts';
import { countTokens } from '../../src/core/tokens.ts';

const message = (role: 'system' | 'user' | 'assistant', text: string): Message => ({
  role,
  content: [{ type: 'text', text }],
});

const job: ChatRequest = {
  messages: [
    message('system', 'Answer with exactly one fenced code block.'),
    message('user', '<file>…</file>\n\nCorrect <selection>.'),
  ],
  tools: [],
  toolChoice: 'auto',
};

const textsOf = ({ messages }: ChatRequest): readonly (readonly [string, string])[] =>
  messages.map(({ role, content }) => [role, content.map((part) => (part.type === 'text' ? part.text : '')).join('')]);

describe('a job in the form of a chat', () => {
  it('is asked for prose and code, and no more for code alone', () => {
    const texts = textsOf(inChatForm({ job: 'fix', request: job, before: [], said: '' }));
    assert.deepEqual(
      texts.map(([role]) => role),
      ['system', 'user'],
    );
    assert.ok(!texts[0]?.[1].includes('exactly one fenced code block'));
    assert.match(texts[0]?.[1] ?? '', /in Markdown/);
    assert.equal(texts[1]?.[1], '<file>…</file>\n\nCorrect <selection>.');
  });

  it('stands behind what was said before, and what is attached before the code that is meant', () =>
    assert.deepEqual(
      textsOf(
        inChatForm({
          job: 'explain',
          request: job,
          before: [message('user', 'Hello'), message('assistant', 'Hi')],
          said: '`notes.md`:\n…',
        }),
      ).slice(1),
      [
        ['user', 'Hello'],
        ['assistant', 'Hi'],
        ['user', '`notes.md`:\n…'],
        ['user', '<file>…</file>\n\nCorrect <selection>.'],
      ],
    ));

  it('may be about no file at all', () =>
    assert.deepEqual(textsOf(inChatForm({ job: 'generate', before: [], said: 'A CSV reader.' })).slice(1), [
      ['user', 'A CSV reader.'],
    ]));

  const jobs: readonly ChatJob[] = ['generate', 'explain', 'fix', 'tests', 'document'];
  for (const one of jobs)
    it(`takes few tokens for its rules (${one})`, () => {
      const tokens = countTokens(chatSystemText(one));
      assert.ok(tokens < 400, `${tokens}`);
      for (const paragraph of chatSystemText(one).split('\n\n')) assert.ok(!/\n| {2}/.test(paragraph), paragraph);
    });
});
