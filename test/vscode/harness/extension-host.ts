import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { countsOf, resultVariable, type Counts } from './counts.ts';
import { cache, repository } from './paths.ts';
import { dataFolder, writeMachineSettings, writeUserSettings, type Settings } from './settings.ts';

export interface ExtensionHostTests {
  readonly extensionDevelopmentPath: string;
  /** A module that exports `run(): Promise<void>` and writes its counts to the file named by KEYWAY_TEST_RESULT. */
  readonly extensionTestsPath: string;
  readonly workspace?: string;
  readonly settings?: Settings;
  readonly machineSettings?: Settings;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a suite inside a real extension host, in a profile that nobody has used before. */
export async function runExtensionHostTests(tests: ExtensionHostTests): Promise<Counts> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-host-'));
  const result = path.join(profile, 'result.json');
  // Desktop VS Code reads settings of scope machine from the user's file, a server from its own.
  writeUserSettings(profile, { ...tests.settings, ...tests.machineSettings });
  writeMachineSettings(profile, tests.machineSettings);
  const workspace = tests.workspace ?? path.join(profile, 'workspace');
  fs.mkdirSync(workspace, { recursive: true });
  try {
    const code = await exitCode({
      ...editor(),
      extensionDevelopmentPath: tests.extensionDevelopmentPath,
      extensionTestsPath: tests.extensionTestsPath,
      launchArgs: [
        workspace,
        `--user-data-dir=${dataFolder(profile)}`,
        `--extensions-dir=${path.join(profile, 'extensions')}`,
      ],
      extensionTestsEnv: { ...tests.env, [resultVariable]: result },
      reuseMachineInstall: true,
    });
    return countsOf(result, code);
  } finally {
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

type Options = Parameters<typeof runTests>[0];

/**
 * KEYWAY_DESKTOP=stable (or insiders, or a version) downloads that desktop VS Code, which needs
 * update.code.visualstudio.com and a display. Not the default: most machines that build this reach only an npm registry.
 */
function editor(): Pick<Options, 'version' | 'cachePath' | 'vscodeExecutablePath'> {
  const version = process.env['KEYWAY_DESKTOP'];
  if (version) return { version, cachePath: cache };
  return { vscodeExecutablePath: launcher() };
}

/** runTests starts one file without arguments of its own, so the Node binary and the script are put into one. */
function launcher(): string {
  const file = path.join(cache, 'editor');
  const script = path.join(repository, 'test/vscode/harness/executable.ts');
  fs.mkdirSync(cache, { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(script)} "$@"\n`, { mode: 0o755 });
  return file;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

async function exitCode(options: Options): Promise<number> {
  try {
    return await runTests(options);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}
