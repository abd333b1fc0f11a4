const lastSteps = new Set<() => void>();
let watching = false;

/** Does the step when this process ends early (Ctrl+C, a crash, mocha's own exit); the answer takes it back. */
export function atExit(step: () => void): () => void {
  if (!watching) watch();
  lastSteps.add(step);
  return () => lastSteps.delete(step);
}

function watch(): void {
  watching = true;
  process.on('exit', () => {
    for (const step of lastSteps) step();
  });
  // A signal without a listener would end the process without its 'exit' event.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => process.exit(1));
}

/** For a process that makes no sense alone: ends it when whoever started it is gone, however that ended. */
export function exitWithParent(): void {
  const parent = process.ppid;
  const check = (): void => {
    if (process.ppid !== parent) process.exit(1);
  };
  setInterval(check, 1000).unref();
}
