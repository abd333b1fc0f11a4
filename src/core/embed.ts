import { failedText, nothingText } from './advice.ts';
import type { Attempt } from './attempt.ts';
import type { Usage } from './chat.ts';
import { batchesOf, type CountedText } from './embed-batches.ts';
import { post, type Posting } from './embed-attempt.ts';
import { partsOf } from './embed-parts.ts';
import { sizeOf, type EmbedPlan } from './embed-plan.ts';
import type { EmbedRequest } from './embedding.ts';
import { ChatFailure } from './failure.ts';
import { t } from './l10n.ts';
import { leashed, pause } from './leash.ts';
import type { PlannedRoute } from './plan.ts';
import type { Model } from './provider.ts';
import { receiptOf, type Receipt } from './receipt.ts';
import { RunFailure, type Means } from './run.ts';
import { sameModel } from './walk-reasons.ts';
import { Walk } from './walk.ts';

/** Texts on their way to becoming vectors: the plan that is walked, and who asked. */
export interface EmbedErrand {
  readonly plan: EmbedPlan;
  readonly request: EmbedRequest;
  readonly requestId: string;
  /** The extension or surface that asked. */
  readonly caller: string;
  readonly workspace?: string | undefined;
  /** As that of a chat's errand. */
  readonly masked?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** What it needs from the rest of the house. `embed` asks a route for one batch and throws `ChatFailure`. */
export type EmbedMeans = Pick<
  Means,
  'health' | 'patienceOf' | 'modelOf' | 'admit' | 'onAttempt' | 'onReceipt' | 'underWay'
> &
  Pick<Posting, 'embed'>;

export interface Embedded {
  /** One per text, in their order, all of one length. */
  readonly vectors: readonly Float32Array[];
  /** Who made them: vectors of another model cannot be compared with these. */
  readonly model: Model;
  readonly receipt: Receipt;
}

/** Calls of one request that are under way at the same time. */
const parallel = 4;

/** What has come so far. */
interface Work {
  readonly vectors: Map<number, Float32Array>;
  readonly attempts: Attempt[];
}

/**
 * Turns texts into vectors: splits them into batches that the provider takes, and walks the plan until every text has its
 * vector. Once one batch has come, only other keys of its model may go on. Throws `RunFailure`; anything else is a bug.
 */
export const embed = async (errand: EmbedErrand, means: EmbedMeans): Promise<Embedded> => {
  const started = performance.now();
  const { plan, signal } = errand;
  const { health } = means;
  const walk = new Walk(plan, health);
  const work: Work = { vectors: new Map(), attempts: [] };
  const file = (isWhole = false): Receipt => {
    const walked = { skipped: walk.skipped, attempts: work.attempts, totalMs: performance.now() - started };
    const { answered, ...drawn } = receiptOf(errand, walked);
    // A part of the vectors is no answer.
    const receipt = { ...drawn, answered: isWhole ? answered : undefined, usage: usageOf(work.attempts) };
    means.onReceipt(receipt);
    return receipt;
  };
  const unfit = unfitIn(errand);
  if (unfit) throw new RunFailure(unfit.message, { receipt: file(), partial: false, cause: unfit });
  const next = (): PlannedRoute | undefined => walk.next(Date.now());
  for (let route = next(); route; route = next()) {
    if (route.wait > 0 && !signal.aborted) await pause(route.wait, signal);
    const end = await round(route, work, { ...errand, ...means });
    if (end === 'done') return { vectors: inOrder(plan.texts, work), model: route.model, receipt: file(true) };
    if (work.vectors.size > 0) walk.keepOnly((other) => sameModel(other, route), noMixing);
    if (!(end instanceof ChatFailure)) {
      walk.refused(route, end.refused);
      continue;
    }
    const skipped = walk.failed(route, end, { attempts: failuresIn(work), milliseconds: performance.now() - started });
    if (end.remedy === 'stop')
      throw new RunFailure(failedText([skipped]), { receipt: file(), partial: false, cause: end });
  }
  const text =
    work.attempts.length > 0
      ? failedText(walk.skipped, walk.passedOver)
      : nothingText([...walk.passedOver, ...plan.leftOut]);
  throw new RunFailure(text, { receipt: file(), partial: false });
};

const noMixing = t('its vectors would not fit those of the model that has begun');

/** Why no model at all can be asked for these texts. They are named by their numbers, never by their words. */
const unfitIn = ({ plan: { texts, tooLong } }: EmbedErrand): ChatFailure | undefined => {
  const empty = texts.find(({ text }) => text.trim() === '');
  if (texts.length === 0) return new ChatFailure({ kind: 'request', what: t('There is no text to make a vector of.') });
  if (empty) return new ChatFailure({ kind: 'request', what: t('Text {0} is empty: leave it out.', empty.index + 1) });
  if (!tooLong) return undefined;
  const what = t(
    'No model of your keys takes a text this long: {0}. Split it, or add a key of a provider whose models take more.',
    sizeOf(tooLong),
  );
  return new ChatFailure({ kind: 'context', what });
};

/** How a round ended: with every vector, with a failure, or because a budget refused a batch. */
type End = 'done' | ChatFailure | { readonly refused: string };

/** Asks one route for every text that has no vector yet, and tells health how that went. */
const round = async (route: PlannedRoute, work: Work, errand: EmbedErrand & EmbedMeans): Promise<End> => {
  const { health } = errand;
  let end: End | undefined;
  try {
    end = await send(route, work, errand);
    return end;
  } finally {
    if (end === 'done') health.succeeded(route, Date.now(), {});
    else if (end instanceof ChatFailure && end.kind !== 'aborted') health.failed(route, end, Date.now());
    else health.left(route);
  }
};

/**
 * The first batch goes alone, so that a route which does not work costs one call; then several go at a time. What is under
 * way when one fails is still waited for: it is paid for.
 */
const send = async (route: PlannedRoute, work: Work, errand: EmbedErrand & EmbedMeans): Promise<End> => {
  const { texts } = errand.plan;
  const missing = texts.filter(({ index }) => !work.vectors.has(index));
  const [first, ...queue] = batchesOf(missing, route.provider.embeddings ?? { batch: 1 });
  const { controller, release } = leashed(errand.signal);
  const sending: Sending = {
    route,
    work,
    errand,
    signal: controller.signal,
    partOf: partsOf(route, texts, work.vectors),
    end: 'done',
  };
  const several = async (): Promise<void> => {
    for (let batch = queue.shift(); batch && sending.end === 'done'; batch = queue.shift()) await one(batch, sending);
  };
  try {
    if (first) await one(first, sending);
    if (sending.end === 'done') await Promise.all(Array.from({ length: parallel }, several));
    return sending.end;
  } finally {
    // Only a bug leaves calls behind.
    release();
  }
};

interface Sending {
  readonly route: PlannedRoute;
  readonly work: Work;
  readonly errand: EmbedErrand & EmbedMeans;
  readonly signal: AbortSignal;
  readonly partOf: ReturnType<typeof partsOf>;
  end: End;
}

/** Sends one batch, where a budget admits it and no other has ended the round meanwhile. */
const one = async (batch: readonly CountedText[], sending: Sending): Promise<void> => {
  const { route, errand, signal } = sending;
  const { vectors, attempts } = sending.work;
  const { requestId, caller, workspace } = errand;
  const admission = await errand.admit?.(sending.partOf(batch), errand);
  if (admission?.kind === 'refused') return settle(sending, { refused: admission.reason });
  if (sending.end !== 'done') return admission?.giveBack?.();
  const onAttempt = (attempt: Attempt): void => {
    attempts.push(attempt);
    errand.onAttempt(attempt, admission?.reservation);
  };
  const length = vectors.values().next().value?.length;
  const facts = { requestId, caller, workspace };
  const posted = await post(route, batch, { ...errand, facts, length, onAttempt, signal });
  if ('vectors' in posted)
    for (const [at, vector] of posted.vectors.entries()) vectors.set(batch[at]?.index ?? -1, vector);
  else settle(sending, posted.failure);
};

/** The first failure counts; it says more about the route than a budget does. */
const settle = (sending: Sending, end: End): void => {
  if (!(sending.end instanceof ChatFailure)) sending.end = end;
};

const failuresIn = ({ attempts }: Work): number => attempts.filter(({ outcome }) => outcome !== 'answered').length;

const inOrder = (texts: readonly CountedText[], { vectors }: Work): readonly Float32Array[] =>
  texts.map(({ index }) => {
    const vector = vectors.get(index);
    if (!vector) throw new Error(`text ${index + 1} has no vector`);
    return vector;
  });

/** Tokens of all batches that came. */
const usageOf = (attempts: readonly Attempt[]): Usage | undefined => {
  const usages = attempts.flatMap(({ outcome, usage }) => (outcome === 'answered' && usage ? [usage] : []));
  if (usages.length === 0) return undefined;
  const reported = usages.flatMap(({ reportedCost }) => reportedCost ?? []);
  const reportedCost = reported.length === 0 ? undefined : reported.reduce((total, cost) => total + cost, 0);
  return { input: usages.reduce((total, { input }) => total + input, 0), output: 0, reportedCost };
};
