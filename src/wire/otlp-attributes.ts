import { createHash } from 'node:crypto';
import type { Attempt } from '../core/attempt.ts';
import { genAi, ours, providerName } from './otlp-names.ts';

/** An attempt in the words of the conventions: names, counts and money. Neither a prompt nor an answer is in it. */

type Attributes = Readonly<Record<string, string | number>>;

const operationOf = ({ task }: Attempt): 'chat' | 'embeddings' => (task === 'embedding' ? 'embeddings' : 'chat');

/** `chat gpt-6-luna`. */
export const spanName = (attempt: Attempt): string => `${operationOf(attempt)} ${attempt.model}`;

/** An answer kept from before: nobody was asked. */
export const isKept = ({ cost }: Attempt): boolean => cost.from === 'cached';

/** The kind of the failure. That the person stopped it, or another route was quicker, is no error. */
export const errorOf = ({ outcome }: Attempt): string | undefined =>
  outcome === 'answered' || outcome === 'outrun' || outcome === 'aborted' ? undefined : outcome;

/** All attempts of a request share it, in whichever order they are told: 16 bytes in hex. */
export const traceIdOf = (requestId: string): string =>
  createHash('sha256').update(requestId).digest('hex').slice(0, 32);

/** What every metric is grouped by. Keys, callers and requests are not: each would multiply the series. */
export const seriesOf = (attempt: Attempt): Attributes =>
  present({
    [genAi.operation]: operationOf(attempt),
    [genAi.provider]: providerName(attempt.provider),
    [genAi.requestModel]: attempt.model,
    [genAi.responseModel]: attempt.servedModel,
  });

/** Of the span. `nth` counts the attempts of its request from 1. */
export const attributesOf = (attempt: Attempt, nth: number): Attributes => ({
  ...seriesOf(attempt),
  ...present({
    // Seconds.
    [genAi.timeToFirstChunk]: attempt.firstTokenMs === undefined ? undefined : attempt.firstTokenMs / 1_000,
    [genAi.errorType]: errorOf(attempt),
    [genAi.status]: attempt.status,
    [ours.requestId]: attempt.requestId,
    [ours.attempt]: nth,
    [ours.outcome]: attempt.outcome,
    [ours.task]: attempt.task,
    [ours.caller]: attempt.caller,
    // Its nickname may be a person's or a customer's name.
    [ours.keyId]: attempt.keyId,
  }),
  ...tokensOf(attempt),
  ...costOf(attempt),
});

const tokensOf = ({ usage }: Attempt): Attributes => {
  if (!usage) return {};
  const { cacheWrite, cacheWriteHour } = usage;
  const written = cacheWrite === undefined && cacheWriteHour === undefined;
  return present({
    // With what was cached, as the conventions count and as we do.
    [genAi.input]: usage.input,
    [genAi.output]: usage.output,
    [genAi.cacheRead]: usage.cacheRead,
    [genAi.cacheCreation]: written ? undefined : (cacheWrite ?? 0) + (cacheWriteHour ?? 0),
    [genAi.reasoning]: usage.reasoning,
  });
};

/** US dollars. Unknown is no number, and never 0. */
const costOf = ({ cost }: Attempt): Attributes =>
  present({
    [ours.costFrom]: cost.from,
    [ours.cost]: cost.from === 'unknown' ? undefined : cost.usd,
    [ours.pricesAsOf]: cost.from === 'unknown' ? undefined : cost.priceAsOf,
  });

const present = (attributes: Readonly<Record<string, string | number | undefined>>): Attributes => {
  const kept: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) kept[name] = value;
  return kept;
};
