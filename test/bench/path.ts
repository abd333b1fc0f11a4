import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bareFetch, bareSdk } from './path-bare.ts';
import { asked, openWholePath } from './path-house.ts';
import { openPeers, type PeerName, peerNames } from './path-peers.ts';
import { figuresLine, figuresOf, ratio, takeTurns, type Turns, type Way } from './path-turns.ts';

interface Ratios {
  readonly firstTokenRatioP50: number;
  readonly totalRatioP50: number;
  readonly totalRatioP95: number;
  readonly firstTokenRatioP50VsFetch: number;
  readonly totalRatioP50VsFetch: number;
  readonly totalRatioP95VsFetch: number;
}

/** Total time of the others over Keyway's: 1 is the same, more is slower than Keyway. */
type PeerRatios = Readonly<Record<PeerName, number>>;

export interface PathFigures {
  readonly sequential: Ratios;
  readonly concurrent64: Ratios;
  /** Absent where the libraries could not be installed. */
  readonly peers?:
    | {
        readonly versions: Readonly<Record<string, string>>;
        readonly sequential: PeerRatios;
        readonly concurrent64: PeerRatios;
      }
    | undefined;
}

const answerWords = 200;
const answer = 'word '.repeat(answerWords);
/** A conversation that becomes longer with every request, to three times its length. */
const prompts = Array.from({ length: 21 }, (_, more) =>
  'Explain how the event loop of Node.js schedules timers and promises. '.repeat(10 + more),
);
const streams = 64;

type Say = (line: string) => void;

type Sizes = Pick<Turns, 'each' | 'inARow' | 'atOnce'>;

type Ours = Readonly<Record<'fetch' | 'sdk' | 'keyway', Way>>;

const ratiosOf = async (ways: Ours, plan: Sizes, say: Say): Promise<Ratios> => {
  const timings = await takeTurns(ways, { prompts, answer, ...plan });
  const [bare, sdk, keyway] = [figuresOf(timings.fetch), figuresOf(timings.sdk), figuresOf(timings.keyway)];
  const how = plan.atOnce === 1 ? 'sequential' : `${plan.atOnce} at once`;
  say(figuresLine(`${how}, fetch`, bare));
  say(figuresLine(`${how}, bare SDK`, sdk));
  say(figuresLine(`${how}, Keyway's whole path`, keyway));
  const ratios = {
    firstTokenRatioP50: ratio(keyway.first50, sdk.first50),
    totalRatioP50: ratio(keyway.total50, sdk.total50),
    totalRatioP95: ratio(keyway.total95, sdk.total95),
    firstTokenRatioP50VsFetch: ratio(keyway.first50, bare.first50),
    totalRatioP50VsFetch: ratio(keyway.total50, bare.total50),
    totalRatioP95VsFetch: ratio(keyway.total95, bare.total95),
  };
  say(
    `${how}: Keyway over the bare SDK at p50: first token ${ratios.firstTokenRatioP50} x, total ${ratios.totalRatioP50} x (at most 1.10)`,
  );
  return ratios;
};

type Side = Readonly<Record<PeerName | 'keyway', Way>>;

const peerRatiosOf = async (ways: Side, plan: Sizes, say: Say): Promise<PeerRatios> => {
  const timings = await takeTurns(ways, { prompts, answer, ...plan });
  const how = plan.atOnce === 1 ? 'sequential' : `${plan.atOnce} at once`;
  const keyway = figuresOf(timings.keyway);
  say(figuresLine(`${how}, side by side, Keyway's whole path`, keyway));
  const ratios: Partial<Record<PeerName, number>> = {};
  for (const name of peerNames) {
    const peer = figuresOf(timings[name]);
    ratios[name] = ratio(peer.total50, keyway.total50);
    say(figuresLine(`${how}, side by side, ${name}'s bare call`, peer));
    say(`  ${name} takes ${ratios[name]} x the total time of Keyway's whole path at p50`);
  }
  return ratios as PeerRatios;
};

const measurePeers = async (
  { baseUrl, keyway }: { readonly baseUrl: string; readonly keyway: Way },
  say: Say,
): Promise<PathFigures['peers']> => {
  const opened = await openPeers({ baseUrl, model: asked.id }, say).catch((error: unknown) => {
    say(`No comparison: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
  if (!opened) return undefined;
  const { versions, ways } = opened;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  say(`Side by side, each only its bare call: ${named.join(', ')}`);
  const all = { keyway, ...ways };
  return {
    versions,
    sequential: await peerRatiosOf(all, { each: 42, inARow: 25, atOnce: 1 }, say),
    concurrent64: await peerRatiosOf(all, { each: 12, inARow: 2, atOnce: streams }, say),
  };
};

/** Against one loopback server, in one run: `fetch`, the bare SDK and Keyway's whole path, then Keyway and its peers. */
export const measurePath = async (say: Say): Promise<PathFigures> => {
  const server = fork(fileURLToPath(new URL('server.ts', import.meta.url)), [String(answerWords)]);
  const folder = await mkdtemp(join(tmpdir(), 'keyway-bench-'));
  try {
    const [port] = (await once(server, 'message')) as [number];
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const bare = { baseUrl, model: asked.id };
    const whole = await openWholePath(folder, baseUrl);
    const ways = { fetch: bareFetch(bare), sdk: bareSdk(bare), keyway: whole.way };
    const sequential = await ratiosOf(ways, { each: 60, inARow: 25, atOnce: 1 }, say);
    const concurrent64 = await ratiosOf(ways, { each: 20, inARow: 2, atOnce: streams }, say);
    const peers = await measurePeers({ baseUrl, keyway: whole.way }, say);
    await whole.close();
    return { sequential, concurrent64, peers };
  } finally {
    server.disconnect();
    await rm(folder, { recursive: true, force: true });
  }
};
