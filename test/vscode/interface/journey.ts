import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { plant, type Planted } from '../../sandbox/withheld.ts';
import { cache, vsix } from '../harness/paths.ts';
import { installVsix, startServer, type EditorServer } from '../harness/server.ts';
import { until } from '../harness/wait.ts';
import { openWorkbench, type Workbench } from '../harness/workbench.ts';

export interface JourneyOptions {
  /** Names the profile's folder. */
  readonly name: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** As `zh-cn`; English else. */
  readonly language?: string;
  /** Packages of other extensions, installed beside Keyway. */
  readonly extensions?: readonly string[];
  /** Files of the workspace by their path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Done with the profile before the editor starts. */
  readonly prepare?: (folders: { readonly profile: string; readonly storage: string }) => void | Promise<void>;
}

/** A person in front of a fresh VS Code with the packaged Keyway installed, signed in nowhere. */
export interface Journey {
  readonly workbench: Workbench;
  readonly server: EditorServer;
  readonly profile: string;
  readonly workspace: string;
  /** The extension's own folder on disk. */
  readonly storage: string;
  /** Files that must never be sent. Only a test that shows just that opens them. */
  readonly withheld: Pick<Planted, 'ignored' | 'excluded'>;
  /** Fails where one of them was sent. */
  readonly stop: () => Promise<void>;
}

const quiet = {
  // The workspace lies inside whatever repository this checkout is.
  'git.openRepositoryInParentFolders': 'never',
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.enabled': false,
};

export const startJourney = async (options: JourneyOptions): Promise<Journey> => {
  const profile = path.join(cache, 'journeys', options.name);
  fs.rmSync(profile, { recursive: true, force: true });
  const workspace = path.join(profile, 'workspace');
  fs.mkdirSync(workspace, { recursive: true });
  for (const [file, text] of Object.entries(options.files ?? {})) {
    fs.mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    fs.writeFileSync(path.join(workspace, file), text);
  }
  const withheld = plant(workspace);
  await installVsix(profile, vsix, ...(options.extensions ?? []));
  const storage = path.join(profile, 'data', 'User', 'globalStorage', 'keyway.keyway');
  await options.prepare?.({ profile, storage });
  const server = await startServer({
    kind: 'product',
    profile,
    workspace,
    settings: { ...quiet, ...options.settings },
    ...(options.machineSettings && { machineSettings: options.machineSettings }),
    ...(options.env && { env: options.env }),
  });
  const workbench = await openWorkbench({
    url: server.url,
    contextDir: path.join(profile, 'browser'),
    ...(options.language !== undefined && { language: options.language }),
  });
  const stop = async (): Promise<void> => {
    await workbench.close();
    await server.stop();
    withheld.check();
  };
  return { workbench, server, profile, workspace, storage, withheld, stop };
};

export const baseUrlsOf = (
  sandboxes: Readonly<Record<string, Pick<Sandbox, 'baseUrl'>>>,
): Readonly<Record<string, unknown>> => ({
  'keyway.baseUrls': Object.fromEntries(
    Object.entries(sandboxes).map(([provider, { baseUrl }]) => [provider, baseUrl]),
  ),
});

export interface NewKey {
  /** As the pick shows it: `OpenAI`. */
  readonly provider: string;
  readonly key: string;
  readonly nickname?: string;
}

/** Adds a key through the palette, as a person does. */
export const addKey = async (workbench: Workbench, { provider, key, nickname }: NewKey): Promise<void> => {
  const { quickInput } = workbench;
  await workbench.runCommand('Keyway: Add Key…');
  await quickInput.waitFor('Add Key');
  await quickInput.pick(provider);
  await quickInput.waitFor(/Add Key/);
  await settled(() => quickInput.isPassword());
  await quickInput.type(key);
  await quickInput.accept();
  await settled(async () => !(await quickInput.isPassword()));
  if (nickname !== undefined) await quickInput.type(nickname);
  await quickInput.accept();
};

const settled = async (ask: () => Promise<boolean>): Promise<void> => {
  for (let look = 0; look < 200; look++) {
    if (await ask()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the input box did not change');
};

/** Says yes to the editor's own question whether its chat extension may be enabled. */
export const consentToChat = async ({ dialogs }: Workbench, action = 'Use Keyway Models'): Promise<void> => {
  await dialogs.click(`Enable Extension and ${action}`);
};

/** Keyway's item in the status bar, by what it says to screen readers. */
export const moneyItem = ({ page }: Pick<Workbench, 'page'>): Locator =>
  page.locator('.statusbar-item[id="keyway.keyway.keyway.money"]').filter({ visible: true });

/** The receipt of the last answer, as the status bar speaks it. */
export const lastReceipt = async ({ page }: Pick<Workbench, 'page'>, after?: string): Promise<string> => {
  const item = moneyItem({ page });
  return until({ page, what: 'a new receipt in the status bar' }, async () => {
    const label = (await item.count()) > 0 ? await item.first().getAttribute('aria-label') : null;
    const receipt = /Last receipt: (.+)$/s.exec(label ?? '')?.[1];
    return receipt !== undefined && receipt !== after ? receipt : undefined;
  });
};

/** Until the page that is in front says so; its text. */
export const pageThatSays = async (workbench: Workbench, wanted: RegExp): Promise<string> =>
  until({ page: workbench.page, what: `a page that says ${wanted}`, milliseconds: 60_000 }, async () => {
    const text = await workbench.webview().locator('body').innerText({ timeout: 2_000 });
    return wanted.test(text) && text;
  });
