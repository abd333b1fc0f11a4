import { createHmac, randomBytes } from 'node:crypto';
import type { Finder } from './grams.ts';
import { byteAt, type Form, formsOf, isPassedOver, piecesOf } from './own-forms.ts';
import type { Kind, Span } from './span.ts';

/** A secret the person stored, and what to call it. */
export interface OwnSecret {
  readonly value: string;
  readonly kind: Kind;
}

/** Characters by which a form is suspected; no form is shorter. */
const window = 8;

/**
 * Whether a secret can be told from words. Servers at home are given keys like `lm-studio` or `sk-no-key-required`: to mask
 * those wherever they stand would help nobody.
 */
export const isTelling = (secret: string): boolean => {
  const { length } = secret.replaceAll(/\s/g, '');
  return length >= window && (length >= 20 || (/\d/.test(secret) && /\D/.test(secret)));
};

/** What is kept of one form beside its pieces: nothing can be worked out from it while the salt is not known. */
interface Print {
  readonly kind: Kind;
  /** Characters of the form before the window, and in all. */
  readonly lead: number;
  readonly length: number;
  readonly digest: string;
  readonly shared: Form['shared'];
}

/** Both for the life of one look: what is kept of a secret says nothing to another process. */
interface Salt {
  readonly key: Buffer;
  readonly base: number;
}

/**
 * Finds copies of these secrets in any of their forms, in time that hardly grows with their number. Around the pieces that a
 * text has of one it is read with a rolling hash; where that is the hash of the middle of a form, the whole form is compared by
 * its HMAC. A copy that was cut off is not found, nor one that is spread over two texts.
 */
export const ownKeys = (secrets: readonly OwnSecret[]): Finder<Span> => {
  const salt = { key: randomBytes(32), base: randomBytes(4).readUInt32LE() | 1 };
  const forms = formsIn(secrets);
  const pieces = forms.map(({ form }) => piecesOf(form));
  return {
    // Eight characters of each form are kept as they are. A secret without letters in a row is looked for in every text.
    pieces: pieces.every((two) => two !== undefined) ? pieces.flat() : undefined,
    isLiteral: true,
    find: reading(printsOf(forms, salt), salt),
  };
};

interface OwnForm {
  readonly form: Form;
  readonly kind: Kind;
}

const formsIn = (secrets: readonly OwnSecret[]): readonly OwnForm[] =>
  secrets
    .filter(({ value }) => isTelling(value))
    .flatMap(({ value, kind }) => formsOf(value).map((form) => ({ form, kind })))
    // One made of escapes alone is nothing once it is read.
    .filter(({ form }) => form.text.length >= window);

type Reading = Finder<Span>['find'];

const reading = (prints: Prints, salt: Salt): Reading => {
  // Most of a text is told apart here, without a look into the map.
  const taken = new Uint8Array(1 << 16);
  for (const hash of prints.keys()) taken[hash >>> 16] = 1;
  const oldest = power(salt.base, window);
  const read = (text: string, { from, to }: Stretch): readonly Span[] => {
    const found: Span[] = [];
    const units = new Uint16Array(window);
    let hash = 0;
    let count = 0;
    for (let at = from; at < to; at++) {
      const byte = byteAt(text, at);
      const unit = byte ?? text.charCodeAt(at);
      if (byte !== undefined) at += 2;
      if (isPassedOver(unit)) continue;
      const slot = count++ % window;
      hash = (Math.imul(hash, salt.base) + unit - Math.imul(units[slot] ?? 0, oldest)) | 0;
      units[slot] = unit;
      if (taken[hash >>> 16] === 1) found.push(...suspected(text, at, { prints: prints.get(hash) ?? [], salt }));
    }
    return found;
  };
  const reach = reachOf(prints);
  return (text, ends) => {
    const stretches = ends ? around(ends, reach, text.length) : [{ from: 0, to: text.length }];
    return stretches.flatMap((stretch) => read(text, stretch));
  };
};

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Characters from a piece to the middle of its form, at most: three for each that is percent-encoded, and some to wrap lines. */
const reachOf = (prints: Prints): number =>
  4 * [...prints.values()].flat().reduce((longest, { length }) => Math.max(longest, length), window);

