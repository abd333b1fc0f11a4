import * as fs from 'node:fs';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What failed, by name, and why in a line: said once more at the end, where a long report is read. */
  readonly failures?: readonly string[] | undefined;
}

/** Where a suite leaves its counts for whoever started it. */
export const resultVariable = 'KEYWAY_TEST_RESULT';

/** A suite that ended badly without a failure to show for it, or without any report, is itself one failure. */
export function countsOf(file: string, exitCode: number): Counts {
  const reported = read(file);
  if (!reported) return { passed: 0, failed: 1, failures: [`no report came (exit code ${exitCode})`] };
  const unexplained = exitCode !== 0 && reported.failed === 0;
  return unexplained ? { ...reported, failed: 1, failures: [`ended with exit code ${exitCode}`] } : reported;
}

export function sumOf(all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((sum, counts) => sum + counts.passed, 0),
    failed: all.reduce((sum, counts) => sum + counts.failed, 0),
    failures: all.flatMap(({ failures = [] }) => failures),
  };
}

function read(file: string): Counts | undefined {
  if (!fs.existsSync(file)) return undefined;
  const content: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (typeof content !== 'object' || content === null) return undefined;
  const { passed, failed, failures } = content as Record<string, unknown>;
  if (typeof passed !== 'number' || typeof failed !== 'number') return undefined;
  return { passed, failed, failures: Array.isArray(failures) ? failures.map(String) : [] };
}
