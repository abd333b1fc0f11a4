import { setTimeout as pause } from 'node:timers/promises';
import type { AlertFacts, AlertKind } from '../core/alert.ts';
import { t } from '../core/l10n.ts';
import { redact } from '../core/redact.ts';
import type { Log } from './log.ts';
import type { Reading } from './reading.ts';
import type { Disposable } from './signal.ts';

/** What is sent; README.md says what its fields mean. Whoever reads it depends on them: fields are added, never changed. */
export interface Message extends AlertFacts {
  readonly kind: AlertKind | 'budget';
  /** The same for as long as it is the same cause. */
  readonly subject: string;
  readonly sentence: string;
}

export interface WebhookParts {
  /** The setting `keyway.alerts.webhook`, whatever it is. */
  readonly setting: () => unknown;
  readonly log: Pick<Log, 'hold' | 'warn'>;
  /** Tells the person that alerts do not arrive, once for each trouble. */
  readonly tell: (sentence: string) => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Milliseconds an answer may take, and before each further try. */
  readonly patience?: number;
  readonly pauses?: readonly number[];
}

export interface Webhook extends Disposable {
  readonly isOn: () => boolean;
  /** One after the other, in their order. Never rejects. */
  readonly send: (message: Message) => Promise<void>;
}

const longest = 2_000;
/** Messages that wait at most; later ones are dropped. */
const mostWaiting = 50;

/** Reads the setting. No problem repeats the address: whoever has it can write there. Without a value: it is off. */
export const readWebhook = (setting: unknown): Reading<URL | 'off'> => {
  if (setting === undefined || setting === null || setting === '') return { value: 'off' };
  if (typeof setting !== 'string') return { problem: t('it is no text') };
  const problem = mistakeOf(setting);
  const url = URL.parse(setting);
  if (problem === undefined && url !== null) return { value: url };
  return { problem: problem ?? t('it is no URL') };
};

const mistakeOf = (text: string): string | undefined => {
  if (text.length > longest) return t('it is far too long');
  // URL parsers drop line breaks and turn backslashes into slashes: the host read would not be the host seen.
  if (/[\s\p{Cc}\p{Cf}\\]/u.test(text)) return t('it contains spaces, backslashes or invisible characters');
  const url = URL.parse(text);
  if (url === null || url.hostname === '') return t('it is no URL');
  if (url.username !== '' || url.password !== '') return t('it contains a user name or password');
  if (url.hash !== '') return t('it contains a fragment (#…)');
  if (url.protocol === 'https:') return undefined;
  if (url.protocol !== 'http:') return t('it does not begin with https://');
  return isLoopback(url.hostname) ? undefined : t('http is only for this computer: begin it with https://');
};

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** Alerts for a program of the person's own. The address is kept out of the log, and shown nowhere. */
export const webhookOf = (parts: WebhookParts): Webhook => {
  const { log, tell } = parts;
  const over = new AbortController();
  const address = addressIn(parts);
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  let trouble: string | undefined;
  const deliver = async (message: Message): Promise<void> => {
    const url = address.read();
    if (url === undefined) return;
    const failure = await sendTo(url, bodyOf(message, parts.clock()), { ...parts, signal: over.signal });
    if (over.signal.aborted) return;
    if (failure !== undefined) log.warn(`An alert did not reach the webhook: ${failure}.`);
    if (failure !== undefined && trouble === undefined)
      tell(t('Alerts do not reach your webhook: {0}. Look at the setting keyway.alerts.webhook.', failure));
    trouble = failure;
  };
  return {
    isOn: () => address.read() !== undefined,
    send: (message) => {
      if (waiting >= mostWaiting) return Promise.resolve();
      waiting += 1;
      const turn = last.then(() => deliver(message)).finally(() => (waiting -= 1));
      last = turn;
      return turn;
    },
    dispose: () => {
      over.abort();
      address.dispose();
    },
  };
};

