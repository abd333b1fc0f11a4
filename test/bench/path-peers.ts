import { cp, mkdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { mustRun } from '../vscode/harness/command.ts';
import { repository } from '../vscode/harness/paths.ts';
import type { Way } from './path-turns.ts';

/** Other libraries that put many providers behind one call, each with the way to ask through it. */
export interface Peers {
  /** By name, as installed. */
  readonly versions: Readonly<Record<string, string>>;
  readonly ways: Readonly<Record<PeerName, Way>>;
}

export const peerNames = ['ai', 'multi-llm-ts', 'token.js'] as const;
export type PeerName = (typeof peerNames)[number];

const manifests = path.join(import.meta.dirname, 'peers');

/** Not beside their manifest: whatever looks for sources and tests below `test` would find theirs. Git ignores `out`. */
const folder = path.join(repository, 'out', 'bench-peers');

const Manifest = z.object({ dependencies: z.record(z.string(), z.string()) });
const Installed = z.object({ version: z.string() });

const wanted = async (): Promise<Readonly<Record<string, string>>> =>
  Manifest.parse(JSON.parse(await readFile(path.join(manifests, 'package.json'), 'utf8'))).dependencies;

const installedVersion = async (name: string): Promise<string | undefined> => {
  try {
    const text = await readFile(path.join(folder, 'node_modules', name, 'package.json'), 'utf8');
    return Installed.parse(JSON.parse(text)).version;
  } catch {
    return undefined;
  }
};

const isInstalled = async (): Promise<boolean> => {
  const versions = Object.entries(await wanted());
  const found = await Promise.all(versions.map(async ([name, version]) => (await installedVersion(name)) === version));
  return found.every(Boolean);
};

/** They weigh 320 MB and are needed by nobody else: the first bench of a checkout installs them, in the versions of the lock file. */
const install = async (say: (line: string) => void): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json', 'load.mjs'])
    await cp(path.join(manifests, file), path.join(folder, file));
  if (await isInstalled()) return;
  say('Installing the libraries to compare with …');
  // The program that runs this bench, where it is npm; Windows starts no other by its name alone.
  const program = process.env['npm_execpath']?.endsWith('.js')
    ? [process.execPath, process.env['npm_execpath']]
    : ['npm'];
  await mustRun([...program, 'ci', '--prefix', folder, '--ignore-scripts'], { cwd: repository });
};

type Load = (name: string) => Promise<unknown>;

const loader = async (): Promise<Load> => {
  const module: { readonly load: Load } = await import(pathToFileURL(path.join(folder, 'load.mjs')).href);
  return module.load;
};

/** Installs them where they are missing. Rejects where that is impossible, with what npm said. */
export const openPeers = async (
  { baseUrl, model }: { readonly baseUrl: string; readonly model: string },
  say: (line: string) => void,
): Promise<Peers> => {
  await install(say);
  const load = await loader();
  const server = { load, baseURL: baseUrl, model };
  const versions: Record<string, string> = {};
  for (const name of Object.keys(await wanted())) versions[name] = (await installedVersion(name)) ?? 'missing';
  return {
    versions,
    ways: { ai: await aiSdk(server), 'multi-llm-ts': await multiLlm(server), 'token.js': await tokenJs(server) },
  };
};

interface Server {
  readonly load: Load;
  readonly baseURL: string;
  readonly model: string;
}

const apiKey = 'sk-bench';

/** Of each only what is called, as its own types say (ai 7.0.173, @ai-sdk/openai-compatible 3.0.92). */
interface AiSdk {
  readonly streamText: (call: {
    readonly model: unknown;
    readonly prompt: string;
    readonly maxRetries: number;
    readonly abortSignal: AbortSignal;
  }) => { readonly textStream: AsyncIterable<string>; readonly usage: PromiseLike<unknown> };
}

interface AiProvider {
  readonly createOpenAICompatible: (settings: {
    readonly name: string;
    readonly apiKey: string;
    readonly baseURL: string;
    readonly includeUsage: boolean;
  }) => (model: string) => unknown;
}

const aiSdk = async ({ load, baseURL, model: id }: Server): Promise<Way> => {
  const { streamText } = (await load('ai')) as AiSdk;
  const { createOpenAICompatible } = (await load('@ai-sdk/openai-compatible')) as AiProvider;
  const model = createOpenAICompatible({ name: 'bench', apiKey, baseURL, includeUsage: true })(id);
  return async (prompt, onWord) => {
    const result = streamText({ model, prompt, maxRetries: 0, abortSignal: new AbortController().signal });
    let said = '';
    for await (const text of result.textStream) {
      onWord();
      said += text;
    }
    await result.usage;
    return said;
  };
};

/** multi-llm-ts 5.1.1. Its log of every prompt goes to the console unless it is told not to. */
interface MultiLlm {
  readonly logger: { readonly disable: () => void };
  readonly Message: new (role: 'user', content: string) => unknown;
  readonly igniteEngine: (engine: 'openai', config: MultiLlmConfig) => { readonly buildModel: (id: string) => unknown };
  readonly igniteModel: (
    engine: 'openai',
    model: unknown,
    config: MultiLlmConfig,
  ) => {
    readonly generate: (
      thread: readonly unknown[],
      options: { readonly usage: boolean; readonly abortSignal: AbortSignal },
    ) => AsyncIterable<{ readonly type: string; readonly text?: string }>;
  };
}

interface MultiLlmConfig {
  readonly apiKey: string;
  readonly baseURL: string;
  readonly maxRetries: number;
}

const multiLlm = async ({ load, baseURL, model: id }: Server): Promise<Way> => {
  const { logger, Message, igniteEngine, igniteModel } = (await load('multi-llm-ts')) as MultiLlm;
  logger.disable();
  const config = { apiKey, baseURL, maxRetries: 0 };
  const model = igniteModel('openai', igniteEngine('openai', config).buildModel(id), config);
  return async (prompt, onWord) => {
    let said = '';
    const options = { usage: true, abortSignal: new AbortController().signal };
    for await (const { type, text = '' } of model.generate([new Message('user', prompt)], options)) {
      if (type !== 'content' || text === '') continue;
      onWord();
      said += text;
    }
    return said;
  };
};

/** token.js 0.7.1, which takes no signal. */
interface TokenJs {
  readonly TokenJS: new (settings: { readonly apiKey: string; readonly baseURL: string }) => {
    readonly chat: {
      readonly completions: {
        readonly create: (body: {
          readonly provider: 'openai-compatible';
          readonly model: string;
          readonly stream: true;
          readonly stream_options: { readonly include_usage: true };
          readonly messages: readonly { readonly role: 'user'; readonly content: string }[];
        }) => Promise<
          AsyncIterable<{ readonly choices: readonly { readonly delta: { readonly content?: string | null } }[] }>
        >;
      };
    };
  };
}

const tokenJs = async ({ load, baseURL, model }: Server): Promise<Way> => {
  const { TokenJS } = (await load('token.js')) as TokenJs;
  const client = new TokenJS({ apiKey, baseURL });
  return async (prompt, onWord) => {
    let said = '';
    const stream = await client.chat.completions.create({
      provider: 'openai-compatible',
      model,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: prompt }],
    });
    for await (const { choices } of stream) {
      const word = choices[0]?.delta.content;
      if (!word) continue;
      onWord();
      said += word;
    }
    return said;
  };
};
