import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import type { ChatRequest } from '../../src/core/chat.ts';
import { Health } from '../../src/core/health.ts';
import type { Offer } from '../../src/core/plan.ts';
import type { Model } from '../../src/core/provider.ts';
import { receiptLines } from '../../src/core/receipt.ts';
import { answer, type House } from '../../src/editor/answer.ts';
import { custom } from '../../src/providers/custom.ts';
import { openLedger } from '../../src/usage/ledger.ts';
import { open } from '../../src/wire/index.ts';

/** Milliseconds of one request: until the first word, and until the last event. */
interface Timing {
  readonly first: number;
  readonly total: number;
}

/** One request; all ways can be cancelled, as an editor's requests must be. */
type Way = (words: string) => Promise<Timing>;

interface Ratios {
  readonly firstTokenRatioP50: number;
  readonly totalRatioP50: number;
  readonly totalRatioP95: number;
  readonly firstTokenRatioP50VsFetch: number;
  readonly totalRatioP50VsFetch: number;
  readonly totalRatioP95VsFetch: number;
}

export interface PathFigures {
  readonly sequential: Ratios;
  readonly concurrent16: Ratios;
  /** Lines for a person: p50 and p95 in milliseconds of each way. */
  readonly lines: readonly string[];
}

const answerWords = 200;
const model: Model = {
  provider: 'custom',
  id: 'gpt-4.1-mini',
  name: 'GPT-4.1 mini',
  kind: 'chat',
  contextTokens: 1_000_000,
  maxOutputTokens: 32_768,
  tools: true,
  images: true,
  reasoning: false,
  price: { input: 0.4, output: 1.6, cacheRead: 0.1 },
};
const question = 'Explain how the event loop of Node.js schedules timers and promises. '.repeat(20);

const timed = async (events: (seen: () => void) => Promise<void>): Promise<Timing> => {
  const started = performance.now();
  let first = 0;
  await events(() => {
    if (first === 0) first = performance.now() - started;
  });
  return { first, total: performance.now() - started };
};

const bodyOf = (prompt: string) => ({
  model: model.id,
  messages: [{ role: 'user' as const, content: prompt }],
  stream: true as const,
  stream_options: { include_usage: true },
});

