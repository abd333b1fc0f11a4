/**
 * A window of its own: says that it is ready and waits for a line, twice, each time before a crowd of simulated requests goes
 * through a budget; prints those that passed as JSON. With `hold` it reserves at once, then prints the ids of requests as soon as their rows are in the file, until it is killed.
 * Arguments: folder, the budget as its setting says it, number of requests, seed, and perhaps `hold`.
 */
import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { openLedger } from '../../src/usage/ledger.ts';
import { crowd, randomOf, type Passed } from './budget-crowd.ts';
import { attemptAt, budgetsOf, gateOf, reservationOf, routeAt, spending } from './budget-samples.ts';

const [folder = '', entry = '{}', requests = '0', seed = '1', hold] = process.argv.slice(2);
const fail = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
const ledger = openLedger({ folder, onTrouble: fail });
const budgets = budgetsOf(JSON.parse(entry));
const { gate } = gateOf(ledger, { budgets });
const [budget] = budgets;
if (!budget) throw new Error('a budget is needed');

if (hold === undefined) {
  await gate.prepare();
  const random = randomOf(Number(seed));
  const passed: Passed[] = [];
  // On a busy machine one window could spend everything before the other has its turn: each begins with a few alone.
  for (const some of [Math.min(200, Number(requests)), Math.max(0, Number(requests) - 200)]) {
    console.log('ready');
    await once(process.stdin, 'data');
    passed.push(...(await crowd({ gate, ledger, budget, requests: some, parallel: 32, random })));
  }
  await ledger.dispose();
  console.log(JSON.stringify(passed));
  process.stdin.destroy();
} else {
  for (let request = 0; request < Number(requests); request++) await gate.admit(routeAt(0.01), spending());
  for (;;) {
    const admission = await gate.admit(routeAt(0.000_001), spending());
    const reservation = reservationOf(admission);
    ledger.record(attemptAt(routeAt(0.000_001), 0.000_001, { requestId: reservation ?? 'none' }), reservation);
    await ledger.flush();
    console.log(reservation);
    // All else here is done without a turn of the event loop. Once the pipe is full, what is printed waits for one.
    await turn();
  }
}
