import type { Attempt } from '../core/attempt.ts';
import { t } from '../core/l10n.ts';
import type { Keychain, SecretStore } from './key-secrets.ts';
import type { OtelSignal, OtelTarget } from './otel-settings.ts';
import { otelSecretName, readToken } from './otel-token.ts';
import type { Reading } from './reading.ts';
import type { Disposable } from './signal.ts';

/** What sends usage, once it is known where to: `openOtlp` of wire. */
export type OpenExporter = (parts: {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signals: readonly OtelSignal[];
  readonly version: string;
  readonly onTrouble: (sentence: string) => void;
}) => Exporter;

interface Exporter {
  readonly note: (attempt: Attempt) => void;
  readonly close: () => Promise<void>;
}

export interface OtelParts {
  /** The settings as they are now; undefined where the export is off. */
  readonly target: () => Reading<OtelTarget> | undefined;
  /** Fires when one of them changes. */
  readonly onDidChange: (listener: () => void) => Disposable;
  /** `context.secrets`. */
  readonly secrets: SecretStore;
  readonly open: OpenExporter;
  /** Of the extension. */
  readonly version: string;
  /** `log.hold`. */
  readonly hold: (secrets: readonly string[]) => Disposable;
  /** Every trouble, once until it went well between. */
  readonly log: (sentence: string) => void;
  /** The first trouble of a setting, for the person to see. */
  readonly warn: (sentence: string) => void;
}

export interface Otel extends Disposable {
  /** Takes a row of the ledger, where the export is on. Never throws, never waits. */
  readonly note: (attempt: Attempt) => void;
  /** Sends what waits, within 2 s; for `deactivate` to wait for. Never rejects. */
  readonly close: () => Promise<void>;
}

/** Milliseconds the keychain has: nobody waits for it but usage that is to be sent. */
const patience = 10_000;

/** An exporter for one state of the settings and of the token. */
interface Line {
  readonly exporter: Promise<Exporter | undefined>;
  readonly end: () => Promise<void>;
}

/** Sends usage to the collector of the settings. Reads no secret and loads no SDK before there is something to send. */
export const openOtel = (parts: OtelParts): Otel => {
  let line: Line | undefined;
  let isClosed = false;
  /** Ends what is under way; the next attempt opens anew. */
  const renew = async (): Promise<void> => {
    const old = line;
    line = undefined;
    await old?.end();
  };
  const watches = [
    parts.onDidChange(() => {
      void renew();
      // A mistake is told when it is made, not at the next request.
      if (parts.target()?.value === undefined) line = lineOf(parts);
    }),
    parts.secrets.onDidChange(({ key }) => {
      if (key === otelSecretName) void renew();
    }),
  ];
  const note = (attempt: Attempt): void => {
    if (isClosed) return;
    line ??= lineOf(parts);
    void line.exporter.then((exporter) => exporter?.note(attempt));
  };
  const close = async (): Promise<void> => {
    isClosed = true;
    for (const watch of watches) watch.dispose();
    await renew();
  };
  return { note, close, dispose: close };
};

const off: Line = { exporter: Promise.resolve(undefined), end: () => Promise.resolve() };

const lineOf = (parts: OtelParts): Line => {
  const target = parts.target();
  if (target === undefined) return off;
  const say = sayer(parts);
  if (target.value === undefined) {
    say(target.problem);
    return off;
  }
  const holds: Disposable[] = [];
  const exporter = opened({ ...parts, say, holds }, target.value);
  return {
    exporter,
    end: async () => {
      await (await exporter)?.close();
      for (const hold of holds) hold.dispose();
    },
  };
};

/** Each sentence goes to the log; the first is shown. */
const sayer = ({ log, warn }: OtelParts): ((sentence: string) => void) => {
  let isFirst = true;
  return (sentence) => {
    (isFirst ? warn : log)(sentence);
    isFirst = false;
  };
};

interface Opening extends OtelParts {
  readonly say: (sentence: string) => void;
  readonly holds: Disposable[];
}

/** Undefined where the token cannot be had: without it the collector would only refuse. */
const opened = async (parts: Opening, target: OtelTarget): Promise<Exporter | undefined> => {
  const token = await tokenFor(parts, target);
  if (token === undefined) return undefined;
  const { endpoint, signals, headers } = target;
  return parts.open({
    endpoint,
    signals,
    headers: { ...headers, ...token },
    version: parts.version,
    onTrouble: parts.say,
  });
};

/** The header that holds it; empty where the collector needs none. */
const tokenFor = async (
  { secrets, say, hold, holds }: Opening,
  { origin }: OtelTarget,
): Promise<Readonly<Record<string, string>> | undefined> => {
  const keychain: Keychain = { store: secrets, patience };
  const found = await readToken(keychain);
  if (found.type === 'none') return {};
  if (found.type === 'silent') {
    say(t('Usage is not sent to the OpenTelemetry collector: the keychain does not hand out its token.'));
    return undefined;
  }
  const { token } = found;
  if (token.origin !== origin) {
    say(
      t(
        'Usage is not sent to {0}: the OpenTelemetry token was saved for {1}. Run “Keyway: Set OpenTelemetry Token”.',
        origin,
        token.origin,
      ),
    );
    return undefined;
  }
  holds.push(hold([token.value]));
  return { [token.header]: token.value };
};
