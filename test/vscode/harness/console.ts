import * as fs from 'node:fs';
import * as path from 'node:path';
import { format } from 'node:util';
import { cache } from './paths.ts';

/** Everything the last extension-host run said, the editor's own chatter included. */
export const consoleLog = path.join(cache, 'extension-host.log');

/**
 * What this editor always says: its agents find nobody signed in, its optional native modules are not compiled,
 * its gallery cannot be reached. Between two lines of a test report it only hides the third.
 */
const chatter: readonly RegExp[] = [
  /^\[(AgentHost|RemoteAgentHostProtocol|ChatModelSelection|AccountPolicyGate|Service Worker|reconnection-grace-time)/,
  /^(Resolving|Resolved) connection token/,
  /^Creating a socket/,
  /^Updating additional builtin extensions cache/,
  /Could not locate the bindings file/,
  /^Cannot find module '\.\/build\/Release\/watchdog'/,
  /^Timed out waiting for authentication provider 'github'/,
  /ENOTFOUND open-vsx\.org/,
];

export function startConsole(): void {
  fs.mkdirSync(cache, { recursive: true });
  fs.writeFileSync(consoleLog, '');
}

/** Prints what the extension host logged; mocha's report comes this way. */
export function printConsole(type: string, values: readonly unknown[]): void {
  const line = `${format(...values)}\n`;
  fs.appendFileSync(consoleLog, line);
  if (chatter.some((pattern) => pattern.test(line))) return;
  (type === 'error' || type === 'warn' ? process.stderr : process.stdout).write(line);
}
