/** A window that corrects prices in a process of its own, and says after each step how far it is: `<folder> <id>`. */
import { carryOn } from '../../src/usage/correction.ts';
import { openLedger } from '../../src/usage/ledger.ts';
import { prices } from './correction-samples.ts';

const [folder = '', id = ''] = process.argv.slice(2);
const onTrouble = (sentence: string): void => {
  throw new Error(sentence);
};
const ledger = openLedger({ folder, onTrouble });
await carryOn(
  ledger.shared,
  { id: Number(id), prices },
  { signal: new AbortController().signal, tell: (done) => console.log(done) },
);
await ledger.dispose();
