import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT_CONTEXT, type SpanContext, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import { ProtobufMetricsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { AlwaysOnSampler, BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Attempt } from '../core/attempt.ts';
import { t } from '../core/l10n.ts';
import { attributesOf, errorOf, isKept, spanName, traceIdOf } from './otlp-attributes.ts';
import { exporterTo, saidOnce } from './otlp-exporter.ts';
import { instruments } from './otlp-metrics.ts';
import type { Otlp, OtlpParts } from './otlp.ts';

/**
 * The SDK with providers of our own. None is registered as the process's, nor is a logger: other extensions share the
 * process, and what is wrong is heard by our own exporter.
 */
export const startSdk = (parts: OtlpParts): Otlp => {
  const ending = new AbortController();
  const heard = saidOnce((clause) => parts.onTrouble(sentenceOf(parts.endpoint, clause)));
  const signals = [
    ...(parts.signals.includes('traces') ? [tracing(parts, { signal: ending.signal, heard })] : []),
    ...(parts.signals.includes('metrics') ? [measuring(parts, { signal: ending.signal, heard })] : []),
  ];
  return {
    note: (attempt) => {
      for (const { note } of signals) note(attempt);
    },
    flush: async () => void (await Promise.allSettled(signals.map(({ flush }) => flush()))),
    close: async () => {
      const flushed = Promise.allSettled(signals.map(({ shutdown }) => shutdown()));
      await Promise.race([flushed, pause(parts.closingTime ?? closingTime, undefined, { ref: false })]);
      ending.abort();
    },
  };
};

/** Milliseconds that closing may take: VS Code gives all extensions together 5 s. */
const closingTime = 2_000;

const sentenceOf = (endpoint: string, clause: string): string => {
  const { origin } = new URL(endpoint);
  // Some clauses end with a question.
  return /[?？]$/.test(clause)
    ? t('Usage does not reach the OpenTelemetry collector at {0}: {1}', origin, clause)
    : t('Usage does not reach the OpenTelemetry collector at {0}: {1}.', origin, clause);
};

interface Signal {
  readonly note: (attempt: Attempt) => void;
  readonly flush: () => Promise<void>;
  readonly shutdown: () => Promise<void>;
}

interface Running {
  readonly signal: AbortSignal;
  readonly heard: (signal: string, trouble: string | undefined) => void;
}

const to = ({ endpoint, headers, patience }: OtlpParts, path: string, { signal }: Running) => ({
  url: `${endpoint}${path}`,
  headers,
  patience: patience ?? 10_000,
  signal,
});

/** No detector: neither host nor person nor process is named, and `OTEL_RESOURCE_ATTRIBUTES` is not read. */
const resourceOf = ({ version, instance }: OtlpParts) =>
  defaultResource().merge(
    resourceFromAttributes({
      'service.name': 'keyway',
      'service.version': version,
      // Sums of two windows would otherwise be taken for one series.
      'service.instance.id': instance ?? randomUUID(),
    }),
  );

const tracing = (parts: OtlpParts, running: Running): Signal => {
  let traceId = '';
  const exporter = exporterTo({
    to: to(parts, '/v1/traces', running),
    serializer: ProtobufTraceSerializer,
    heard: (trouble) => running.heard('traces', trouble),
  });
  const provider = new TracerProvider({
    resource: resourceOf(parts),
    sampler: new AlwaysOnSampler(),
    idGenerator: { generateTraceId: () => traceId, generateSpanId: () => randomBytes(8).toString('hex') },
    spanLimits: { attributeValueLengthLimit: longestText },
    // At most 2,048 spans wait for a collector that is not there; later ones are dropped.
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: parts.traceEvery ?? 5_000 })],
  });
  const draw = drawing(provider.getTracer('keyway', parts.version));
  return {
    note: (attempt) => {
      traceId = traceIdOf(attempt.requestId);
      draw(attempt);
    },
    flush: () => provider.forceFlush(),
    shutdown: () => provider.shutdown(),
  };
};

/** Characters of a text; models' names are shorter. */
const longestText = 300;

/** Requests whose last attempt is remembered, so that the next can point back to it. */
const mostRequests = 500;

/** One span an attempt; one that follows another of the same request is linked to it. */
const drawing = (tracer: Tracer): ((attempt: Attempt) => void) => {
  const last = new Map<string, { readonly nth: number; readonly context: SpanContext }>();
  return (attempt) => {
    const before = last.get(attempt.requestId);
    const nth = (before?.nth ?? 0) + 1;
    const span = tracer.startSpan(
      spanName(attempt),
      {
        kind: isKept(attempt) ? SpanKind.INTERNAL : SpanKind.CLIENT,
        startTime: new Date(attempt.at),
        attributes: attributesOf(attempt, nth),
        links: before ? [{ context: before.context }] : [],
      },
      // Not the context another extension may have made the process's.
      ROOT_CONTEXT,
    );
    if (errorOf(attempt) !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(new Date(attempt.at + attempt.totalMs));
    last.delete(attempt.requestId);
    last.set(attempt.requestId, { nth, context: span.spanContext() });
    const [oldest] = last.keys();
    if (last.size > mostRequests && oldest !== undefined) last.delete(oldest);
  };
};

const measuring = (parts: OtlpParts, running: Running): Signal => {
  const exporter = exporterTo({
    to: to(parts, '/v1/metrics', running),
    serializer: ProtobufMetricsSerializer,
    heard: (trouble) => running.heard('metrics', trouble),
  });
  const reader = new PeriodicExportingMetricReader({
    // Cumulative, as Prometheus needs it, whatever the machine's environment prefers.
    exporter: { ...exporter, selectAggregationTemporality: () => AggregationTemporality.CUMULATIVE },
    exportIntervalMillis: parts.measureEvery ?? 60_000,
    exportTimeoutMillis: Math.min(parts.measureEvery ?? 60_000, 15_000),
  });
  const provider = new MeterProvider({ resource: resourceOf(parts), readers: [reader] });
  return {
    note: instruments(provider.getMeter('keyway', parts.version)),
    flush: () => provider.forceFlush(),
    shutdown: () => provider.shutdown(),
  };
};
