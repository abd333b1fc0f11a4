import assert from 'node:assert/strict';
import type { ChatRequest } from '../../src/core/chat.ts';
import { expectedOutput, taskOf } from '../../src/core/task.ts';
import { asked, said } from './samples.ts';

const editor = 'github.copilot-chat';
const tool = { name: 'read', description: '' };

describe('the task of a request', () => {
  const cases: readonly (readonly [sentence: string, request: Partial<ChatRequest>, caller: string, task: string])[] = [
    ['with tools is code, whoever asks', { tools: [tool] }, editor, 'code'],
    ['with a fence in its last message is code', { messages: [said('why?\n```ts\nx\n```')] }, 'someone.else', 'code'],
    ['without either is chat', {}, 'someone.else', 'chat'],
    [
      'of the editor itself, two messages and no conversation, is utility',
      { messages: [said('a'), said('b')] },
      editor,
      'utility',
    ],
    ['of the editor in a conversation is chat', { conversation: 'c1' }, editor, 'chat'],
    ['of the editor with three messages is chat', { messages: [said('a'), said('b'), said('c')] }, 'core', 'chat'],
    ['with no message at all is chat', { messages: [] }, 'someone.else', 'chat'],
  ];
  for (const [sentence, request, caller, task] of cases)
    it(sentence, () => assert.equal(taskOf(asked(request), caller), task));

  it('expects an answer of some length for everything that is generated', () => {
    for (const [task, output] of Object.entries(expectedOutput)) assert.equal(output > 0, task !== 'embedding', task);
  });
});
