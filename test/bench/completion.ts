import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as vscode from 'vscode';
import type { Document } from '../../src/editor/completion-document.ts';
import { guardCuts } from '../../src/editor/guard-cuts.ts';
import { guarded, type GuardParts } from '../../src/editor/guard.ts';
import type { Log } from '../../src/editor/log.ts';
import { loadKeptRules } from '../../src/guard/kept-rules.ts';
import { lookBy, remembered } from '../../src/guard/look.ts';
import { ownKeys } from '../../src/guard/own-keys.ts';
import { shapeFinders } from '../../src/guard/shapes.ts';
import { openWholePath } from './path-house.ts';

/** Milliseconds of our side: from VS Code's question until the request leaves, and from the last byte until the proposal is there. */
interface Overhead {
  readonly before50: number;
  readonly before95: number;
  readonly after50: number;
  readonly after95: number;
}

export interface CompletionFigures {
  readonly smallFile: Overhead;
  readonly megabyteFile: Overhead;
}

/** The most that the two of them may take at p95. */
const most = 5;

/** The first fifth warms up. */
const rounds = 500;

const words = 20;

type Say = (line: string) => void;

interface Marks {
  left: number;
  arrived: number;
}

/** The way out of the process, with the time at which a request leaves and the last byte of its answer comes. */
const watched = (marks: Marks): typeof fetch => {
  const { fetch: bare } = globalThis;
  return async (...asked) => {
    marks.left = performance.now();
    const response = await bare(...asked);
    const stamp = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        marks.arrived = performance.now();
        controller.enqueue(chunk);
      },
    });
    const { status, headers } = response;
    return new Response(response.body?.pipeThrough(stamp), { status, headers });
  };
};

/** A file as the editor has it: an array of lines, and the sum of their lengths whenever an offset is asked for. */
class OpenFile implements Document {
  readonly languageId = 'typescript';
  readonly uri: vscode.Uri;
  version = 1;
  readonly #lines: string[];

  constructor(name: string, lines: readonly string[]) {
    this.uri = { scheme: 'file', path: `/project/${name}`, toString: () => `file:///project/${name}` } as vscode.Uri;
    this.#lines = [...lines];
  }

  get lineCount(): number {
    return this.#lines.length;
  }

  lineAt(at: number | vscode.Position): vscode.TextLine {
    const text = this.#lines[typeof at === 'number' ? at : at.line] ?? '';
    return { text } as vscode.TextLine;
  }

  offsetAt({ line, character }: vscode.Position): number {
    let sum = character;
    for (let at = 0; at < line; at++) sum += (this.#lines[at]?.length ?? 0) + 1;
    return sum;
  }

  /** Another beginning of a line, as of somebody who types. */
  type(line: number, text: string): void {
    this.version++;
    this.#lines[line] = text;
  }
}

const line = (at: number): string => `  const value${at} = compute(input[${at}], "text", { retries: ${at % 7} });`;

const fileOf = (name: string, bytes: number): OpenFile => {
  const lines: string[] = ['import { compute, input } from "./compute.ts";', '', 'export const run = () => {'];
  for (let size = 0; size < bytes; size += (lines.at(-1)?.length ?? 0) + 1) lines.push(line(lines.length));
  return new OpenFile(name, [...lines, '};', '']);
};

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

const nothing = (): void => undefined;

/** Complaints would mean that something else is timed than what people have. */
const complain = (...what: readonly unknown[]): never => {
  throw new Error(what.map(String).join(' '));
};

const log: Log = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: complain,
  error: complain,
  show: nothing,
  hold: () => ({ dispose: nothing }),
  dispose: nothing,
};

/** With one key stored, as the one that is asked with. */
const guard = async (): Promise<GuardParts> => {
  const own = ownKeys([{ value: 'sk-bench-0123456789', kind: { words: 'your key', label: 'your key', isOwn: true } }]);
  const looks = {
    isWhole: true,
    own: remembered(lookBy([own])),
    all: remembered(lookBy([own, ...(await loadKeptRules()), ...shapeFinders])),
  };
  return { mode: () => 'mask', looks: () => looks, ask: complain };
};