/** As far around each of these as it reaches, what meets as one. */
const around = (ends: readonly number[], reach: number, length: number): readonly Stretch[] => {
  const stretches: Stretch[] = [];
  for (const end of ends) {
    const to = Math.min(length, end + reach);
    const last = stretches.at(-1);
    if (last && end - reach <= last.to) stretches[stretches.length - 1] = { from: last.from, to };
    else stretches.push({ from: Math.max(0, end - reach), to });
  }
  return stretches;
};

const power = (base: number, exponent: number): number => {
  let product = 1;
  for (let index = 0; index < exponent; index++) product = Math.imul(product, base);
  return product;
};

const hashOf = (text: string, base: number): number => {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, base) + text.charCodeAt(index)) | 0;
  return hash;
};

const digestOf = (text: string, { key }: Salt): string => createHmac('sha256', key).update(text).digest('base64');

type Prints = ReadonlyMap<number, readonly Print[]>;

/** By the hash of the middle of each form: keys of one maker begin alike, and a service account's file ends like another. */
const printsOf = (forms: readonly OwnForm[], salt: Salt): Prints => {
  const prints = new Map<number, Map<string, Print>>();
  for (const { form, kind } of forms) {
    const { text, shared } = form;
    const lead = (text.length - window) >> 1;
    const hash = hashOf(text.slice(lead, lead + window), salt.base);
    const digest = digestOf(text, salt);
    const alike = prints.get(hash) ?? new Map<string, Print>();
    if (!alike.has(digest)) alike.set(digest, { kind, lead, length: text.length, digest, shared });
    prints.set(hash, alike);
  }
  return new Map([...prints].map(([hash, alike]) => [hash, [...alike.values()]]));
};

/** The forms that stand around a window ending at `at`. */
const suspected = (
  text: string,
  at: number,
  { prints, salt }: { readonly prints: readonly Print[]; readonly salt: Salt },
): readonly Span[] =>
  prints.flatMap((print) => {
    const start = back(text, at, print.lead + window);
    const { written, end } = ahead(text, start, print.length);
    return written.length === print.length && digestOf(written, salt) === print.digest
      ? [{ ...widened(text, { start, end }, print.shared), kind: print.kind }]
      : [];
  });

/** Where so many characters begin that end at `at`; 0 where the text does. */
const back = (text: string, at: number, many: number): number => {
  let left = many;
  let start = at + 1;
  while (left > 0 && start > 0) {
    start--;
    const byte = byteAt(text, start - 2);
    if (byte !== undefined) start -= 2;
    if (!isPassedOver(byte ?? text.charCodeAt(start))) left--;
  }
  return start;
};

/** The next so many characters from here, and where they end. */
const ahead = (text: string, start: number, many: number): { readonly written: string; readonly end: number } => {
  let written = '';
  let end = start;
  while (end < text.length && written.length < many) {
    const byte = byteAt(text, end);
    const unit = byte ?? text.charCodeAt(end);
    if (!isPassedOver(unit)) written += String.fromCharCode(unit);
    end += byte === undefined ? 1 : 3;
  }
  return { written, end };
};

/** Of base64, the characters that hold the rest of the secret's bits, and the padding behind them. */
const widened = (
  text: string,
  { start, end }: Pick<Span, 'start' | 'end'>,
  { before, after }: Form['shared'],
): Pick<Span, 'start' | 'end'> => {
  const isPart = (index: number): boolean => /[\w+/-]/.test(text.charAt(index));
  const from = before === 1 && start > 0 && isPart(start - 1) ? start - 1 : start;
  if (after === 0 || !isPart(end)) return { start: from, end };
  let to = end + 1;
  while (to < end + 3 && text.charAt(to) === '=') to++;
  return { start: from, end: to };
};
