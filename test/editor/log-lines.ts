import { type Log, redactingLog } from '../../src/editor/log.ts';

/** A log whose lines can be read. */
export const logLines = (): { readonly lines: string[]; readonly log: Log } => {
  const lines: string[] = [];
  const write = (message: string): void => void lines.push(message);
  const log = redactingLog({
    trace: write,
    debug: write,
    info: write,
    warn: write,
    error: write,
    show: () => undefined,
    dispose: () => undefined,
  });
  return { lines, log };
};