const openProvider = async (folder: string, baseUrl: string) => {
  const whole = await openWholePath(folder, baseUrl);
  const offers = whole.house.offers().map((offer) => ({ ...offer, model: { ...offer.model, fills: true } }));
  const house = { ...whole.house, offers: () => offers };
  const parts = await guard();
  const { answer } = guarded(await import('../../src/editor/answer.ts'), parts);
  const cuts = guardCuts({ ...parts, newId: () => 'bench' });
  const { CompletionSession } = await import('../../src/editor/completion-session.ts');
  const { CompletionStatus } = await import('../../src/editor/completion-status.ts');
  const { completionProvider } = await import('../../src/editor/completion-provider.ts');
  const excluded = { reasonFor: () => Promise.resolve(undefined), onDidChange: () => ({ dispose: nothing }) };
  const { ledger, close } = whole;
  const status = new CompletionStatus();
  const session = new CompletionSession({ house, answer, guard: cuts, excluded, ledger, log, status });
  const provider = completionProvider({
    completions: session.completions,
    excluded,
    isOn: () => true,
    isElsewhere: () => false,
    onShown: session.shown,
    onBug: complain,
  });
  return { provider, close };
};

type Provider = Awaited<ReturnType<typeof openProvider>>['provider'];

const overheadIn = async (file: OpenFile, provider: Provider, marks: Marks): Promise<Overhead> => {
  const { Position, InlineCompletionTriggerKind } = await import('vscode');
  const before: number[] = [];
  const after: number[] = [];
  const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: nothing }) };
  for (let round = 0; round < rounds; round++) {
    const typed = `  const result${round} = `;
    // All over the file, and no place twice.
    const row = 10 + ((round * 7_919) % (file.lineCount - 20));
    file.type(row, typed);
    const position = new Position(row, typed.length);
    // Asked for by a command, so that no pause is waited for.
    const context = { triggerKind: InlineCompletionTriggerKind.Invoke, selectedCompletionInfo: undefined };
    const started = performance.now();
    const items = await provider.provideInlineCompletionItems(file, position, context, token);
    const ended = performance.now();
    if (items.length !== 1) throw new Error(`${items.length} proposals`);
    if (round < rounds / 5) continue;
    before.push(marks.left - started);
    after.push(ended - marks.arrived);
  }
  return { before50: at(before, 0.5), before95: at(before, 0.95), after50: at(after, 0.5), after95: at(after, 0.95) };
};

const figuresLine = (name: string, { before50, before95, after50, after95 }: Overhead): string =>
  `completion in ${name}: before the request leaves p50 ${before50.toFixed(2)} ms p95 ${before95.toFixed(2)} ms, after the answer's last byte p50 ${after50.toFixed(2)} ms p95 ${after95.toFixed(2)} ms (p95 at most ${most} each)`;

/** Against a loopback server that fills gaps: place, window, secret guard, plan of 50 models, budgets, key, body; then proposal, books and item. */
export const measureCompletion = async (say: Say): Promise<CompletionFigures> => {
  const server = fork(fileURLToPath(new URL('server.ts', import.meta.url)), [String(words)]);
  const folder = await mkdtemp(join(tmpdir(), 'keyway-bench-'));
  const { fetch: bare } = globalThis;
  try {
    const [port] = (await once(server, 'message')) as [number];
    const marks: Marks = { left: Number.NaN, arrived: Number.NaN };
    globalThis.fetch = watched(marks);
    const { provider, close } = await openProvider(folder, `http://127.0.0.1:${port}/v1`);
    const smallFile = await overheadIn(fileOf('small.ts', 4_000), provider, marks);
    say(figuresLine('a file of 4 kB', smallFile));
    const megabyteFile = await overheadIn(fileOf('large.ts', 1_000_000), provider, marks);
    say(figuresLine('a file of 1 MB', megabyteFile));
    await close();
    return { smallFile, megabyteFile };
  } finally {
    globalThis.fetch = bare;
    server.disconnect();
    await rm(folder, { recursive: true, force: true });
  }
};
