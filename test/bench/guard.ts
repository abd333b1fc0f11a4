import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ChatRequest, Message } from '../../src/core/chat.ts';
import type { Finder } from '../../src/guard/grams.ts';
import { loadKeptRules } from '../../src/guard/kept-rules.ts';
import { lookBy, remembered } from '../../src/guard/look.ts';
import { ownKeys } from '../../src/guard/own-keys.ts';
import { shapeFinders } from '../../src/guard/shapes.ts';
import type { Look, Span } from '../../src/guard/span.ts';
import type { Asking, House } from '../../src/editor/answer.ts';
import { guarded } from '../../src/editor/guard.ts';
import { repository } from '../vscode/harness/paths.ts';

/** Milliseconds, the median of many, warm. */
export interface GuardFigures {
  /** Texts of source code that were never seen before, with 40 keys stored. */
  readonly first2kMs: number;
  readonly first10kMs: number;
  readonly first1mMs: number;
  /** The slowest of texts made to be slow, a megabyte each. */
  readonly worst1mMs: number;
  /** What the guard adds to a request of 2 kB before it goes on, the text new and the text seen before. */
  readonly request2kMs: number;
  readonly requestAgain2kMs: number;
  /** A turn of a conversation of 400 kB in 200 messages, all but the last of which were seen before. */
  readonly conversation400kMs: number;
  /** A text of 10 kB with 200 keys stored, over the same with one. */
  readonly manyKeysRatio: number;
}

/** A flat string, as it comes from outside. */
const flat = (text: string): string => Buffer.from(text).toString('utf8');

const folder = path.join(repository, 'src', 'core');
const source = fs
  .readdirSync(folder)
  .toSorted()
  .map((file) => fs.readFileSync(path.join(folder, file), 'utf8'))
  .join('\n');

/** Real code that no cache has seen: every text begins somewhere else, and ends with a number of its own. */
const texts = (length: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => {
    const from = (at * 7_919) % Math.max(1, source.length - length);
    return flat(`${source.repeat(Math.ceil(length / source.length) + 1).slice(from, from + length - 12)}// ${at}`);
  });

const keys = (count: number): Finder<Span> =>
  ownKeys(
    Array.from({ length: count }, (_, at) => ({
      value: `sk-proj-${randomBytes(60).toString('base64url')}`,
      kind: { words: `your OpenAI key ${at}`, label: 'your OpenAI key', isOwn: true },
    })),
  );

/** Warm: the first half is what it takes until the code is compiled. */
const median = (times: readonly number[]): number => {
  const warm = times.slice(times.length >> 1).toSorted((a, b) => a - b);
  return warm[warm.length >> 1] ?? Number.NaN;
};

const timed = <T>(all: readonly T[], work: (one: T) => unknown): number =>
  median(
    all.map((one) => {
      const started = performance.now();
      work(one);
      return performance.now() - started;
    }),
  );

/** What rules are slow at, as far as anybody has thought of it. */
const slow = [
  'a',
  ' ',
  '\n',
  '\\n',
  '=',
  'A',
  '%41',
  'secret',
  'SECRET_ACCESS_KEY = ',
  'https://a:b',
  'https://aa:bbbb@',
  'postgres://a:b',
  'mongodb://aa:bbbb@c/d?e ',
  'xoxb-1-',
  'xoxb-a-a-a-a-a-',
  'ghs_1_a.b.',
  'SG.a.a',
  'sk-a1',
  'sk-aaaaaaaaaaaa',
  'Bearer a.',
  'Bearer 1a1a1a1a1a1a1a1a',
  'AQ.aaaa',
  '-----BEGIN PRIVATE KEY-----\n',
  `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n`,
  '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n',
  'ops_eyAAAA',
  'tskey-api-',
  'https://x:x-oauth-basic@',
  '_authToken=a ',
];

const ofCode = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
const requestOf = (messages: readonly Message[]): ChatRequest => ({ messages, tools: [], toolChoice: 'auto' });

/** What stands between a request and the way through the house: a house that is not asked is not needed. */
const wayWith = (look: Look): ((request: ChatRequest) => void) => {
  const looks = { own: look, all: remembered(look), isWhole: true };
  const way = guarded(
    { answer: () => (async function* () {})(), embeddings: () => Promise.reject(new Error('nobody asks for vectors')) },
    { mode: () => 'mask', looks: () => looks, ask: () => Promise.reject(new Error('nobody is asked')) },
  );
  const { signal } = new AbortController();
  const house = {} as unknown as House;
  return (request) => {
    const asking: Asking = { request, pick: 'auto', caller: 'bench' };
    way.answer(house, asking, signal);
  };
};

const measure = (all: Look): GuardFigures => {
  const enter = wayWith(all);
  const new2k = texts(2_000, 2_000).map((text) => requestOf([ofCode(text)]));
  const [again] = new2k;
  const long = texts(2_000, 200).map(ofCode);
  const tens = texts(10_000, 1_500);
  const turns = texts(2_000, 60).map((text) => requestOf([...long, ofCode(`${text} next`)]));
  const [one, many] = [lookBy([keys(1)]), lookBy([keys(200)])];
  return {
    first2kMs: timed(texts(2_000, 4_000), all),
    first10kMs: timed(tens, all),
    first1mMs: timed(texts(1_000_000, 12), all),
    worst1mMs: Math.max(
      ...slow.map((piece) => {
        const text = flat(piece.repeat(Math.ceil(1_000_000 / piece.length)));
        return timed([text, text, text, text], all);
      }),
    ),
    request2kMs: timed(new2k, enter),
    requestAgain2kMs: again ? timed(Array<ChatRequest>(4_000).fill(again), enter) : Number.NaN,
    conversation400kMs: timed(turns, enter),
    manyKeysRatio: timed(tens, many) / timed(tens, one),
  };
};

const micro = (milliseconds: number): string => `${(milliseconds * 1_000).toFixed(1)} µs`;

/** What the secret guard takes: lines for people, and the figures. */
export const benchGuard = async (): Promise<{ readonly lines: readonly string[]; readonly figures: GuardFigures }> => {
  const began = performance.now();
  const rules = await loadKeptRules();
  const loadMs = performance.now() - began;
  const figures = measure(lookBy([keys(40), ...rules, ...shapeFinders]));
  const { first2kMs, first10kMs, first1mMs, worst1mMs, request2kMs, requestAgain2kMs, conversation400kMs } = figures;
  const lines = [
    `secret guard, rules read in ${loadMs.toFixed(1)} ms, 40 keys stored:`,
    `  a first look at 2 kB: ${micro(first2kMs)}, 10 kB: ${micro(first10kMs)} (below 1 ms), 1 MB: ${first1mMs.toFixed(1)} ms (below 20 ms)`,
    `  the slowest of ${slow.length} megabytes made to be slow: ${worst1mMs.toFixed(1)} ms`,
    `  added to a request of 2 kB: ${micro(request2kMs)} with a new text, ${micro(requestAgain2kMs)} with one seen before`,
    `  added to a turn of a conversation of 400 kB in 200 messages: ${micro(conversation400kMs)}`,
    `  200 keys take ${figures.manyKeysRatio.toFixed(2)} x the time of one`,
  ];
  return { lines, figures };
};
