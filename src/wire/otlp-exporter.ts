import { t } from '../core/l10n.ts';
import type { Destination } from './otlp-send.ts';
import { send } from './otlp-send.ts';

/** What the SDK's processors hand batches to; the numbers are those of its `ExportResultCode` (core 3.1.0). */
interface Exporter<Batch> {
  readonly export: (batch: Batch, done: (result: { readonly code: 0 | 1; readonly error?: Error }) => void) => void;
  readonly forceFlush: () => Promise<void>;
  readonly shutdown: () => Promise<void>;
}

interface ExporterParts<Batch> {
  readonly to: Destination;
  /** The SDK's own: `ProtobufTraceSerializer` or `ProtobufMetricsSerializer`. */
  readonly serializer: Serializer<Batch>;
  /** Hears how each batch went: one clause of trouble, or undefined where it was taken. */
  readonly heard: (trouble: string | undefined) => void;
}

interface Serializer<Batch> {
  readonly serializeRequest: (batch: Batch) => Uint8Array | undefined;
  readonly deserializeResponse: (answer: Uint8Array) => {
    readonly partialSuccess?: { readonly rejectedSpans?: number; readonly rejectedDataPoints?: number };
  };
}

/** Sends what it is handed, and knows what is on its way. Never throws. */
export const exporterTo = <Batch>({ to, serializer, heard }: ExporterParts<Batch>): Exporter<Batch> => {
  const underWay = new Set<Promise<void>>();
  const settled = async (): Promise<void> => void (await Promise.all(underWay));
  const sent = async (batch: Batch): Promise<string | undefined> => {
    try {
      const body = serializer.serializeRequest(batch);
      if (body === undefined) return undefined;
      const { trouble, answer } = await send(to, Uint8Array.from(body));
      return trouble ?? rejectedIn(serializer, answer);
    } catch {
      return t('the batch could not be written');
    }
  };
  return {
    export: (batch, done) => {
      const work = sent(batch).then((trouble) => {
        underWay.delete(work);
        heard(trouble);
        done(trouble === undefined ? { code: 0 } : { code: 1, error: new Error(trouble) });
      });
      underWay.add(work);
    },
    forceFlush: settled,
    shutdown: settled,
  };
};

/** Says each trouble once, until the same signal gets through again: not once for every batch. */
export const saidOnce = (say: (clause: string) => void): ((signal: string, trouble: string | undefined) => void) => {
  const standing = new Map<string, string>();
  return (signal, trouble) => {
    if (trouble === undefined) {
      standing.delete(signal);
      return;
    }
    // Both signals fail alike where nobody is there.
    if (![...standing.values()].includes(trouble)) say(trouble);
    standing.set(signal, trouble);
  };
};

/** A collector may take a batch and drop parts of it. Its own words are not repeated: they may hold anything. */
const rejectedIn = <Batch>(serializer: Serializer<Batch>, answer: Uint8Array | undefined): string | undefined => {
  if (answer === undefined || answer.length === 0) return undefined;
  const { rejectedSpans = 0, rejectedDataPoints = 0 } = partOf(serializer, answer) ?? {};
  const rejected = rejectedSpans + rejectedDataPoints;
  return rejected > 0 ? t('it rejects parts of what is sent ({0} of one batch)', rejected) : undefined;
};

const partOf = <Batch>(serializer: Serializer<Batch>, answer: Uint8Array) => {
  try {
    return serializer.deserializeResponse(answer).partialSuccess;
  } catch {
    // Some answer `{}` or `OK`, whatever they were sent.
    return undefined;
  }
};
