/**
 * Everything that can go wrong with a request, and what must come of it: the data of the fault matrix.
 *
 * Every fault is played by a server of every protocol. No cell is missing: a status that a provider does not send of itself
 * (OpenAI a 529, Amazon a 402) comes from the gateway, proxy or portal before it, and must be understood all the same.
 */
import type { FailureKind } from '../../src/core/failure.ts';
import type { Reply } from '../wire/contract/counterpart.ts';
import { withBody } from '../wire/contract/event-stream.ts';
import type { Frame, Subject } from '../wire/contract/subject.ts';

/** Where there is nobody to reply: a closed port, a name nobody has, a certificate nobody trusts. */
type Nowhere = 'closed port' | 'unknown name' | 'untrusted certificate';

/** What is left alone afterwards: this key for this model, the whole key, this model with any key, the whole server. */
export type Scope = 'key and model' | 'key' | 'model' | 'server';

export interface Fault {
  readonly name: string;
  readonly does: Nowhere | ((subject: Subject) => Reply);
  readonly kind: FailureKind;
  /** Attempts that one request makes at the faulty route before it leaves it. */
  readonly attempts: 1 | 2;
  /** Who answers instead: with two keys of the model in front the second one, or another model. `nobody`: the person is told. */
  readonly next: 'other key' | 'other model' | 'nobody';
  /** What the person sees of the faulty route before it fails. */
  readonly shows?: string;
  /** What is left alone after one such request, and for how many seconds. */
  readonly cools?: readonly [scope: Scope, seconds: number];
  /** What is left alone once it has happened three times in a row; asked no more until then. */
  readonly insists?: readonly [scope: Scope, seconds: number];
  /** It is noticed by the watchdog alone. */
  readonly slow?: boolean;
}

const json = { 'content-type': 'application/json' };

/** An HTTP error in the provider's own shape. */
const refuses =
  (status: number, sentence: string, headers: Readonly<Record<string, string>> = {}) =>
  (subject: Subject): Reply => ({
    status,
    headers: { ...json, ...headers },
    body: [subject.errorBody(status, sentence)],
  });

/** A stream that begins with 200, then this. */
const streams =
  (frames: (subject: Subject) => readonly Frame[], end: Reply['end'] = 'finish') =>
  (subject: Subject): Reply => ({ body: frames(subject), end });

const half = 'Half an ans';
const halfOf = (subject: Subject): readonly Frame[] => subject.frames({ text: [half] });

/** The frames of an answer before its first words; a protocol that frames nothing before them has none. */
const opening = (subject: Subject): readonly Frame[] => {
  const [bare, spoken] = [subject.frames({}), halfOf(subject)];
  return bare.filter((frame, index) => Buffer.from(frame).equals(Buffer.from(spoken[index] ?? '')));
};

/** A frame whose JSON breaks off. */
const malformed = (subject: Subject): readonly Frame[] => {
  const frame = halfOf(subject).find((each) => Buffer.from(each).includes(half)) ?? '';
  if (typeof frame !== 'string') return [withBody(frame, (body) => body.slice(0, -2))];
  // Replicate's words are no JSON: what breaks there is the name of the event.
  return subject.provider.protocol === 'replicate'
    ? ['data: {"choices": [{"delta":\n\n']
    : [`${frame.trimEnd().slice(0, -3)}\n\n`];
};

/** The provider's own error object, after 200. */
const inBand = (subject: Subject): readonly Frame[] =>
  subject.interrupted
    .filter(({ kind }) => kind === 'server')
    .slice(0, 1)
    .map(({ frame }) => frame);

const page = '<!doctype html><html><body>Sign in to the hotel network</body></html>';

const once = { attempts: 1 } as const;
const breaks = { ...once, next: 'other model', insists: ['model', 15] } as const;
/** A pooled connection may just have been closed, so the same server is asked once more at once. */
const unreached = { kind: 'network', attempts: 2, next: 'other model', insists: ['server', 15] } as const;

