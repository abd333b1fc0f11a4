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
  if (place.value === undefined) return { problem: `keyway.otel.endpoint cannot be used. ${place.problem}` };
  const headers = readHeaders(settings.headers);
  if (headers.value === undefined) return headers;
  return { value: { ...place.value, headers: headers.value, signals } };
};

const readEndpoint = (endpoint: unknown): Reading<Pick<OtelTarget, 'endpoint' | 'origin'>> => {
  if (typeof endpoint !== 'string') return { problem: 'It is a URL, as https://otel.example.com.' };
  const read = readBaseUrl(endpoint);
  if (read.value === undefined) return { problem: read.problem };
  const { baseUrl, origin } = read.value;
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === 'http:' && !isNearby(hostname))
    return { problem: `http would send usage unencrypted to ${hostname}: use https outside your own network.` };
  const path = /\/v1\/(?:traces|metrics)$/.exec(baseUrl)?.[0];
  if (path !== undefined) return { problem: `Leave ${path} away: it is appended.` };
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
  if (typeof value !== 'object' || Array.isArray(value)) return { problem: 'keyway.otel.headers is a table of names.' };
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    const problem = typeof text === 'string' ? headerProblem(name, text) : `The header ${name} is not a text.`;
    if (problem !== undefined) return { problem: `keyway.otel.headers cannot be used. ${problem}` };
    headers[name.toLowerCase()] = String(text);
  }
  return { value: headers };
};

const headerProblem = (name: string, value: string): string | undefined => {
  const problem = nameProblem(name) ?? valueProblem(value);
  if (problem !== undefined) return problem;
  if (!secretName.test(name)) return undefined;
  return `${name} looks like a secret, which does not belong into settings: run “Keyway: Set OpenTelemetry Token”.`;
};

/** One sentence where HTTP or we cannot send a header of this name. */
export const nameProblem = (name: string): string | undefined => {
  if (!/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name)) return 'That is no name of a header.';
  return reserved.test(name) ? `The header ${name} cannot be set.` : undefined;
};

/** One sentence where HTTP cannot carry this; it is not repeated, since it may be a secret. */
export const valueProblem = (value: string): string | undefined =>
  /^[\t\u0020-\u007e]{1,8000}$/.test(value) ? undefined : 'A header is one line of plain ASCII characters.';
