import type { ChatRequest } from './chat.ts';

/** What a request is for. `completion` is inline; `utility` is the editor's own small questions (titles, summaries). */
export type Task = 'chat' | 'code' | 'reasoning' | 'embedding' | 'completion' | 'utility';

/**
 * VS Code's own small questions (chat titles, progress lines) carry no conversation, no tools and two messages at most;
 * anything with tools is agent work on code; a fence in the last message says code as well.
 */
export const taskOf = (request: ChatRequest, caller: string): Task => {
  if (request.tools.length > 0) return 'code';
  const editorsOwn = caller === 'github.copilot-chat' || caller === 'core';
  if (editorsOwn && request.conversation === undefined && request.messages.length <= 2) return 'utility';
  const last = request.messages.at(-1);
  return last?.content.some((part) => part.type === 'text' && part.text.includes('```')) ? 'code' : 'chat';
};

/** Tokens an answer of each task is expected to have, until the ledger knows better. */
export const expectedOutput: Readonly<Record<Task, number>> = {
  chat: 500,
  code: 1_200,
  reasoning: 2_500,
  embedding: 0,
  completion: 100,
  utility: 60,
};
