import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { atExit } from './at-exit.ts';

/** A process and everything it starts, ended together. */
export interface ProcessGroup {
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export function startGroup(command: readonly string[], options: SpawnOptions): ProcessGroup {
  const [file = '', ...commandArguments] = command;
  // Detached: the child leads its own group, so one signal reaches the extension hosts that it forks.
  const child = spawn(file, commandArguments, { ...options, detached: true });
  const forget = atExit(() => signal(child, 'SIGKILL'));
  const stop = async (): Promise<void> => {
    forget();
    signal(child, 'SIGTERM');
    for (let turn = 0; turn < 50 && signal(child, 0); turn++) await delay(100);
    signal(child, 'SIGKILL');
  };
  return { child, stop };
}

/** Whether anything was there to receive it. */
function signal(leader: ChildProcess, name: NodeJS.Signals | 0): boolean {
  if (leader.pid === undefined) return false;
  try {
    return process.kill(-leader.pid, name);
  } catch {
    // ESRCH: the whole group is gone already.
    return false;
  }
}
