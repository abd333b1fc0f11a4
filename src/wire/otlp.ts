import type { Attempt } from '../core/attempt.ts';
import { t } from '../core/l10n.ts';

export interface OtlpParts {
  /** Base URL of the collector without a slash at its end; `/v1/traces` and `/v1/metrics` are appended, as OTLP says. */
  readonly endpoint: string;
  /** The token, and what else the collector wants. */
  readonly headers: Readonly<Record<string, string>>;
  /** Spans of attempts, and sums of them. */
  readonly signals: readonly ('traces' | 'metrics')[];
  /** Of the extension. */
  readonly version: string;
  /** Hears one sentence when usage cannot be sent, and again only when it went well between. */
  readonly onTrouble: (sentence: string) => void;
  /** Tells windows apart; random where absent. */
  readonly instance?: string;
  /** Milliseconds between two batches of spans; default 5 s. */
  readonly traceEvery?: number;
  /** Milliseconds between two exports of metrics; default a minute. */
  readonly measureEvery?: number;
  /** Milliseconds a batch has, retries included; default 10 s, as in the SDK. */
  readonly patience?: number;
  /** Milliseconds closing may take; default 2 s. */
  readonly closingTime?: number;
}

/** Usage on its way to an OpenTelemetry collector, over OTLP/HTTP. */
export interface Otlp {
  /** Takes a row of the ledger. Never throws, never waits. */
  readonly note: (attempt: Attempt) => void;
  /** Sends what waits. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Sends what waits, within bounds, and gives up the rest. Never rejects. */
  readonly close: () => Promise<void>;
}

/** Attempts that wait while the SDK is loaded. */
const mostWaiting = 2_000;

/** A row that the SDK cannot take is left out: it must fail no request. */
const noted = (attempt: Attempt, sdk: Otlp): void => {
  try {
    sdk.note(attempt);
  } catch {
    // Nothing is known that would do this, and there is nothing a person could do.
  }
};

/** Loads nothing and reaches nobody before the first attempt. */
export const openOtlp = (parts: OtlpParts): Otlp => {
  let waiting: Attempt[] = [];
  let started: Otlp | undefined;
  let loading: Promise<void> | undefined;
  let isClosed = false;
  const load = async (): Promise<void> => {
    try {
      const { startSdk } = await import('./otlp-sdk.ts');
      started = startSdk(parts);
      for (const attempt of waiting) noted(attempt, started);
    } catch {
      isClosed = true;
      parts.onTrouble(t('Usage is not sent to the OpenTelemetry collector: its SDK could not be loaded.'));
    }
    waiting = [];
  };
  return {
    note: (attempt) => {
      if (isClosed) return;
      if (started) return noted(attempt, started);
      if (waiting.length < mostWaiting) waiting.push(attempt);
      loading ??= load();
    },
    flush: async () => {
      await loading;
      await started?.flush();
    },
    close: async () => {
      isClosed = true;
      await loading;
      await started?.close();
    },
  };
};
