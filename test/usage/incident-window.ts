/** A window of its own: claims what its parent sends, and answers with what it is to tell. Argument: folder. */
import type { Look } from '../../src/core/alert.ts';
import { incidentBook } from '../../src/usage/incidents.ts';
import { openLedger } from '../../src/usage/ledger.ts';

export interface Order {
  readonly looks: readonly Look[];
  readonly now: number;
}

const [folder = ''] = process.argv.slice(2);
const ledger = openLedger({ folder, onTrouble: () => undefined });
const book = incidentBook(ledger.shared);

/** A file that is locked is asked again, as the watch does. */
const claimed = async (look: Look, now: number): Promise<readonly string[]> => {
  for (;;) {
    const told = await book.claim(look, now);
    if (told) return told.map(({ kind, subject, level }) => `${kind} ${subject} ${level}`);
  }
};

const obey = async ({ looks, now }: Order): Promise<void> => {
  const told: string[] = [];
  for (const look of looks) told.push(...(await claimed(look, now)));
  process.send?.({ told });
};

process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => process.exit());
process.send?.('ready');
