import * as vscode from 'vscode';
import { sectionOf } from '../panel/section.ts';
import type { House } from './answer.ts';
import { resume } from './audit-commands.ts';
import type { Books } from './books.ts';
import type { KeyDesk } from './key-desk.ts';
import type { Log } from './log.ts';
import type { CommandId } from './names.ts';
import type { Offers } from './offers.ts';
import { auditHost } from './panel-audit.ts';
import type { SectionHosts } from './panel-conversation.ts';
import { keysHost } from './panel-keys.ts';
import { routingHost } from './panel-routing.ts';
import { usageHost } from './panel-usage.ts';
import { registerPanel } from './panel.ts';
import type { Reach } from './panel-reach.ts';
import { importPicked } from './register-keys.ts';
import type { Routing } from './routing.ts';
import { either } from './signal.ts';
import { openChat } from './welcome.ts';

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
  const { context, log } = parts;
  const panel = registerPanel({ extensionUri: context.extensionUri, log, hosts: hostsOf(parts) });
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

const hostsOf = ({ context, desk, offers, house, routing, books, log }: PanelOpenParts): SectionHosts => ({
  keys: keysHost({
    desk,
    offers,
    health: house.health,
    ledger: books.ledger,
    budgets: routing.budgets,
    environment: process.env,
    reach,
    onAdded: () => void openChat(context.globalState),
    onDidChange: books.onDidChange,
  }),
  routing: routingHost({
    house,
    offers,
    reach,
    onDidChange: either(routing.onDidChange, offers.onDidChange, books.onDidChange),
  }),
  usage: usageHost({ ...books, budgets: routing.budgets, reach, log }),
  audit: auditHost({
    audit: books.audit.book,
    resume: (found) => resume(books.audit.book, found),
    reach,
    onDidChange: books.onDidChange,
  }),
});

const reach: Reach = {
  command: (id, argument) => vscode.commands.executeCommand(id, argument),
  visit: (address) => vscode.env.openExternal(vscode.Uri.parse(address, true)),
  pick: importPicked,
};
