import { t } from './l10n.ts';
import { patterns, Said } from './task-patterns.ts';
import type { Pieces } from './task-pieces.ts';
import { codeEndings, phrases, unspaced, type WordKind, wordKinds } from './task-words.ts';

/** What speaks for one task: all its points, and the strongest sign as a clause for a person. */
interface Side {
  readonly points: number;
  readonly why: string;
}

export interface Signals {
  readonly code: Side;
  readonly reasoning: Side;
}

type Sign = readonly [points: number, why: string];

const sideOf = (signs: readonly Sign[]): Side => {
  let [points, most, why] = [0, 0, ''];
  for (const [worth, clause] of signs) {
    points += worth;
    if (worth > most) [most, why] = [worth, clause];
  }
  return { points, why };
};

/** Reads the pieces once or twice, and no more of a request than these. */
export const signalsOf = (pieces: Pieces, tools: boolean): Signals => {
  const asked: Asked = { ...pieces, said: new Said(pieces.said), words: wordsOf(pieces.said), tools };
  return { code: sideOf(codeSigns(asked)), reasoning: sideOf(reasoningSigns(asked)) };
};

/** What is asked, made ready to be looked through. */
interface Asked extends Pick<Pieces, 'answered' | 'length'> {
  readonly said: Said;
  readonly words: Words;
  readonly tools: boolean;
}

/** Points from which a sign decides: two things that are asked for together, or one that is seen. */
export const enough = 2;

const codeSigns = ({ said, answered, words, tools }: Asked): readonly Sign[] => {
  const signs: Sign[] = [];
  if (tools) signs.push([3, t('it brings tools')]);
  const framed = said.shows(patterns.fence);
  if (framed) signs.push([4, t('the message holds code')]);
  else if (said.shows(patterns.codeLine)) signs.push([3, t('the message holds code')]);
  else if (said.shows(patterns.inlineCode) || said.shows(patterns.identifier))
    signs.push([2, t('the message names code')]);
  if (said.shows(patterns.trace)) signs.push([4, t('the message holds an error of a program')]);
  if (words.files || said.shows(patterns.pointer)) signs.push([2, t('the message names files of code')]);
  // The words within a frame ask for nothing.
  if (!framed && !words.has('prose')) signs.push(...askedFor(words));
  if (isAbout(words) && new Said(answered).shows(patterns.fence)) signs.push([2, t('the answer before it holds code')]);
  return signs;
};

/** Something of programs that shall be made, or does not work, tells more than something of programs alone. */
const askedFor = ({ has }: Words): readonly Sign[] => {
  const wanted = has('make') || has('trouble');
  if (wanted && (has('craft') || has('thing') || has('trade'))) return [[3, t('the message asks for code')]];
  const about = has('craft') || (has('trade') && (has('thing') || has('how') || has('own')));
  return about ? [[2, t('the message is about code')]] : [];
};

const isAbout = ({ has }: Words): boolean => has('make') || has('thing') || has('trade') || has('trouble');

/** Characters from which prose is long: who writes so much wants more than a phrase. */
const longProse = 1_500;

const reasoningSigns = ({ said, length, words: { has, count } }: Asked): readonly Sign[] => {
  const signs: Sign[] = [];
  if (has('proof')) signs.push([2, t('it asks for a proof')]);
  if (has('steps')) signs.push([2, t('it asks to think step by step')]);
  if (has('tradeoffs')) signs.push([2, t('it asks to weigh trade-offs')]);
  if (has('design')) signs.push([2, t('it asks for a design')]);
  if (has('plan')) signs.push([3, t('it asks for a plan')]);
  if (has('logic')) signs.push([2, t('it is a question of logic')]);
  if (said.shows(patterns.symbols)) signs.push([2, t('it holds mathematics')]);
  if (has('maths')) signs.push([1, t('it is about mathematics')]);
  if (has('weigh')) signs.push([Math.min(count('weigh'), 2), t('it asks to weigh things up')]);
  if (said.shows(patterns.order)) signs.push([1, t('it is about complexity')]);
  if (has('why')) signs.push([1, t('it asks why')]);
  if (length >= longProse && said.text.includes('?')) signs.push([1, t('it is long')]);
  return signs;
};

