import * as fs from 'node:fs';
import * as path from 'node:path';

export type Settings = Readonly<Record<string, unknown>>;

/** What every test wants: no dialog and no page that nobody asked for. */
const quiet: Settings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
};

/** The data folder of a profile; both kinds of server are pointed at it. */
export function dataFolder(profile: string): string {
  return path.join(profile, 'data');
}

/** User settings. A restart without settings keeps what the last session left, as an editor would. */
export function writeUserSettings(profile: string, settings: Settings | undefined): void {
  write(path.join(dataFolder(profile), 'User', 'settings.json'), settings, quiet);
}

/** Settings of scope `machine`, which a remote extension host reads from this file and not from the user's. */
export function writeMachineSettings(profile: string, settings: Settings | undefined): void {
  write(path.join(dataFolder(profile), 'Machine', 'settings.json'), settings, {});
}

function write(file: string, settings: Settings | undefined, base: Settings): void {
  if (!settings && fs.existsSync(file)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify({ ...base, ...settings }, undefined, 2));
}