/** Reads the setting again where it changed, says once what is wrong with it, and holds it out of the log. */
const addressIn = ({ setting, log, tell }: WebhookParts): Disposable & { readonly read: () => URL | undefined } => {
  let last: { readonly text: unknown; readonly url: URL | undefined; readonly held: Disposable } | undefined;
  const read = (): URL | undefined => {
    const text = setting();
    if (last && last.text === text) return last.url;
    last?.held.dispose();
    const { value, problem } = readWebhook(text);
    const url = value === 'off' ? undefined : value;
    last = { text, url, held: log.hold(secretsIn(text, url)) };
    if (problem !== undefined) tell(t('The setting keyway.alerts.webhook is not used: {0}.', problem));
    return url;
  };
  return { read, dispose: () => last?.held.dispose() };
};

/** Parts of an address that open it: tokens stand in its path (Slack) or its query. */
const secretsIn = (text: unknown, url: URL | undefined): readonly string[] => {
  const texts = typeof text === 'string' && text.length > 3 ? [text] : [];
  if (url === undefined) return texts;
  const path = url.pathname + url.search;
  const parts = [url.href, path, ...url.pathname.split('/'), ...url.searchParams.values()];
  return [...texts, ...parts.filter((part) => part.length > 7)];
};

/**
 * `text` is what Slack, Mattermost and Google Chat show of a message. Between `<` and `>` stand their links and calls to
 * everybody (docs.slack.dev, “Formatting message text”, 2026-11), and a server may name its models so.
 */
const bodyOf = ({ kind, subject, sentence, ...facts }: Message, now: number): string => {
  const text = sentence.replaceAll('<', '‹').replaceAll('>', '›');
  const body = { source: 'keyway', kind, subject, sentence, text, at: new Date(now).toISOString(), ...facts };
  // A key may have been called by what it is, in versions that allowed it.
  return JSON.stringify(body, (_name, value: unknown) => (typeof value === 'string' ? redact(value, []) : value));
};

interface Sending extends Pick<WebhookParts, 'patience' | 'pauses'> {
  readonly signal: AbortSignal;
}

interface Failed {
  /** A clause for a person, without the address. */
  readonly what: string;
  readonly mayPass: boolean;
}

/** Why it could not be sent, in a clause; undefined where it was. */
const sendTo = async (url: URL, body: string, sending: Sending): Promise<string | undefined> => {
  const { pauses = [1_000, 5_000], signal } = sending;
  for (let tries = 0; ; tries++) {
    const failed = await post(url, body, sending);
    const wait = pauses[tries];
    if (failed === undefined || !failed.mayPass || wait === undefined || signal.aborted) return failed?.what;
    await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
  }
};

const post = async (url: URL, body: string, { patience = 10_000, signal }: Sending): Promise<Failed | undefined> => {
  const deadline = AbortSignal.timeout(patience);
  const headers = { 'content-type': 'application/json', 'user-agent': 'Keyway' };
  try {
    // A redirect would carry the alert, and perhaps the token, to an address nobody named.
    const init = {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.any([signal, deadline]),
    } as const;
    const response = await fetch(url, init);
    await response.body?.cancel();
    if (response.ok) return undefined;
    const { status } = response;
    return { what: t('it answered {0}', status), mayPass: status >= 500 || status === 429 || status === 408 };
  } catch (error) {
    if (deadline.aborted) return { what: t('no answer came within {0} seconds', patience / 1_000), mayPass: true };
    return unreached(error);
  }
};

/** What `fetch` throws tells the cause underneath (undici 7), with the address in it: only its code is passed on. */
const unreached = (error: unknown): Failed => {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && cause.message === 'unexpected redirect')
    return { what: t('it answered with a redirect, which is not followed'), mayPass: false };
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  const isCode = typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code);
  return { what: isCode ? t('it cannot be reached ({0})', code) : t('it cannot be reached'), mayPass: true };
};
