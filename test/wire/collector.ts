import * as z from 'zod/mini';
import { decodeMetrics, decodeTraces } from './otlp-decode.ts';
import type { Seen } from './server.ts';

/** What a collector reads of OTLP: the fields that are sent here, with values that OTLP allows, and no others. */

const Value = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ intValue: z.int() }),
  z.strictObject({ doubleValue: z.number() }),
  z.strictObject({ boolValue: z.boolean() }),
]);
const Attributes = z.array(z.strictObject({ key: z.string(), value: Value }));
const nano = z.string().check(z.regex(/^\d{19}$/));
const traceId = z.string().check(z.regex(/^(?!0{32})[0-9a-f]{32}$/));
const spanId = z.string().check(z.regex(/^(?!0{16})[0-9a-f]{16}$/));
/** Protobuf leaves out what is 0. */
const none = z.optional(z.literal(0));
const Scope = z.strictObject({ name: z.string(), version: z.string(), attributes: z.array(z.never()) });
const Resource = z.strictObject({ attributes: Attributes, droppedAttributesCount: none });

const Link = z.strictObject({
  traceId,
  spanId,
  attributes: Attributes,
  droppedAttributesCount: none,
  flags: z.int(),
});
const Span = z.strictObject({
  traceId,
  spanId,
  name: z.string(),
  /** 1 INTERNAL, 3 CLIENT. */
  kind: z.int(),
  startTimeUnixNano: nano,
  endTimeUnixNano: nano,
  attributes: Attributes,
  droppedAttributesCount: none,
  droppedEventsCount: none,
  /** 0 unset, 2 error. */
  status: z.strictObject({ code: z._default(z.int(), 0) }),
  links: z.array(Link),
  droppedLinksCount: none,
  flags: z.int(),
});
const Traces = z.strictObject({
  resourceSpans: z.array(
    z.strictObject({
      resource: Resource,
      scopeSpans: z.array(z.strictObject({ scope: Scope, spans: z.array(Span) })),
    }),
  ),
});

const times = { attributes: Attributes, startTimeUnixNano: nano, timeUnixNano: nano };
const Histogram = z.strictObject({
  aggregationTemporality: z.literal(2),
  dataPoints: z.array(
    z.strictObject({
      ...times,
      count: z.string(),
      sum: z.number(),
      min: z.number(),
      max: z.number(),
      bucketCounts: z.array(z.int()),
      explicitBounds: z.array(z.number()),
    }),
  ),
});
const Sum = z.strictObject({
  aggregationTemporality: z.literal(2),
  isMonotonic: z.boolean(),
  dataPoints: z.array(z.strictObject({ ...times, asDouble: z.number() })),
});
const Metric = z.strictObject({
  name: z.string(),
  description: z.optional(z.string()),
  unit: z.string(),
  histogram: z.optional(Histogram),
  sum: z.optional(Sum),
});
const Metrics = z.strictObject({
  resourceMetrics: z.array(
    z.strictObject({
      resource: Resource,
      scopeMetrics: z.array(z.strictObject({ scope: Scope, metrics: z.array(Metric) })),
    }),
  ),
});

export type Told = Readonly<Record<string, string | number | boolean>>;

const told = (attributes: z.infer<typeof Attributes>): Told =>
  Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [plain] = Object.values(value);
      return [key, plain as string | number | boolean];
    }),
  );

export type SpanSeen = Omit<z.infer<typeof Span>, 'attributes'> & { readonly attributes: Told };

/** Throws where a request is no OTLP. */
export const spansIn = (seen: readonly Seen[]): readonly SpanSeen[] =>
  seen
    .filter(({ path }) => path.endsWith('/v1/traces'))
    .flatMap(({ bytes }) => Traces.parse(decodeTraces(bytes)).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map((span) => ({ ...span, attributes: told(span.attributes) }));

export interface Point {
  readonly attributes: Told;
  readonly sum: number;
  readonly count?: number;
  readonly bounds?: readonly number[];
}

/** The points of each metric, as last sent; under its name and unit. */
export const pointsIn = (seen: readonly Seen[]): ReadonlyMap<string, readonly Point[]> => {
  const points = new Map<string, readonly Point[]>();
  for (const { path, bytes } of seen) {
    if (!path.endsWith('/v1/metrics')) continue;
    for (const { scopeMetrics } of Metrics.parse(decodeMetrics(bytes)).resourceMetrics)
      for (const { name, unit, histogram, sum } of scopeMetrics.flatMap(({ metrics }) => metrics))
        points.set(`${name} ${unit}`, [
          ...(histogram?.dataPoints ?? []).map(({ attributes, sum: total, count, explicitBounds: bounds }) => ({
            attributes: told(attributes),
            sum: total,
            count: Number(count),
            bounds,
          })),
          ...(sum?.dataPoints ?? []).map(({ attributes, asDouble }) => ({
            attributes: told(attributes),
            sum: asDouble,
          })),
        ]);
  }
  return points;
};

/** Of every request: who says that it sends. */
export const resourcesIn = (seen: readonly Seen[]): readonly Told[] =>
  seen.flatMap(({ path, bytes }) =>
    (path.endsWith('/v1/traces')
      ? Traces.parse(decodeTraces(bytes)).resourceSpans
      : Metrics.parse(decodeMetrics(bytes)).resourceMetrics
    ).map(({ resource }) => told(resource.attributes)),
  );
