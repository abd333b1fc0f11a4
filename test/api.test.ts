import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import manifest from '../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '..');
const source = path.join(root, 'src', 'api.ts');

/** The compiler's complaints about a consumer that has nothing of ours but the types. */
const compiled = (consumer: string): Promise<readonly string[]> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keyway-api-'));
  copyFileSync(source, path.join(folder, 'keyway.d.ts'));
  writeFileSync(path.join(folder, 'consumer.ts'), consumer);
  const options = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noUncheckedIndexedAccess',
    '--skipLibCheck',
    'false',
  ];
  const plain = [
    '--ignoreConfig',
    '--target',
    'es2022',
    '--module',
    'esnext',
    '--moduleResolution',
    'bundler',
    '--lib',
    'es2022',
    '--types',
    '',
  ];
  const program = path.join(root, 'node_modules', '.bin', 'tsc');
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...options, ...plain, 'consumer.ts', 'keyway.d.ts'],
      { cwd: folder, timeout: 60_000 },
      (error, stdout) => {
        rmSync(folder, { recursive: true, force: true });
        if (error && stdout === '') reject(error);
        else resolve(stdout.split('\n').filter((line) => line.includes('error ')));
      },
    );
  });
};

/** Uses all there is, each thing once, as an extension would. */
const consumer = `
import type * as keyway from './keyway';
declare const exported: keyway.KeywayExports;
declare const token: {
  isCancellationRequested: boolean;
  onCancellationRequested: (listener: (e: unknown) => unknown, thisArgs?: unknown, disposables?: { dispose(): unknown }[]) => { dispose(): void };
};
const api: keyway.KeywayApi = exported.getApi(exported.version);
const functions: Record<keyof keyway.KeywayApi, true> = { chat: true, embed: true, plan: true, usage: true, providers: true };
const conversation: keyway.ApiMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: [{ type: 'text', text: 'What is it?' }, { type: 'image', mime: 'image/png', data: new Uint8Array(1) }] },
];
export const run = async (): Promise<string> => {
  let said = '';
  const request: keyway.ApiChatRequest = { messages: conversation, tools: [{ name: 'look', description: 'Looks.', schema: { type: 'object' } }], toolChoice: 'auto' };
  const options: keyway.ApiChatOptions = { model: 'auto', task: 'code', maxOutputTokens: 100, temperature: 0 };
  for await (const event of api.chat(request, options, token)) {
    switch (event.type) {
      case 'text':
      case 'reasoning':
        said += event.text;
        break;
      case 'tool-call':
        conversation.push({ role: 'assistant', content: [event] }, { role: 'user', content: [{ type: 'tool-result', id: event.id, text: 'seen', isError: false }] });
        break;
      case 'done': {
        const { model, finish, tokens, cost, milliseconds, masked }: keyway.ApiReceipt = event.receipt;
        said += [model, finish, tokens?.input, tokens?.cached, cost.from === 'unknown' ? '' : cost.usd.toFixed(2), milliseconds, masked.length].join();
        break;
      }
      default: {
        const none: never = event;
        return none;
      }
    }
  }
  const { vectors, model } = await api.embed(['a'], { purpose: 'query', dimensions: 3, model: 'openai/x' }, token);
  const plan: keyway.ApiPlan = await api.plan(request, options);
  const usage: keyway.ApiUsage = await api.usage({ span: 'week', by: 'day' });
  const providers: readonly keyway.ApiProvider[] = await api.providers();
  const price: number | undefined = providers[0]?.models[0]?.price?.input;
  return [said, vectors[0]?.length, model, plan.models[0]?.model, plan.leftOut[0]?.reason, usage.cost.unknownAttempts, usage.groups[0]?.group, price, Object.keys(functions)].join();
};
`;

describe('the types for other extensions', () => {
  it('compile alone, strictly, against an extension that uses all there is', async function () {
    this.timeout(60_000);
    assert.deepEqual(await compiled(consumer), []);
  });

  it('refuse what the API would refuse', async function () {
    this.timeout(60_000);
    const wrong = [
      `api.chat({ messages: [{ role: 'god', content: '' }] });`,
      `api.chat({ messages: [] }, { task: 'embedding' });`,
      `api.embed('one text');`,
      `exported.getApi(2);`,
      `api.usage({ span: 'century' });`,
    ];
    const lines = await compiled(
      `import type * as keyway from './keyway';\ndeclare const exported: keyway.KeywayExports;\nconst api = exported.getApi(1);\n${wrong.join('\n')}\n`,
    );
    assert.deepEqual(
      lines.map((line) => Number(/consumer\.ts\((\d+)/.exec(line)?.[1]) - 4),
      [0, 1, 2, 3, 4],
    );
  });

  it('stand in one file that imports nothing, holds no code and is what the package names', async () => {
    const text = readFileSync(source, 'utf8');
    assert.doesNotMatch(
      text.replaceAll(/\/\*[\s\S]*?\*\//g, ''),
      /\bimport\b|\brequire\b|\bconst\b|\bfunction\b|\bclass\b|\bdeclare\b/,
    );
    assert.equal(manifest.types, './dist/keyway.d.ts');
  });
});
