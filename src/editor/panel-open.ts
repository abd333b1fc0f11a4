import * as vscode from 'vscode';
import { sectionOf } from '../panel/section.ts';
import type { House } from './answer.ts';
import type { Books } from './books.ts';
import type { KeyDesk } from './key-desk.ts';
import type { Log } from './log.ts';
import type { CommandId } from './names.ts';
import type { Offers } from './offers.ts';
import { auditHost } from './panel-audit.ts';
import { keysHost } from './panel-keys.ts';
import { routingHost } from './panel-routing.ts';
import { usageHost } from './panel-usage.ts';
import { registerPanel } from './panel.ts';
import type { Routing } from './routing.ts';

export interface PanelOpenParts {
  readonly context: vscode.ExtensionContext;
  readonly desk: KeyDesk;
  readonly offers: Offers;
  readonly house: House;
  readonly routing: Pick<Routing, 'onDidChange' | 'budgets'>;
  readonly books: Books;
  readonly log: Log;
}

/** The panel with what stands behind its sections, and the commands that open it. */
export const openPanel = (parts: PanelOpenParts): vscode.Disposable => {
  const { context, desk, offers, house, routing, books, log } = parts;
  const panel = registerPanel({
    extensionUri: context.extensionUri,
    log,
    hosts: {
      keys: keysHost({ desk, offers, health: house.health, ledger: books.ledger, environment: process.env }),
      routing: routingHost({ house, offers, onDidChange: routing.onDidChange }),
      usage: usageHost({ ...books, budgets: routing.budgets, log }),
      audit: auditHost({ audit: books.audit.book, onDidChange: books.onDidChange }),
    },
  });
  const commands = {
    // Anybody may call it with anything.
    'keyway.openPanel': (section?: unknown) => panel.show(sectionOf(section)),
    'keyway.showUsage': () => panel.show('usage'),
  } satisfies Partial<Record<CommandId, (argument?: unknown) => unknown>>;
  return vscode.Disposable.from(
    panel,
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
  );
};
