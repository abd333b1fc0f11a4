import type { Attempt } from './attempt.ts';
import { costOf } from './cost.ts';
import { vectorsText, textsText } from './counted.ts';
import { tokensOf, type CountedText } from './embed-batches.ts';
import type { EmbedAnswer, EmbedRequest } from './embedding.ts';
import { ChatFailure } from './failure.ts';
import { t } from './l10n.ts';
import { failureOf, leashed, stopped } from './leash.ts';
import type { Plan, PlannedRoute, Route } from './plan.ts';
import type { Model } from './provider.ts';
import { isUnbilled, wasCut, type Books } from './tally.ts';
import type { UnderWay } from './under-way.ts';
import { Watchdog, type Patience } from './watchdog.ts';

/** What one call needs to know and to tell. */
export interface Posting {
  readonly request: EmbedRequest;
  readonly facts: Pick<Attempt, 'requestId' | 'caller' | 'workspace'>;
  readonly plan: Pick<Plan, 'dearest'>;
  readonly signal: AbortSignal;
  /** Length of the vectors that came already. */
  readonly length: number | undefined;
  readonly embed: (route: Route, request: EmbedRequest, signal: AbortSignal) => Promise<EmbedAnswer>;
  readonly patienceOf: (route: Route) => Patience;
  readonly modelOf: (provider: string, id: string) => Model | undefined;
  readonly onAttempt: (attempt: Attempt) => void;
  readonly underWay?: UnderWay | undefined;
}

export type Posted = { readonly vectors: readonly Float32Array[] } | { readonly failure: ChatFailure };

/** Sends one batch to one route. Throws nothing that a provider can cause; tells of the attempt in every case. */
export const post = async (route: PlannedRoute, batch: readonly CountedText[], posting: Posting): Promise<Posted> => {
  const { controller, release } = leashed(posting.signal);
  const watchdog = new Watchdog(posting.patienceOf(route), controller);
  const begun = { at: Date.now(), started: performance.now() };
  const request = { ...posting.request, texts: batch.map(({ text }) => text) };
  let answer: EmbedAnswer | undefined;
  let failure: ChatFailure | undefined = stopped();
  let sent = false;
  let isOver = false;
  const open = {
    close: (end: ChatFailure | undefined): void => {
      if (isOver) return;
      isOver = true;
      posting.underWay?.delete(open);
      watchdog.dispose();
      release();
      posting.onAttempt(attemptOf(route, posting, { batch, answer, failure: end, sent, ...begun }));
    },
  };
  posting.underWay?.add(open);
  try {
    controller.signal.throwIfAborted();
    sent = true;
    answer = await posting.embed(route, request, controller.signal);
    failure = flawIn(answer, route.model, { ...posting, request });
    return failure ? { failure } : { vectors: answer.vectors };
  } catch (error) {
    // Ended from outside, it may throw what it likes.
    failure = isOver ? stopped(error) : failureOf(error, posting.signal, watchdog);
    return { failure };
  } finally {
    open.close(failure);
  }
};

/** Why vectors cannot be used: a number that is missing or odd would spoil whatever is built on them, and nobody would see it. */
const flawIn = (
  { vectors }: EmbedAnswer,
  model: Model,
  { request, length }: Pick<Posting, 'request' | 'length'>,
): ChatFailure | undefined => {
  const wanted = request.dimensions ?? length ?? model.dimensions ?? vectors[0]?.length ?? 0;
  if (vectors.length !== request.texts.length)
    return flaw(t('{0} came for {1}', vectorsText(vectors.length), textsText(request.texts.length)));
  const odd = vectors.find((vector) => vector.length !== wanted || wanted === 0);
  if (odd)
    return flaw(
      wanted === 0
        ? t('a vector of {0} numbers came instead of one', odd.length)
        : t('a vector of {0} numbers came instead of {1}', odd.length, wanted),
    );
  return vectors.every((vector) => vector.every(Number.isFinite))
    ? undefined
    : flaw(t('a vector holds what is no number'));
};

const flaw = (what: string): ChatFailure => new ChatFailure({ kind: 'stream', what });

interface Outcome {
  readonly batch: readonly CountedText[];
  readonly answer: EmbedAnswer | undefined;
  readonly failure: ChatFailure | undefined;
  /** A provider may bill something. */
  readonly sent: boolean;
  readonly at: number;
  readonly started: number;
}

const attemptOf = ({ provider, model, key }: Route, { facts, plan, modelOf }: Posting, outcome: Outcome): Attempt => {
  const { answer, failure, at, started } = outcome;
  const served = answer?.servedModel === undefined ? undefined : modelOf(provider.id, answer.servedModel);
  const books = booksOf(outcome, served?.price ? served : model);
  const { usage } = books;
  return {
    ...facts,
    task: 'embedding',
    at,
    provider: provider.id,
    model: model.id,
    keyId: key.id,
    keyNickname: key.nickname,
    outcome: failure?.kind ?? 'answered',
    status: failure?.status,
    totalMs: performance.now() - started,
    servedModel: answer?.servedModel,
    ...books,
    // Texts whose vectors cannot be used are sent once more: they are compared once.
    dearest: failure && failure.kind !== 'aborted' ? undefined : usage && (() => plan.dearest?.({ model, usage, at })),
  };
};

/** Reported usage; of an answer without one an estimate, also where its vectors cannot be used; else nothing. */
const booksOf = ({ answer, failure, batch, sent, at }: Outcome, priced: Model): Books => {
  const kind = failure?.kind ?? 'answered';
  if (!sent || (!answer && !wasCut.has(kind))) {
    const unbilled = !sent || (failure !== undefined && isUnbilled(failure, false));
    return { usage: undefined, cost: unbilled ? { usd: 0, from: 'estimated' } : { from: 'unknown' } };
  }
  const counted = { input: tokensOf(batch), output: 0 };
  if (answer?.usage) return { usage: answer.usage, cost: costOf(priced, answer.usage, { estimated: false, at }) };
  return { usage: counted, counted: true, cost: costOf(priced, counted, { estimated: true, at }) };
};