export const faults: readonly Fault[] = [
  { name: 'connection refused', does: 'closed port', ...unreached },
  { name: 'DNS', does: 'unknown name', ...unreached },
  { name: 'TLS', does: 'untrusted certificate', ...unreached },
  { name: 'reset', does: () => ({ body: [], end: 'reset' }), ...unreached },

  {
    name: '400 bad request',
    does: refuses(400, 'temperature: must be a number'),
    kind: 'request',
    ...once,
    next: 'nobody',
  },
  {
    name: '400 context too long',
    does: refuses(400, 'prompt is too long: 210000 tokens > 200000 maximum'),
    kind: 'context',
    ...once,
    next: 'other model',
  },
  {
    name: '400 content policy',
    does: refuses(400, 'Your request was flagged by our content policy.'),
    kind: 'policy',
    ...once,
    next: 'nobody',
  },
  { name: '401', does: refuses(401, 'No auth'), kind: 'auth', ...once, next: 'other key', cools: ['key', 3_600] },
  { name: '402', does: refuses(402, 'Please pay'), kind: 'quota', ...once, next: 'other key', cools: ['key', 3_600] },
  {
    name: '403 key',
    does: refuses(403, 'Your API key has been disabled.'),
    kind: 'auth',
    ...once,
    next: 'other key',
    cools: ['key', 3_600],
  },
  {
    name: '403 model',
    does: refuses(403, 'Your account may not use this model.'),
    kind: 'forbidden',
    ...once,
    next: 'other model',
    cools: ['key and model', 60],
  },
  {
    name: '404 model',
    does: refuses(404, 'The model does not exist.'),
    kind: 'model-missing',
    ...once,
    next: 'other model',
    cools: ['model', 600],
  },
  { name: '408', does: refuses(408, 'The request took too long.'), kind: 'server', ...breaks },
  { name: '409', does: refuses(409, 'Locked by another request.'), kind: 'server', ...breaks },
  { name: '413', does: refuses(413, 'The body is too large.'), kind: 'context', ...once, next: 'other model' },
  {
    name: '429 short',
    does: refuses(429, 'Slow down.', { 'retry-after': '2' }),
    kind: 'rate',
    ...once,
    next: 'other key',
    cools: ['key and model', 2],
  },
  {
    name: '429 long',
    does: refuses(429, 'Slow down.', { 'retry-after': '120' }),
    kind: 'rate',
    ...once,
    next: 'other key',
    cools: ['key and model', 120],
  },
  {
    name: '429 without a time',
    does: refuses(429, 'Slow down.'),
    kind: 'rate',
    ...once,
    next: 'other key',
    cools: ['key and model', 20],
  },
  {
    name: '429 no credit',
    does: refuses(429, 'Insufficient credits: your credit balance is too low.', { 'retry-after': '1' }),
    kind: 'quota',
    ...once,
    next: 'other key',
    cools: ['key', 3_600],
  },
  { name: '500', does: refuses(500, 'Something broke.'), kind: 'server', ...breaks },
  {
    name: '502',
    does: () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: [page] }),
    kind: 'server',
    ...breaks,
  },
  { name: '503', does: refuses(503, 'Down for maintenance.'), kind: 'server', ...breaks },
  { name: '504', does: refuses(504, 'The upstream timed out.'), kind: 'server', ...breaks },
  { name: '529', does: refuses(529, 'Overloaded'), kind: 'server', ...breaks },

  { name: 'first byte late', does: () => ({ body: [], end: 'silent' }), kind: 'stall', ...breaks, slow: true },
  { name: 'stall before the first part', does: streams(opening, 'open'), kind: 'stall', ...breaks, slow: true },
  {
    name: 'stall after the first part',
    does: streams(halfOf, 'open'),
    kind: 'stall',
    ...breaks,
    next: 'nobody',
    shows: half,
    slow: true,
  },
  { name: 'cut before the first part', does: streams(opening, 'cut'), kind: 'stream', ...breaks },
  {
    name: 'cut after the first part',
    does: streams(halfOf, 'cut'),
    kind: 'stream',
    ...breaks,
    next: 'nobody',
    shows: half,
  },
  { name: 'malformed frame', does: streams(malformed), kind: 'stream', ...breaks },
  {
    name: 'HTML page with 200',
    does: () => ({ headers: { 'content-type': 'text/html' }, body: [page] }),
    kind: 'stream',
    ...breaks,
  },
  { name: 'error inside the stream', does: streams(inBand), kind: 'server', ...breaks },
  {
    name: 'error inside the stream, after the first part',
    does: streams((subject) => [...halfOf(subject), ...inBand(subject)]),
    kind: 'server',
    ...breaks,
    next: 'nobody',
    shows: half,
  },
  { name: 'empty answer', does: streams((subject) => subject.frames({ finish: 'stop' })), kind: 'empty', ...breaks },
  { name: 'end without finish', does: streams(opening), kind: 'stream', ...breaks },
  {
    name: 'end without finish, after the first part',
    does: streams(halfOf),
    kind: 'stream',
    ...breaks,
    next: 'nobody',
    shows: half,
  },
];
