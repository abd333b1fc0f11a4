import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageExtension } from '../vscode/harness/package.ts';
import { cache, vsix } from '../vscode/harness/paths.ts';
import { installVsix, startServer } from '../vscode/harness/server.ts';
import { askOnce } from './once.ts';
import { startDemoProviders, type DemoProvider } from './providers.ts';

/**
 * `npm run demo`: a real VS Code in the browser with Keyway installed and three sandbox providers on loopback.
 * With `--once` it asks one question through chat by itself, prints the answer and the receipt, and ends.
 */
const once = process.argv.includes('--once');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** A fresh profile each time: no key, no history, never signed in. */
const freshProfile = (): { readonly profile: string; readonly workspace: string } => {
  const profile = path.join(cache, 'demo');
  fs.rmSync(profile, { recursive: true, force: true });
  const workspace = path.join(profile, 'workspace');
  fs.mkdirSync(workspace, { recursive: true });
  fs.writeFileSync(
    path.join(workspace, 'hello.ts'),
    'export const hello = (name: string): string => `Hello, ${name}!`;\n',
  );
  return { profile, workspace };
};

const start = async (providers: readonly DemoProvider[]) => {
  const { profile, workspace } = freshProfile();
  say('Fetching VS Code (once) and installing Keyway …');
  await installVsix(profile, vsix);
  const server = await startServer({
    kind: 'product',
    profile,
    workspace,
    settings: {
      'security.workspace.trust.enabled': false,
      'workbench.startupEditor': 'none',
      'telemetry.telemetryLevel': 'off',
    },
    machineSettings: {
      'keyway.baseUrls': Object.fromEntries(providers.map(({ provider, sandbox }) => [provider, sandbox.baseUrl])),
      'keyway.importKeysFromEnvironment': true,
    },
    env: Object.fromEntries(providers.map(({ variable, key }) => [variable, key])),
  });
  return { profile, server };
};

const main = async (): Promise<void> => {
  say('Building Keyway …');
  await packageExtension();
  const providers = await startDemoProviders();
  const { profile, server } = await start(providers);
  const stop = async (): Promise<void> => {
    await server.stop();
    await Promise.all(providers.map(({ sandbox }) => sandbox.stop()));
  };
  say(`\nVS Code with Keyway: ${server.url}\n`);
  if (once) {
    try {
      const { question, answer, receipt } = await askOnce(server.url, path.join(profile, 'browser'));
      say(`Question: ${question}\n\nAnswer: ${answer}\n\nReceipt: ${receipt}`);
    } finally {
      await stop();
    }
    return;
  }
  say('Open it in a browser. Click “Set Up Chat” when Keyway offers it, pick “Auto” in the chat, and ask something.');
  say(
    'The sandbox OpenAI is the cheapest and fails every second time: the receipt in the status bar tells. Ctrl+C ends it.',
  );
  process.once('SIGINT', () => void stop().then(() => process.exit(0)));
};

await main();
