import type { ChatEvent, FinishReason, Usage } from '../core/chat.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { finished } from './finished.ts';
import type { Call } from './wire.ts';

/** What fills a gap, on its way. */
export interface FillAnswer {
  readonly call: Call<'openai-chat'>;
  readonly headers: Headers;
  /** Ready to be sent on, in order. */
  readonly events: ChatEvent[];
  /** Something was said, if only that nothing is missing. */
  said: boolean;
  model: string | undefined;
  usage: Usage | undefined;
  /** Undefined while the answer is incomplete. */
  finish: { readonly reason: FinishReason; readonly native: string } | undefined;
}

export const answerTo = (call: Call<'openai-chat'>, headers: Headers): FillAnswer => ({
  call,
  headers,
  events: [],
  said: false,
  model: undefined,
  usage: undefined,
  finish: undefined,
});

export const say = (answer: FillAnswer, text: string): void => {
  if (text === '') return;
  answer.said = true;
  answer.events.push({ type: 'text-delta', text });
};

/**
 * The last events. A gap that needs nothing is filled with nothing, which is an answer and no failure. Throws `ChatFailure`
 * where the server never said that it is complete.
 */
export const endOf = (answer: FillAnswer): readonly ChatEvent[] => {
  const { call, finish, model, said } = answer;
  if (finish === undefined)
    throw new ChatFailure({ kind: 'stream', what: t('the answer ended before it was complete') });
  const nothing: readonly ChatEvent[] = said || finish.reason === 'refusal' ? [] : [{ type: 'text-delta', text: '' }];
  return [...nothing, finished(call, { ...finish, servedModel: model })];
};
