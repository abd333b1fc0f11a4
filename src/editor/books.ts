import * as vscode from 'vscode';
import type { Attempt } from '../core/attempt.ts';
import type { Health } from '../core/health.ts';
import type { Receipt } from '../core/receipt.ts';
import { providerOf } from '../providers/index.ts';
import type { Note } from '../usage/audit-entry.ts';
import { openLedger, type Ledger } from '../usage/ledger.ts';
import { keepTidy } from '../usage/tidy.ts';
import { unusualToday } from '../usage/unusual-today.ts';
import { openAlerts, type Alerts } from './alerts.ts';
import { type AuditLog, openAuditLog } from './audit.ts';
import type { Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import { type OpenExporter, type Otel } from './otel.ts';
import { questionsIn } from './quick-input.ts';
import { Receipts } from './receipts.ts';
import { registerOtel } from './register-otel.ts';
import { Signal } from './signal.ts';
import { usageBaseline, usageRetention } from './settings.ts';
import { offerSmallTasks } from './small-tasks.ts';
import type { UsageParts } from './usage-notes.ts';

/** What keeps and shows the books: the ledger, who hears of its rows, and the surfaces that read it. */
export interface Books {
  readonly ledger: Ledger;
  readonly receipts: Receipts;
  readonly audit: AuditLog;
  /** The audit log's, for whoever has something to tell it. */
  readonly note: Note;
  readonly alerts: Alerts;
  /** What reports are made from. */
  readonly usage: UsageParts;
  /** Fires when something was recorded or changed in the books. */
  readonly onDidChange: Signal['event'];
  /** Something in the ledger changed that no new row tells. */
  readonly refresh: () => void;
  readonly record: (attempt: Attempt, reservation?: string) => void;
  readonly file: (receipt: Receipt) => void;
  /** Writes what waits and closes the file; for `deactivate`. Never rejects. */
  readonly close: () => Promise<void>;
}

export interface BooksParts {
  readonly keyring: Keyring;
  readonly log: Log;
  readonly warn: (sentence: string) => void;
  readonly openOtlp: OpenExporter;
  /** The parts of the house that are built after the books; read when somebody asks. */
  readonly market: UsageParts['market'];
  readonly limits: Health['limits'];
  readonly isQuiet: () => boolean;
}

/** Opens no file yet. */
export const openBooks = (context: vscode.ExtensionContext, parts: BooksParts): Books => {
  const { keyring, log, warn, market } = parts;
  const ledger = openLedger({ folder: context.globalStorageUri.fsPath, onTrouble: warn });
  const audit = openAuditLog({ context, ledger, keys: () => keyring.list() });
  const otel = registerOtel(context, { log, warn, open: parts.openOtlp });
  const alerts = alertsOn(ledger, parts);
  const usage: UsageParts = { ledger, market, baseline: usageBaseline };
  const shown = surfacesOf(context, log);
  const tidy = keepTidy(ledger.shared, { days: usageRetention, isQuiet: parts.isQuiet, tell: warn });
  context.subscriptions.push(audit, alerts, otel, tidy);
  return {
    ledger,
    audit,
    note: audit.book.note,
    alerts,
    usage,
    ...shown,
    record: (attempt, reservation) => {
      ledger.record(attempt, reservation);
      otel.note(attempt);
    },
    close: () => closed({ ledger, audit, otel }),
  };
};

const alertsOn = (ledger: Ledger, { keyring, log, limits }: BooksParts): Alerts =>
  openAlerts({
    ledger,
    keyring,
    questions: questionsIn(vscode.window),
    nameOf: (id) => providerOf(id)?.name,
    limits,
    unusual: () => unusualToday(ledger),
    log,
  });

const surfacesOf = (
  { globalState, subscriptions }: vscode.ExtensionContext,
  log: Log,
): Pick<Books, 'receipts' | 'onDidChange' | 'refresh' | 'file'> => {
  const receipts = new Receipts(log.info);
  const changed = new Signal();
  subscriptions.push(changed);
  return {
    receipts,
    onDidChange: changed.event,
    refresh: () => changed.fire(),
    file: (receipt) => {
      receipts.file(receipt);
      changed.fire();
      // Nobody is asked a question while they type, or while a workspace is indexed.
      if (receipt.answered && !['completion', 'embedding'].includes(receipt.task)) void offerSmallTasks(globalState);
    },
  };
};

const closed = async ({ ledger, audit, otel }: Pick<Books, 'ledger' | 'audit'> & { readonly otel: Otel }) => {
  await Promise.all([audit.close(), otel.close()]);
  await ledger.dispose();
};
