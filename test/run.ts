/** What `npm test` runs: every stage, or the ones named, each to its end; the last line is the sum. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './vscode/harness/command.ts';
import { countsOf, resultVariable, sumOf, type Counts } from './vscode/harness/counts.ts';
import { runExtensionHostTests } from './vscode/harness/extension-host.ts';
import { packageArguments } from './vscode/harness/package.ts';
import { repository } from './vscode/harness/paths.ts';

interface Stage {
  readonly name: string;
  readonly title: string;
  run(): Promise<Counts>;
}

const stages: readonly Stage[] = [
  {
    name: 'types',
    title: 'types',
    run: () => tools(['.', 'media', 'test'].map((project) => tool('tsc', '-p', project))),
  },
  {
    name: 'check',
    title: 'check',
    run: () => tools([tool('oxlint', '--type-aware', '--deny-warnings'), tool('oxfmt', '--check', '.'), tool('knip')]),
  },
  {
    name: 'unit',
    title: 'unit and contract',
    // Properties and simulations take seconds on a busy machine: what hangs is found all the same.
    run: () => mocha('unit', ['test/**/*.test.ts', '--ignore', 'test/vscode/**', '--timeout', '30000']),
  },
  {
    name: 'build',
    title: 'build and package',
    run: () => tools([[process.execPath, 'esbuild.mjs', '--tests'], tool('vsce', ...packageArguments)]),
  },
  {
    name: 'host',
    title: 'extension host',
    run: () =>
      runExtensionHostTests({
        extensionDevelopmentPath: repository,
        extensionTestsPath: path.join(repository, 'out', 'host-tests.js'),
      }),
  },
  {
    name: 'interface',
    title: 'interface',
    // Many seconds per step on a small machine, where a keystroke may now and then come before its box does: once more,
    // then it is a failure. And an editor that will not close must not hold the run.
    run: () =>
      mocha('interface', ['test/vscode/interface/*.test.ts', '--timeout', '240000', '--retries', '1', '--exit']),
  },
];

/** Several stages under one name. */
const groups: Readonly<Record<string, readonly string[]>> = { editor: ['build', 'host', 'interface'] };

/** A program of our own devDependencies, run by this Node: their scripts may not find a Node that is new enough. */
function tool(name: string, ...toolArguments: readonly string[]): readonly string[] {
  return [path.join(repository, 'node_modules', '.bin', name), ...toolArguments];
}

/** Each tool counts as one. A later tool still runs when an earlier one fails: one run shows everything. */
async function tools(commands: readonly (readonly string[])[]): Promise<Counts> {
  const results: Counts[] = [];
  for (const command of commands) {
    const words = command.map((word) => (path.isAbsolute(word) ? path.basename(word) : word)).join(' ');
    const { code, output } = await runCommand(command, { cwd: repository, env: environment() });
    // vsce only warns of what the Marketplace would show to everybody.
    const isFine = code === 0 && !/\bWARNING\b/.test(output);
    console.log(`  ${isFine ? '✔' : '✘'} ${words}`);
    if (!isFine) console.log(output);
    results.push(isFine ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, failures: [words] });
  }
  return sumOf(results);
}

async function mocha(name: string, mochaArguments: readonly string[]): Promise<Counts> {
  const result = path.join(repository, 'out', `${name}.json`);
  fs.mkdirSync(path.dirname(result), { recursive: true });
  fs.rmSync(result, { force: true });
  const reporter = ['--reporter', fileURLToPath(import.meta.resolve('./vscode/harness/reporter.ts'))];
  const { code } = await runCommand(tool('mocha', ...mochaArguments, ...reporter), {
    cwd: repository,
    env: environment({ [resultVariable]: result }),
    echo: true,
    timeoutMilliseconds: 45 * 60_000,
  });
  return countsOf(result, code);
}

/** The tools' own first lines say `env node`; they must find the Node that this file runs on. */
function environment(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const folders = [path.dirname(process.execPath), process.env['PATH'] ?? ''];
  return { PATH: folders.join(path.delimiter), ...more };
}

async function runStage(stage: Stage): Promise<Counts> {
  console.log(`\n== ${stage.title}`);
  const start = Date.now();
  const counts = await stage.run().catch((error: unknown): Counts => {
    console.error(error);
    return {
      passed: 0,
      failed: 1,
      failures: [`${stage.title}: ${error instanceof Error ? error.message : String(error)}`],
    };
  });
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`== ${stage.title}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  return counts;
}

function chosen(words: readonly string[]): readonly Stage[] {
  const names = words.flatMap((word) => groups[word] ?? [word]);
  const known = stages.map((stage) => stage.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const all = [...known, ...Object.keys(groups)].join(', ');
    throw new Error(`No stage is called ${unknown.join(', ')}. There are: ${all}.`);
  }
  return names.length === 0 ? stages : stages.filter((stage) => names.includes(stage.name));
}

const results: Counts[] = [];
for (const stage of chosen(process.argv.slice(2))) results.push(await runStage(stage));
const { passed, failed, failures = [] } = sumOf(results);
for (const failure of failures) console.log(`✘ ${failure}`);
console.log(`\n${passed} passed, ${failed} failed`);
// Exit, and not only the code: a socket that a stage left open must not keep the run alive.
process.exit(failed > 0 || passed === 0 ? 1 : 0);
