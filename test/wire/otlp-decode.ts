import assert from 'node:assert/strict';

/**
 * Reads the protobuf of OTLP by the field numbers of opentelemetry-proto 1.9 (trace.proto, metrics.proto, common.proto,
 * resource.proto), into objects with the names of its JSON. A field nobody knows fails.
 */

type Plain = 'text' | 'hex' | 'int' | 'bool' | 'double' | 'fixed64' | 'fixed32' | 'doubles' | 'fixed64s';
/** `[name, type]`, and `many` where it may come more than once. */
type Field = readonly [name: string, type: Plain | (() => Message), many?: 'many'];
type Message = Readonly<Record<number, Field>>;

const anyValue: Message = {
  1: ['stringValue', 'text'],
  2: ['boolValue', 'bool'],
  3: ['intValue', 'int'],
  4: ['doubleValue', 'double'],
};
const keyValue: Message = { 1: ['key', 'text'], 2: ['value', () => anyValue] };
const attributes: Field = ['attributes', () => keyValue, 'many'];
const resource: Message = { 1: attributes, 2: ['droppedAttributesCount', 'int'] };
const scope: Message = { 1: ['name', 'text'], 2: ['version', 'text'], 3: attributes };

const link: Message = {
  1: ['traceId', 'hex'],
  2: ['spanId', 'hex'],
  4: attributes,
  5: ['droppedAttributesCount', 'int'],
  6: ['flags', 'fixed32'],
};
const span: Message = {
  1: ['traceId', 'hex'],
  2: ['spanId', 'hex'],
  5: ['name', 'text'],
  6: ['kind', 'int'],
  7: ['startTimeUnixNano', 'fixed64'],
  8: ['endTimeUnixNano', 'fixed64'],
  9: attributes,
  10: ['droppedAttributesCount', 'int'],
  12: ['droppedEventsCount', 'int'],
  13: ['links', () => link, 'many'],
  14: ['droppedLinksCount', 'int'],
  15: ['status', () => ({ 3: ['code', 'int'] })],
  16: ['flags', 'fixed32'],
};

const times: Message = { 2: ['startTimeUnixNano', 'fixed64'], 3: ['timeUnixNano', 'fixed64'] };
const point: Message = { ...times, 4: ['asDouble', 'double'], 7: attributes };
const histogramPoint: Message = {
  ...times,
  4: ['count', 'fixed64'],
  5: ['sum', 'double'],
  6: ['bucketCounts', 'fixed64s'],
  7: ['explicitBounds', 'doubles'],
  9: attributes,
  11: ['min', 'double'],
  12: ['max', 'double'],
};
const sum: Message = {
  1: ['dataPoints', () => point, 'many'],
  2: ['aggregationTemporality', 'int'],
  3: ['isMonotonic', 'bool'],
};
const histogram: Message = { 1: ['dataPoints', () => histogramPoint, 'many'], 2: ['aggregationTemporality', 'int'] };
const metric: Message = {
  1: ['name', 'text'],
  2: ['description', 'text'],
  3: ['unit', 'text'],
  7: ['sum', () => sum],
  9: ['histogram', () => histogram],
};

const ofResource = (inner: Field): Message => ({
  1: ['resource', () => resource],
  2: inner,
});
const ofScope = (inner: Field): Message => ({ 1: ['scope', () => scope], 2: inner });

const traces: Message = {
  1: ['resourceSpans', () => ofResource(['scopeSpans', () => ofScope(['spans', () => span, 'many']), 'many']), 'many'],
};
const metricsOf: Message = {
  1: [
    'resourceMetrics',
    () => ofResource(['scopeMetrics', () => ofScope(['metrics', () => metric, 'many']), 'many']),
    'many',
  ],
};

/** An `ExportTraceServiceRequest`. */
export const decodeTraces = (bytes: Uint8Array): unknown => decoded(bytes, traces);

/** An `ExportMetricsServiceRequest`. */
export const decodeMetrics = (bytes: Uint8Array): unknown => decoded(bytes, metricsOf);

const decoded = (bytes: Uint8Array, message: Message): unknown => {
  const found: Record<string, unknown> = {};
  for (const [name, , many] of Object.values(message)) if (many) found[name] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] ?? assert.fail('cut');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    assert.ok(at + length <= bytes.length, 'cut');
    return bytes.subarray(at, (at += length));
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const [name, type, many] = message[tag >> 3] ?? assert.fail(`nobody knows field ${tag >> 3}`);
    const wire = tag & 7;
    const raw = wire === 0 ? varint() : take(wire === 2 ? Number(varint()) : wire === 1 ? 8 : 4);
    const value = typeof type === 'function' ? decoded(asBytes(raw), type()) : plain(raw, type);
    if (many) (found[name] as unknown[]).push(value);
    else found[name] = value;
  }
  return found;
};

const asBytes = (raw: bigint | Uint8Array): Uint8Array => (typeof raw === 'bigint' ? assert.fail('a number') : raw);

const plain = (raw: bigint | Uint8Array, type: Plain): unknown => {
  if (type === 'int') return typeof raw === 'bigint' ? Number(BigInt.asIntN(64, raw)) : assert.fail('no number');
  if (type === 'bool') return raw === 1n;
  const bytes = asBytes(raw);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const all = <T>(read: (offset: number) => T): T[] =>
    Array.from({ length: bytes.length / 8 }, (_, index) => read(index * 8));
  switch (type) {
    case 'text':
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    case 'hex':
      return Buffer.from(bytes).toString('hex');
    case 'double':
      return view.getFloat64(0, true);
    case 'fixed32':
      return view.getUint32(0, true);
    case 'fixed64':
      return String(view.getBigUint64(0, true));
    case 'doubles':
      return all((offset) => view.getFloat64(offset, true));
    case 'fixed64s':
      return all((offset) => Number(view.getBigUint64(offset, true)));
  }
};