/** The least that can be done: `fetch`, split the lines, parse. */
const rawFetch =
  (baseUrl: string): Way =>
  (prompt) =>
    timed(async (seen) => {
      const response = await fetch(`${baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench' },
        body: JSON.stringify(bodyOf(prompt)),
        signal: new AbortController().signal,
      });
      const decoder = new TextDecoder();
      let rest = '';
      let text = '';
      for await (const bytes of response.body ?? []) {
        const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (!line.startsWith('data: {')) continue;
          const word = (JSON.parse(line.slice(6)) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta
            .content;
          if (word) seen();
          text += word ?? '';
        }
      }
      if (text.length < answerWords) throw new Error('the bench server answered too little');
    });

const bareSdk = (baseUrl: string): Way => {
  const client = new OpenAI({ apiKey: 'sk-bench', baseURL: baseUrl, maxRetries: 0 });
  return (prompt) =>
    timed(async (seen) => {
      let text = '';
      for await (const chunk of await client.chat.completions.create(bodyOf(prompt), {
        signal: new AbortController().signal,
      })) {
        const word = chunk.choices[0]?.delta.content;
        if (word) seen();
        text += word ?? '';
      }
      if (text.length < answerWords) throw new Error('the bench server answered too little');
    });
};

/** From request to last event: plan, protocol, watchdog, health, books, ledger and receipt. */
const keyway = (baseUrl: string, folder: string): { readonly way: Way; readonly close: () => Promise<void> } => {
  const ledger = openLedger({ folder, onTrouble: (sentence) => process.stderr.write(`${sentence}\n`) });
  const key = {
    id: 'bench',
    provider: 'custom',
    nickname: 'bench',
    priority: 1,
    enabled: true,
    plain: { baseUrl },
    addedAt: 0,
  };
  const offers: readonly Offer[] = [{ provider: custom, model, keys: [key] }];
  const access = { baseUrl, secrets: { apiKey: 'sk-bench' }, plain: {}, headers: {} };
  let receipts = 0;
  const house: House = {
    offers: () => offers,
    modelOf: () => model,
    health: new Health(),
    open: async ({ route: { model: chosen }, request, signal, onAlive }) =>
      open('openai-chat', { provider: custom, model: chosen, request, access, signal, onAlive }),
    embed: () => Promise.reject(new Error('nobody asks for vectors here')),
    patienceOf: () => ({ firstByte: 60_000, idle: 60_000, progress: 600_000 }),
    newId: () => crypto.randomUUID(),
    onAttempt: (attempt) => ledger.record(attempt),
    onReceipt: (receipt) => (receipts += receiptLines(receipt).length),
  };
  const way: Way = (prompt) =>
    timed(async (seen) => {
      const request: ChatRequest = {
        messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }],
        tools: [],
        toolChoice: 'auto',
      };
      let text = '';
      for await (const event of answer(
        house,
        { request, pick: 'auto', caller: 'bench' },
        new AbortController().signal,
      )) {
        if (event.type !== 'text-delta') continue;
        seen();
        text += event.text;
      }
      if (text.length < answerWords) throw new Error('the bench server answered too little');
    });
  return { way, close: () => ledger.dispose() };
};

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

const figures = (timings: readonly Timing[]) => ({
  first50: at(
    timings.map(({ first }) => first),
    0.5,
  ),
  first95: at(
    timings.map(({ first }) => first),
    0.95,
  ),
  total50: at(
    timings.map(({ total }) => total),
    0.5,
  ),
  total95: at(
    timings.map(({ total }) => total),
    0.95,
  ),
});

const round = (value: number): number => Math.round(value * 1_000) / 1_000;

interface Measured {
  readonly ratios: Ratios;
  readonly lines: readonly string[];
}

/** Every order in turn: what one way leaves behind, garbage and closing sockets, must not always fall to the same other one. */
const orders = [
  ['fetch', 'sdk', 'keyway'],
  ['fetch', 'keyway', 'sdk'],
  ['sdk', 'fetch', 'keyway'],
  ['sdk', 'keyway', 'fetch'],
  ['keyway', 'fetch', 'sdk'],
  ['keyway', 'sdk', 'fetch'],
] as const;

/** The ways take turns within each round, so that whatever the machine does meanwhile hits them alike. */
const measure = async (
  name: string,
  ways: Readonly<Record<'fetch' | 'sdk' | 'keyway', Way>>,
  plan: { readonly rounds: number; readonly atOnce: number },
): Promise<Measured> => {
  const timings = { fetch: [] as Timing[], sdk: [] as Timing[], keyway: [] as Timing[] };
  for (let turn = 0; turn < plan.rounds; turn++) {
    for (const way of orders[turn % orders.length] ?? []) {
      const batch = await Promise.all(Array.from({ length: plan.atOnce }, () => ways[way](question)));
      if (turn >= plan.rounds / 5) timings[way].push(...batch);
    }
  }
  const [fetch_, sdk, ours] = [figures(timings.fetch), figures(timings.sdk), figures(timings.keyway)];
  const line = (label: string, of: typeof ours): string =>
    `${name} ${label.padEnd(10)} first token p50 ${of.first50.toFixed(2)} ms p95 ${of.first95.toFixed(2)} ms, total p50 ${of.total50.toFixed(2)} ms p95 ${of.total95.toFixed(2)} ms`;
  const against = (of: typeof ours) => ({
    first: round(ours.first50 / of.first50),
    total: round(ours.total50 / of.total50),
    total95: round(ours.total95 / of.total95),
  });
  const [vsSdk, vsFetch] = [against(sdk), against(fetch_)];
  return {
    ratios: {
      firstTokenRatioP50: vsSdk.first,
      totalRatioP50: vsSdk.total,
      totalRatioP95: vsSdk.total95,
      firstTokenRatioP50VsFetch: vsFetch.first,
      totalRatioP50VsFetch: vsFetch.total,
      totalRatioP95VsFetch: vsFetch.total95,
    },
    lines: [line('raw fetch', fetch_), line('bare SDK', sdk), line('Keyway', ours)],
  };
};

/** Raw fetch, bare SDK and Keyway's whole path against one loopback server, in one run. */
export const measurePath = async (): Promise<PathFigures> => {
  const server = fork(fileURLToPath(new URL('server.ts', import.meta.url)), [String(answerWords)]);
  const folder = await mkdtemp(join(tmpdir(), 'keyway-bench-'));
  try {
    const [port] = (await once(server, 'message')) as [number];
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const ours = keyway(baseUrl, folder);
    const ways = { fetch: rawFetch(baseUrl), sdk: bareSdk(baseUrl), keyway: ours.way };
    const sequential = await measure('sequential', ways, { rounds: 1_500, atOnce: 1 });
    const concurrent = await measure('16 at once', ways, { rounds: 60, atOnce: 16 });
    await ours.close();
    return {
      sequential: sequential.ratios,
      concurrent16: concurrent.ratios,
      lines: [...sequential.lines, ...concurrent.lines],
    };
  } finally {
    server.disconnect();
    await rm(folder, { recursive: true, force: true });
  }
};
