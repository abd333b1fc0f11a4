import type { ChatFailure } from '../core/failure.ts';
import { refused, type Asked } from './refused.ts';
import type { Said } from './said.ts';

interface Answered extends Said {
  readonly headers?: Headers | undefined;
}

/** The failure of what a server said, with its headers where they are those of this failure. */
export const refusalOf = (call: Asked, { headers, ...said }: Answered): ChatFailure =>
  refused(call, {
    ...said,
    header: headers && ((name) => headers.get(name)),
    requestId: headers?.get('x-request-id') ?? undefined,
  });
