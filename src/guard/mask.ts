import { kindText } from './kind-words.ts';
import type { Kind, Look, Span } from './span.ts';

/** A secret that was masked, and what stands for it. Lives as long as its request. */
export interface Found {
  readonly kind: Kind;
  readonly secret: string;
  readonly placeholder: string;
}

export interface Masker {
  /** The text with a placeholder for each secret; the same string where it holds none. */
  readonly mask: (text: string) => string;
  /** Each secret once, in the order in which they came. */
  readonly found: () => readonly Found[];
}

export interface MaskOptions {
  /** Whether this one is masked; all are where absent. */
  readonly isMeant?: ((secret: string, kind: Kind) => boolean) | undefined;
  /** Whether a placeholder stands for something else; none does where absent. */
  readonly isTaken?: ((placeholder: string) => boolean) | undefined;
}

const written = ({ label }: Kind, number: number): string => `[masked by Keyway: ${label} ${number}]`;

/**
 * Masks the texts of one request. The same secret bears the same number in all of them, and the first of its kind is 1: a
 * conversation that grows is masked the same way each time, and stays in its provider's prompt cache. A secret that is spread
 * over two texts is not found.
 */
export const masker = (look: Look, { isMeant = () => true, isTaken = () => false }: MaskOptions = {}): Masker => {
  const found = new Map<string, Found>();
  const numbers = new Map<string, number>();
  const next = (kind: Kind): string => {
    const number = (numbers.get(kind.label) ?? 0) + 1;
    numbers.set(kind.label, number);
    const placeholder = written(kind, number);
    return isTaken(placeholder) ? next(kind) : placeholder;
  };
  const placeholderOf = (secret: string, kind: Kind): string => {
    const known = found.get(secret) ?? { kind, secret, placeholder: next(kind) };
    found.set(secret, known);
    return known.placeholder;
  };
  const mask = (text: string): string => {
    const spans = look(text).filter(({ start, end, kind }) => isMeant(text.slice(start, end), kind));
    return spans.length === 0 ? text : replaced(text, spans, placeholderOf);
  };
  return { mask, found: () => [...found.values()] };
};

const replaced = (
  text: string,
  spans: readonly Span[],
  placeholderOf: (secret: string, kind: Kind) => string,
): string => {
  let whole = '';
  let done = 0;
  for (const { start, end, kind } of spans) {
    whole += text.slice(done, start) + placeholderOf(text.slice(start, end), kind);
    done = end;
  }
  return whole + text.slice(done);
};

/** A text without its secrets, and what is needed to put them back. */
export interface Masked {
  readonly text: string;
  readonly found: readonly Found[];
}

/** Masks one text so that `unmask` gives back every character of it, whatever placeholders it held before. */
export const maskIn = (look: Look, text: string): Masked => {
  const { mask, found } = masker(look, { isTaken: (placeholder) => text.includes(placeholder) });
  return { text: mask(text), found: found() };
};

/**
 * Puts the secrets back, in whatever a model made of the text. For code that is written into the file it came from, and
 * nothing else. An answer in a chat is never unmasked: it may be a tool call, and would carry the secret to whoever the tool
 * talks to.
 */
export const unmask = (text: string, found: readonly Found[]): string => {
  const secrets = new Map(found.map(({ placeholder, secret }) => [placeholder, secret]));
  return text.replaceAll(
    /\[masked by Keyway: [^[\]]{1,120}\]/g,
    (placeholder) => secrets.get(placeholder) ?? placeholder,
  );
};

/** What was found, for people: "a GitHub token", "2 Slack tokens", "your OpenAI key work". */
export const foundWords = (found: readonly Pick<Found, 'kind'>[]): readonly string[] => {
  const kinds = new Map<string, { readonly kind: Kind; readonly count: number }>();
  for (const { kind } of found) kinds.set(kind.words, { kind, count: (kinds.get(kind.words)?.count ?? 0) + 1 });
  // The same key in two encodings is one key.
  return [...kinds.values()].map(({ kind, count }) => kindText(kind, count));
};
