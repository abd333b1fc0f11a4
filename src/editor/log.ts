import { inspect } from 'node:util';
import { redact } from '../core/redact.ts';
import type { Disposable } from './signal.ts';

/** The slice of VS Code's LogOutputChannel that is written to. */
export interface LogSink {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  show(preserveFocus?: boolean): void;
  dispose(): void;
}

type Write = (message: string, ...details: readonly unknown[]) => void;

export interface Log extends Disposable {
  readonly trace: Write;
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  readonly show: () => void;
  /** Cuts these out of everything written until disposed; for as long as a call or a command uses them. */
  readonly hold: (secrets: readonly string[]) => Disposable;
}

/**
 * The only way to the log. Redacts at the sink, where nobody can forget it: the secrets in use, and whatever looks like
 * a key. Prompts and answers are not written here at all.
 */
export const redactingLog = (sink: LogSink): Log => {
  /** Counted, because two calls may use one key. */
  const held = new Map<string, number>();
  const text = (message: string, details: readonly unknown[]): string => {
    const whole = [message, ...details.map(described)].join(' ');
    return redacted(whole, [...held.keys()]);
  };
  return {
    trace: (message, ...details) => sink.trace(text(message, details)),
    debug: (message, ...details) => sink.debug(text(message, details)),
    info: (message, ...details) => sink.info(text(message, details)),
    warn: (message, ...details) => sink.warn(text(message, details)),
    error: (message, ...details) => sink.error(text(message, details)),
    show: () => sink.show(true),
    hold: (secrets) => holding(held, secrets),
    dispose: () => sink.dispose(),
  };
};

/** Errors with their stack and causes, the rest as Node shows it; a depth that keeps a request's body out. */
const described = (detail: unknown): string => (typeof detail === 'string' ? detail : inspect(detail, { depth: 3 }));

/** `x-api-key: …`, `"apiKey":"…"`, `?key=…`: the name tells what follows, whatever it looks like. */
const labelled =
  /((?:api[-_]?key|x-goog-api-key|authorization|[?&]key|access[-_]?token|secret)["']?\s*[:=]\s*["']?(?:(?:basic|bearer|token)\s+)?)(?!\[key\])[^\s"',;&}]{4,}/gi;

/** A text without these secrets, what looks like a key, and what is called one. */
export const redacted = (text: string, secrets: readonly string[] = []): string => hideLabelled(redact(text, secrets));

const hideLabelled = (text: string): string => text.replace(labelled, '$1[key]');

const holding = (held: Map<string, number>, values: readonly string[]): Disposable => {
  // Inside a described object quotes and backslashes stand escaped.
  const secrets = new Set(values.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)]));
  for (const secret of secrets) held.set(secret, (held.get(secret) ?? 0) + 1);
  let isHeld = true;
  return {
    dispose: () => {
      if (!isHeld) return;
      isHeld = false;
      for (const secret of secrets) {
        const count = (held.get(secret) ?? 1) - 1;
        if (count === 0) held.delete(secret);
        else held.set(secret, count);
      }
    },
  };
};
