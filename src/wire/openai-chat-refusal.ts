import type { ChatFailure } from '../core/failure.ts';
import { isLoose, textOf, type Loose } from './loose.ts';
import { refused } from './refused.ts';
import type { Said } from './said.ts';
import type { Call } from './wire.ts';

/** A chunk that is an error, with status 200 around it. */
export const isRefusal = (chunk: Loose<'error' | 'choices' | 'object' | 'message' | 'detail'>): boolean =>
  isLoose(chunk.error) ||
  textOf(chunk.error) !== undefined ||
  (chunk.choices === undefined &&
    (chunk.object === 'error' || textOf(chunk.message) !== undefined || chunk.detail !== undefined));

interface Answered extends Said {
  readonly headers?: Headers | undefined;
}

/** The failure of what a server said, with its headers where they are those of this failure. */
export const refusalOf = (call: Call<'openai-chat'>, { headers, ...said }: Answered): ChatFailure =>
  refused(call, {
    ...said,
    header: headers && ((name) => headers.get(name)),
    requestId: headers?.get('x-request-id') ?? undefined,
  });