interface Words {
  readonly has: (kind: WordKind) => boolean;
  /** How many different words of the kind there are. */
  readonly count: (kind: WordKind) => number;
  /** Files of code are named. */
  readonly files: boolean;
}

/** What a word tells: its kind, and the place of the phrase that it announces. */
interface Entry {
  readonly kind?: WordKind | undefined;
  readonly place?: number | undefined;
}

const entries: ReadonlyMap<string, Entry> = (() => {
  const all = new Map<string, Entry>();
  for (const [word, kind] of wordKinds) all.set(word, { kind });
  for (const [place, [, words]] of phrases.entries())
    for (const word of words) all.set(word, { ...all.get(word), place });
  return all;
})();

const wordsOf = (said: string): Words => {
  const found = new Map<WordKind, Set<string>>();
  const note = (kind: WordKind, word: string): void => {
    const before = found.get(kind);
    if (before) before.add(word);
    else found.set(kind, new Set([word]));
  };
  /** `SQL-Abfrage`, `Python-Skript`. What is done is never written so, and `add-on` asks for nothing. */
  const notePart = (part: string): void => {
    const kind = entries.get(part)?.kind;
    if (kind === 'craft' || kind === 'trade' || kind === 'thing') note(kind, part);
  };
  let files = false;
  const text = said.toLowerCase();
  const begun = new Set<number>();
  for (const word of split(text)) {
    const entry = entries.get(word);
    if (entry?.kind) note(entry.kind, word);
    else if (word.includes('-')) for (const part of word.split('-')) notePart(part);
    else if (!files && word.includes('.')) files = codeEndings.has(word.slice(word.lastIndexOf('.') + 1));
    if (entry?.place !== undefined) begun.add(entry.place);
  }
  for (const place of begun) {
    const [kind, , phrase] = phrases[place] ?? [];
    if (kind && phrase?.test(text)) note(kind, phrase.source);
  }
  if (isUnspaced.test(text)) for (const [kind, phrase] of unspaced) if (phrase.test(text)) note(kind, phrase.source);
  return { has: (kind) => found.has(kind), count: (kind) => found.get(kind)?.size ?? 0, files };
};

/** Kana and Chinese characters. */
const isUnspaced = /[\u3040-\u30ff\u3400-\u9fff]/;

/** Longer than any word that is known, and than most names of files. */
const longestWord = 60;

/** Words that may tell something, with what belongs to them: `c++`, `node.js`, `trade-off`, `cart.ts`. */
const split = (text: string): readonly string[] => {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (!isLetter(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at++;
    let isPlain = true;
    for (; at < text.length && belongs(text, at); at++) isPlain &&= isLetter(text.charCodeAt(at));
    if (at - start <= longestWord && (!isPlain || mayBeKnown[shapeOf(text, start, at)] === 1))
      words.push(text.slice(start, at));
  }
  return words;
};

/** First and last letter and length: of a hundred plain words that tell nothing, ninety are seen to by this alone. */
const shapeOf = (text: string, start: number, end: number): number =>
  ((text.charCodeAt(start) & 0x1f) << 9) | ((text.charCodeAt(end - 1) & 0x1f) << 4) | Math.min(end - start, 15);

const mayBeKnown = new Uint8Array(1 << 14);
for (const word of entries.keys()) mayBeKnown[shapeOf(word, 0, word.length)] = 1;

const isLetter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 0xc0 && code !== 0xd7 && code !== 0xf7);

/** `+` and `#` end a word, `-`, `.` and `_` stand within one. */
const belongs = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  if (isLetter(code) || code === 43 || code === 35) return true;
  return (code === 45 || code === 46 || code === 95) && isLetter(text.charCodeAt(at + 1));
};
