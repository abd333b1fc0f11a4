import { type Meter, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Attempt } from '../core/attempt.ts';
import { errorOf, isKept, seriesOf } from './otlp-attributes.ts';
import { bounds, genAi, metrics, ours } from './otlp-names.ts';

/** The conventions' histograms, and what was spent. */
export const instruments = (meter: Meter): ((attempt: Attempt) => void) => {
  const histogram = (name: string, unit: string, edges: readonly number[]) =>
    meter.createHistogram(name, { unit, advice: { explicitBucketBoundaries: [...edges] } });
  const tokens = histogram(metrics.tokens, '{token}', bounds.tokens);
  const duration = histogram(metrics.duration, 's', bounds.seconds);
  const first = histogram(metrics.timeToFirstChunk, 's', bounds.seconds);
  const cost = meter.createCounter(metrics.cost, {
    unit: '{USD}',
    description: 'US dollars, by where the number is from.',
  });
  return (attempt) => {
    // Nobody was asked: no call took this long, and no tokens were used.
    if (isKept(attempt)) return;
    const series = seriesOf(attempt);
    const error = errorOf(attempt);
    const { usage } = attempt;
    duration.record(
      attempt.totalMs / 1_000,
      error === undefined ? series : { ...series, [genAi.errorType]: error },
      ROOT_CONTEXT,
    );
    if (attempt.firstTokenMs !== undefined) first.record(attempt.firstTokenMs / 1_000, series, ROOT_CONTEXT);
    if (usage) tokens.record(usage.input, { ...series, [genAi.tokenType]: 'input' }, ROOT_CONTEXT);
    if (usage) tokens.record(usage.output, { ...series, [genAi.tokenType]: 'output' }, ROOT_CONTEXT);
    if (attempt.cost.from !== 'unknown')
      cost.add(
        attempt.cost.usd,
        { ...series, [ours.task]: attempt.task, [ours.costFrom]: attempt.cost.from },
        ROOT_CONTEXT,
      );
  };
};
