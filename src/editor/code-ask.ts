import { answersInProse, type CodeContext, type CodeJob, jobRequest } from '../code/job.ts';
import { written } from '../code/write.ts';
import type { ChatRequest } from '../core/chat.ts';
import { plain } from '../core/markdown.ts';
import { type Receipt, receiptLines } from '../core/receipt.ts';
import { type Found, type Masked, unmask } from '../guard/mask.ts';
import { autoId, type House } from './answer.ts';
import type { Answering } from './kept-answers.ts';
import type { Log } from './log.ts';
import type { Offers } from './offers.ts';
import { ownCallers } from './own-callers.ts';

/** Who asks for code, as rules, budgets and the ledger know it. */
const caller = ownCallers.code;

/** Tokens of one request, what is meant and what is said of it together: a few cents at the price of a frontier model. */
export const mostTokens = 24_000;

export interface AskParts {
  readonly house: House;
  /** The way through the house. */
  readonly answer: Answering['answer'];
  readonly offers: Pick<Offers, 'ready'>;
  readonly log: Pick<Log, 'info'>;
  /** What the guard takes out of a text before it leaves; absent where there is no guard. */
  readonly maskIn?: ((text: string) => Promise<Masked>) | undefined;
}

export interface CodeAsk {
  readonly job: CodeJob;
  readonly context: CodeContext;
  /** The text of the file that the answer is written into: secrets of it, and of no other file, are put back. */
  readonly own?: string | undefined;
  readonly signal: AbortSignal;
  /** Called with all of the code, or prose, as far as it has come. */
  readonly onText: (text: string) => Promise<void>;
  /** The answer was cut off, and the rest is asked for. */
  readonly onContinued: () => void;
}

export interface CodeAnswer {
  readonly text: string;
  /** A sentence where it is not whole, or why there is none. */
  readonly trouble?: string | undefined;
  readonly receipts: readonly Receipt[];
}

/** Asks for one job. Throws `RunFailure`. */
export const askForCode = async (parts: AskParts, ask: CodeAsk): Promise<CodeAnswer> => {
  const { job, context, signal } = ask;
  const { request, leftOut, refused } = jobRequest(job, context, mostTokens);
  if (request === undefined) return { text: '', trouble: refused, receipts: [] };
  if (leftOut.length > 0) parts.log.info(`Left out of a request for code: ${leftOut.join(', ')}`);
  await parts.offers.ready();
  const receipts: Receipt[] = [];
  const restored = restoring(parts, request, ask.own ?? '');
  const events = written({
    ask: (one: ChatRequest) =>
      // Explanations too: who explains code well has to be strong at code.
      parts.answer(parts.house, { request: one, pick: autoId, caller, task: 'code' }, signal),
    request,
    signal,
    languageId: context.target ?? context.file.languageId,
    prose: answersInProse(job),
  });
  for await (const event of events) {
    if (event.type === 'code') await ask.onText(await restored(event.text));
    else if (event.type === 'continued') ask.onContinued();
    else if (event.type === 'receipt') receipts.push(event.receipt);
    else return { text: await restored(event.code), trouble: event.why, receipts };
  }
  return { text: '', receipts };
};

/** How every placeholder of the guard begins. */
export const placeholder = '[masked by Keyway: ';

/** One that stands for a secret, and no example of one. */
const numbered = /\[masked by Keyway: [^[\]]{1,120} \d+\]/;

/** The guard numbers what it masks in the order of the request, so its placeholders can be made once more. */
const restoring = ({ maskIn }: AskParts, request: ChatRequest, own: string): ((code: string) => Promise<string>) => {
  let found: Promise<readonly Found[]> | undefined;
  return async (code) => {
    if (!maskIn || !code.includes(placeholder)) return code;
    // Placeholders that were there before carry numbers of their own: nothing is put back where it might be another's.
    if (numbered.test(textOf(request))) return code;
    found ??= maskIn(textOf(request)).then((masked) => masked.found.filter(({ secret }) => own.includes(secret)));
    return unmask(code, await found);
  };
};

/** No secret goes on over the end of a part. */
const textOf = ({ messages }: ChatRequest): string =>
  messages.flatMap(({ content }) => content.map((part) => (part.type === 'text' ? part.text : ''))).join('\u0000');

/** What its requests cost and who answered, as Markdown. */
export const receiptsText = (receipts: readonly Receipt[]): string =>
  receipts.map((receipt) => receiptLines(receipt).map(plain).join('  \n')).join('\n\n');
