/** A window of its own that writes into the audit log of a shared ledger. Arguments: folder, name, count, way. */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditMemoryIn } from '../../src/editor/audit-secret.ts';
import type { SecretStore } from '../../src/editor/key-secrets.ts';
import { type AuditBook, openAudit } from '../../src/usage/audit.ts';
import { type Ledger, openLedger } from '../../src/usage/ledger.ts';

/** A SecretStorage that processes share: a file for each secret. */
export const storeIn = (folder: string, onStore?: (name: string) => Promise<void>): SecretStore => ({
  get: async (name) => {
    try {
      return readFileSync(join(folder, `${name}.secret`), 'utf8');
    } catch {
      return undefined;
    }
  },
  store: async (name, value) => {
    await onStore?.(name);
    const path = join(folder, `${name}.${randomUUID()}`);
    writeFileSync(path, value);
    renameSync(path, join(folder, `${name}.secret`));
  },
  delete: async (name) => rmSync(join(folder, `${name}.secret`), { force: true }),
  onDidChange: () => ({ dispose: () => undefined }),
});

export const bookIn = (folder: string, store: SecretStore): { readonly ledger: Ledger; readonly book: AuditBook } => {
  const ledger = openLedger({ folder, onTrouble: () => undefined });
  const memory = auditMemoryIn({ store, patience: 20_000, folder, machine: '', clock: Date.now });
  return { ledger, book: openAudit({ shared: ledger.shared, memory, clock: Date.now }) };
};

const main = async ([folder = '', name = '', count = '0', way = 'writes']: readonly string[]): Promise<void> => {
  let isReady = false;
  const { ledger, book } = bookIn(
    folder,
    storeIn(folder, async (secret) => {
      if (way !== 'hangs' || !isReady || !secret.endsWith('.end')) return;
      // The row is there; the anchor never comes.
      process.send?.('between');
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    }),
  );
  for (let index = 0; index < Number(count); index++) {
    book.note({ action: 'key-tested', by: name, subject: `number ${index}` });
    // Many small transactions, not one large: the processes are to meet.
    if (index % 5 === 0) await book.flush();
    if (index === 20) {
      isReady = true;
      process.send?.('under way');
    }
  }
  await book.close();
  await ledger.dispose();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
