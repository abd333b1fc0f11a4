/**
 * An editor with the command line of desktop VS Code, as far as extension tests use it: the VS Code server and a
 * headless Chromium on its workbench. `@vscode/test-electron` starts it like any other VS Code (`vscodeExecutablePath`).
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { exitWithParent } from './at-exit.ts';
import { chromiumArguments, findChromium } from './chromium.ts';
import { consoleLog, printConsole, startConsole } from './console.ts';
import { cache } from './paths.ts';
import { startServer, type EditorServer } from './server.ts';

interface Request {
  readonly development: readonly string[];
  readonly tests: string;
  readonly workspace: string;
  readonly profile: string;
  readonly extensionsDir: string;
  /** Set when nobody asked for a profile, so nobody will miss it. */
  readonly throwAway: boolean;
}

function readRequest(): Request {
  const { values, positionals } = parseArgs({
    // The other arguments of runTests (--no-sandbox and so on) speak to Electron.
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'user-data-dir': { type: 'string' },
      'extensions-dir': { type: 'string' },
    },
  });
  const tests = text(values.extensionTestsPath);
  if (!tests) throw new Error('This editor only runs extension tests: --extensionTestsPath is missing.');
  const data = text(values['user-data-dir']);
  const profile = data ? path.dirname(data) : fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-editor-'));
  return {
    development: (values.extensionDevelopmentPath ?? []).map(String),
    tests,
    workspace: path.resolve(positionals[0] ?? path.join(profile, 'workspace')),
    profile,
    extensionsDir: text(values['extensions-dir']) ?? path.join(profile, 'extensions'),
    throwAway: data === undefined,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What the workbench's smoke-test driver reads from the page's address; the authority is literally `remote`. */
function payload(request: Request): string {
  const pairs = [
    ...request.development.map((folder) => [
      'extensionDevelopmentPath',
      `vscode-remote://remote${path.resolve(folder)}`,
    ]),
    ['extensionTestsPath', `vscode-remote://remote${path.resolve(request.tests)}`],
  ];
  return encodeURIComponent(JSON.stringify(pairs));
}

async function runSuite(request: Request, server: EditorServer): Promise<number> {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: [...chromiumArguments] });
  try {
    const page = await browser.newPage();
    const exit = exitCode(page);
    startConsole();
    await page.exposeFunction('codeAutomationLog', printConsole);
    await exit.exposed;
    await page.goto(`${server.url}&payload=${payload(request)}`);
    const code = await Promise.race([exit.code, exit.lost, afterLimit()]);
    if (typeof code === 'number') return code;
    console.error(`${code}${await screenshot(page)}\nThe editor's console: ${consoleLog}`);
    return 1;
  } finally {
    await browser.close();
  }
}

interface Exit {
  readonly exposed: Promise<unknown>;
  readonly code: Promise<number>;
  readonly lost: Promise<string>;
}

function exitCode(page: Page): Exit {
  let exposed: Promise<unknown> = Promise.resolve();
  const code = new Promise<number>((resolve) => {
    exposed = page.exposeFunction('codeAutomationExit', (value: unknown) => resolve(Number(value)));
  });
  const lost = new Promise<string>((resolve) => {
    page.on('crash', () => resolve('The workbench page crashed.'));
    page.on('close', () => resolve('The workbench page was closed before the tests ended.'));
  });
  return { exposed, code, lost };
}

async function afterLimit(): Promise<string> {
  const limit = Number(process.env['KEYWAY_TEST_TIMEOUT'] ?? 300_000);
  await delay(limit, undefined, { ref: false });
  return `The extension tests did not end within ${limit / 1000} s (KEYWAY_TEST_TIMEOUT, in milliseconds, changes that).`;
}

async function screenshot(page: Page): Promise<string> {
  const file = path.join(cache, 'screenshots', 'extension-host.png');
  try {
    await page.screenshot({ path: file, timeout: 5000 });
    return ` The page then: ${file}`;
  } catch {
    return '';
  }
}

exitWithParent();
const request = readRequest();
const server = await startServer({ ...request, kind: 'test' });
try {
  process.exitCode = await runSuite(request, server);
} finally {
  await server.stop();
  if (request.throwAway) fs.rmSync(request.profile, { recursive: true, force: true });
}
