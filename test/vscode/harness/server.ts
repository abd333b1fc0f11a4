import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mustRun } from './command.ts';
import { fetchEditor, type EditorInstall } from './fetch.ts';
import { repository } from './paths.ts';
import { portOf } from './port.ts';
import { startGroup, type ProcessGroup } from './process-group.ts';
import { dataFolder, writeMachineSettings, writeUserSettings, type Settings } from './settings.ts';

export interface ServerOptions {
  /** `test` can run tests inside the extension host; `product` keeps SecretStorage over a reload. */
  readonly kind: 'test' | 'product';
  /** A folder for everything this editor remembers on disk; the same folder again is the same user again. */
  readonly profile: string;
  readonly workspace: string;
  readonly port?: number;
  readonly settings?: Settings;
  readonly machineSettings?: Settings;
  readonly extensionsDir?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface EditorServer {
  readonly port: number;
  /** The workbench on the workspace. */
  readonly url: string;
  /** What the server printed so far. */
  logs(): string;
  stop(): Promise<void>;
}

export async function startServer(options: ServerOptions): Promise<EditorServer> {
  const install = await fetchEditor();
  const port = await portOf(options.profile, options.port);
  fs.mkdirSync(options.workspace, { recursive: true });
  writeUserSettings(options.profile, options.settings);
  writeMachineSettings(options.profile, options.machineSettings);

  const logFile = path.join(options.profile, 'server.log');
  const log = fs.openSync(logFile, 'w');
  const group = startGroup([nodeBinary(), ...serverArguments(install, options, port)], {
    cwd: options.profile,
    env: { ...withoutEditor(process.env), ...manners(options), ...options.env },
    stdio: ['ignore', log, log],
  });
  fs.closeSync(log);
  const server: EditorServer = {
    port,
    url: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(options.workspace)}`,
    logs: () => fs.readFileSync(logFile, 'utf8'),
    stop: async () => {
      await group.stop();
      fs.rmSync(socketFile(port), { force: true });
    },
  };
  await untilAnswering(server, group);
  return server;
}

/** Installs packaged extensions as a user would. */
export async function installVsix(profile: string, ...packages: readonly string[]): Promise<void> {
  const install = await fetchEditor();
  const folders = ['--user-data-dir', dataFolder(profile), '--extensions-dir', defaultExtensions(profile)];
  const installs = packages.flatMap((vsix) => ['--install-extension', vsix]);
  const command = [nodeBinary(), install.serverMain, ...folders, ...installs, '--force'];
  const output = await mustRun(command, { cwd: repository, env: withoutEditor(process.env) });
  if ((output.match(/successfully installed/gi) ?? []).length !== packages.length)
    throw new Error(`${packages.join(' and ')} were not installed:\n${output}`);
}

function serverArguments(install: EditorInstall, options: ServerOptions, port: number): readonly string[] {
  const data = dataFolder(options.profile);
  const extensions = options.extensionsDir ?? defaultExtensions(options.profile);
  const folders = ['--user-data-dir', data, '--extensions-dir', extensions];
  if (options.kind === 'test') {
    const address = ['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'];
    const quiet = ['--accept-server-license-terms', '--telemetry-level', 'off', '--enable-smoke-test-driver'];
    return [install.serverMain, ...address, ...folders, '--server-data-dir', data, ...quiet];
  }
  const address = ['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'];
  // Its own config, or code-server would read (and create) the developer's.
  const config = ['--config', path.join(options.profile, 'code-server.yaml')];
  // In the temporary folder: a socket's path may not exceed about 100 characters.
  const socket = ['--session-socket', socketFile(port)];
  const quiet = ['--disable-telemetry', '--disable-update-check'];
  return [install.productEntry, ...address, ...folders, ...config, ...socket, ...quiet, options.workspace];
}

function socketFile(port: number): string {
  return path.join(os.tmpdir(), `keyway-${port}.sock`);
}

function defaultExtensions(profile: string): string {
  return path.join(profile, 'extensions');
}

/** code-server keeps a heartbeat and its logs under the developer's data folder unless it is told otherwise. */
function manners(options: ServerOptions): NodeJS.ProcessEnv {
  return options.kind === 'product' ? { XDG_DATA_HOME: path.join(options.profile, 'home') } : {};
}

/** Tests started from a terminal inside VS Code must not talk to that VS Code. */
function withoutEditor(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|CODE_SERVER_|PASSWORD$|HASHED_PASSWORD$|NODE_OPTIONS$)/;
  const entries = Object.entries(environment).map(([name, value]) => [name, foreign.test(name) ? undefined : value]);
  return Object.fromEntries(entries);
}

/** This server refuses every other major version of Node, and so does this repository. */
function nodeBinary(): string {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  return path.join(repository, 'node_modules', '.bin', 'node');
}

async function untilAnswering(server: EditorServer, group: ProcessGroup): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (group.child.exitCode !== null || group.child.signalCode !== null) break;
    if (await answers(server.url)) return;
    await delay(100);
  }
  await server.stop();
  throw new Error(
    `The editor's server on port ${server.port} did not come up. It said:\n${server.logs().slice(-4000)}`,
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
