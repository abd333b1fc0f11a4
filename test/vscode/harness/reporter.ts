import * as fs from 'node:fs';
import Mocha from 'mocha';
import { resultVariable } from './counts.ts';

/** Mocha's readable report, and the counts in the file that the runner asked for. */
class Report extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const file = process.env[resultVariable];
    if (!file) return;
    const failures: string[] = [];
    const said = (test: Mocha.Test, error: Error): string =>
      `${test.fullTitle()}: ${error.message.split('\n', 1)[0]?.slice(0, 200)}`;
    // The second try may fail because of what the first one left: the first says why.
    runner.on('retry', (test: Mocha.Test, error: Error) => {
      console.log(`    ↻ ${said(test, error)}`);
    });
    runner.on('fail', (test: Mocha.Test, error: Error) => failures.push(said(test, error)));
    runner.once('end', () => {
      fs.writeFileSync(file, JSON.stringify({ passed: this.stats.passes, failed: this.stats.failures, failures }));
    });
  }
}

// Mocha loads a reporter with require(), which hands out this name of an ES module as the module itself.
export { Report as 'module.exports' };
