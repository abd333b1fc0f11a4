import { t } from '../core/l10n.ts';
import { isNearby, readBaseUrl } from './origin.ts';
import type { Reading } from './reading.ts';

/** The settings about OpenTelemetry, parsed. */

/** Where usage is sent, and what of it. */
export interface OtelTarget {
  /** Base URL, without a slash at its end. */
  readonly endpoint: string;
  /** What the token is bound to. */
  readonly origin: string;
  /** No secrets: those are in SecretStorage. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signals: readonly OtelSignal[];
}

const otelSignals = ['traces', 'metrics'] as const;

export type OtelSignal = (typeof otelSignals)[number];

/** As `settings.json` has them. */
export interface OtelSettings {
  readonly endpoint: unknown;
  readonly headers: unknown;
  readonly signals: unknown;
}

/** Undefined where the export is off. A mistake turns it off too, with a sentence: nothing is guessed about where usage goes. */
export const readOtelSettings = (settings: OtelSettings): Reading<OtelTarget> | undefined => {
  const { endpoint } = settings;
  const signals = signalsIn(settings.signals);
  if (endpoint === '' || endpoint === undefined || endpoint === null || signals.length === 0) return undefined;
  const place = readEndpoint(endpoint);
  if (place.value === undefined) return { problem: t('keyway.otel.endpoint cannot be used. {0}', place.problem) };
  const headers = readHeaders(settings.headers);
  if (headers.value === undefined) return headers;
  return { value: { ...place.value, headers: headers.value, signals } };
};

const readEndpoint = (endpoint: unknown): Reading<Pick<OtelTarget, 'endpoint' | 'origin'>> => {
  if (typeof endpoint !== 'string') return { problem: t('It is a URL, as https://otel.example.com.') };
  const read = readBaseUrl(endpoint);
  if (read.value === undefined) return { problem: read.problem };
  const { baseUrl, origin } = read.value;
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === 'http:' && !isNearby(hostname))
    return { problem: t('http would send usage unencrypted to {0}: use https outside your own network.', hostname) };
  const path = /\/v1\/(?:traces|metrics)$/.exec(baseUrl)?.[0];
  if (path !== undefined) return { problem: t('Leave {0} away: it is appended.', path) };
  return { value: { endpoint: baseUrl, origin } };
};

const signalsIn = (value: unknown): readonly OtelSignal[] =>
  Array.isArray(value) ? otelSignals.filter((signal) => value.includes(signal)) : otelSignals;

/** Names whose value is a secret: settings are synchronised, copied and shown. */
const secretName = /auth|token|secret|cookie|key|password|credential|team/i;

/** What the exporter itself sets, or what changes how a request is read. */
const reserved = /^(?:host|content-.*|transfer-encoding|connection|upgrade|user-agent)$/i;

const readHeaders = (value: unknown): Reading<Readonly<Record<string, string>>> => {
  if (value === undefined || value === null) return { value: {} };
  if (typeof value !== 'object' || Array.isArray(value))
    return { problem: t('keyway.otel.headers is a table of names.') };
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    const problem = typeof text === 'string' ? headerProblem(name, text) : t('The header {0} is not a text.', name);
    if (problem !== undefined) return { problem: t('keyway.otel.headers cannot be used. {0}', problem) };
    headers[name.toLowerCase()] = String(text);
  }
  return { value: headers };
};

const headerProblem = (name: string, value: string): string | undefined => {
  const problem = nameProblem(name) ?? valueProblem(value);
  if (problem !== undefined) return problem;
  if (!secretName.test(name)) return undefined;
  return t(
    '{0} looks like a secret, which does not belong into settings: run “Keyway: Set OpenTelemetry Token”.',
    name,
  );
};

/** One sentence where HTTP or we cannot send a header of this name. */
export const nameProblem = (name: string): string | undefined => {
  if (!/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name)) return t('That is no name of a header.');
  return reserved.test(name) ? t('The header {0} cannot be set.', name) : undefined;
};

/** One sentence where HTTP cannot carry this; it is not repeated, since it may be a secret. */
export const valueProblem = (value: string): string | undefined =>
  /^[\t\u0020-\u007e]{1,8000}$/.test(value) ? undefined : t('A header is one line of plain ASCII characters.');
