import { spawn } from 'node:child_process';
import { atExit } from './at-exit.ts';

export interface CommandResult {
  readonly code: number;
  /** stdout and stderr together, in the order they came. */
  readonly output: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Also show the output while it comes. */
  readonly echo?: boolean;
  readonly timeoutMilliseconds?: number;
}

/** Runs a tool to its end. Never rejects: a tool that cannot be started is a result with code 127. */
export function runCommand(command: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve) => start(command, options, resolve));
}

function start(command: readonly string[], options: CommandOptions, resolve: (result: CommandResult) => void): void {
  const [file = '', ...commandArguments] = command;
  const child = spawn(file, commandArguments, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forget = atExit(() => child.kill('SIGTERM'));
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
    if (options.echo) process.stdout.write(chunk);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);

  const limit = options.timeoutMilliseconds ?? 600_000;
  const timer = setTimeout(() => {
    collect(Buffer.from(`\n${file} was stopped after ${limit / 1000} s.\n`));
    child.kill('SIGTERM');
    // A tool that ignores the polite signal would otherwise hold the whole run.
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  }, limit);
  const end = (code: number): void => {
    clearTimeout(timer);
    forget();
    resolve({ code, output });
  };
  child.on('error', (error) => {
    collect(Buffer.from(`${file} could not be started: ${error.message}\n`));
    end(127);
  });
  child.on('close', (code) => end(code ?? 1));
}

/** The same, for steps where a failure ends everything: the output becomes the error's message. */
export async function mustRun(command: readonly string[], options: CommandOptions): Promise<string> {
  const result = await runCommand(command, options);
  if (result.code !== 0) {
    throw new Error(`\`${command.join(' ')}\` ended with code ${result.code}:\n${result.output.slice(-4000)}`);
  }
  return result.output;
}
