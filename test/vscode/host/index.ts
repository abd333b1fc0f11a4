import Mocha from 'mocha';
import { 'module.exports' as Report } from '../harness/reporter.ts';

/** What the extension host calls: every suite of this folder, inside a real editor. Rejects where a test fails. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, reporter: Report });
  // Gives `describe` and `it` to the suites, which therefore may only be evaluated afterwards.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  // The first must see what starting alone has done, before another suite makes the extension work.
  await import('./activation.test.ts');
  await import('./keyring.test.ts');
  await import('./models.test.ts');
  await import('./callers.test.ts');
  await import('./excluded.test.ts');
  await import('./attached.test.ts');
  await import('./pages.test.ts');
  await import('./search-watch.test.ts');
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the extension host's tests failed.`);
}
