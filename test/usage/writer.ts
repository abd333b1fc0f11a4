/** A window of its own: records attempts in a process, prints what it found as JSON. Arguments: folder, name, count. */
import { openLedger } from '../../src/usage/ledger.ts';
import { attempt } from './samples.ts';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const heard: string[] = [];
const ledger = openLedger({ folder, onTrouble: (sentence) => heard.push(sentence) });

for (let index = 0; index < Number(count); index++) {
  ledger.record(attempt({ requestId: `${name}-${index}`, provider: name }));
  // Many small transactions, not one large: the processes are to meet.
  if (index % 20 === 0) await ledger.flush();
}
await ledger.flush();
const state = ledger.state();
const answer = await ledger.summary({ since: 0 }).then(
  (summary) => ({ attempts: summary.attempts }),
  (error: unknown) => ({ error: String(error) }),
);
await ledger.dispose();
console.log(JSON.stringify({ state, heard, answer }));
