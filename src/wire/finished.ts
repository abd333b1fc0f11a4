import type { ChatEvent } from '../core/chat.ts';
import { redact } from '../core/redact.ts';
import type { Call } from './wire.ts';

type Finish = Extract<ChatEvent, { type: 'finish' }>;

/** Characters. Names of models have fewer; a reason is one word. */
const longest = 300;

/** The end of an answer. A gateway's debug mode may call the model by our key, and that name goes into receipts and the ledger. */
export const finished = (
  { access }: Pick<Call, 'access'>,
  { reason, native, servedModel }: Omit<Finish, 'type'>,
): Finish => {
  const secrets = Object.values(access.secrets);
  return {
    type: 'finish',
    reason,
    native: redact(native.slice(0, longest), secrets),
    servedModel: servedModel === undefined ? undefined : redact(servedModel.slice(0, longest), secrets),
  };
};
