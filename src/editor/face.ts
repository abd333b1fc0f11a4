import * as vscode from 'vscode';
import type { House } from './answer.ts';
import type { Books } from './books.ts';
import { registerGetStarted } from './get-started.ts';
import { registerDiagnose } from './diagnose.ts';
import type { SecretGuard } from './guard-open.ts';
import type { KeyDesk } from './key-desk.ts';
import type { Keyring } from './keyring.ts';
import { registerLinks } from './links.ts';
import type { Log } from './log.ts';
import { registerMoneyStatus } from './money-status.ts';
import type { Offers } from './offers.ts';
import type { Pages } from './pages.ts';
import { registerPlainKeys } from './register-plain-keys.ts';
import type { Routing } from './routing.ts';

export interface FaceParts {
  readonly context: vscode.ExtensionContext;
  readonly keyring: Keyring;
  readonly offers: Offers;
  readonly books: Books;
  readonly routing: Routing;
  readonly house: House;
  readonly desk: KeyDesk;
  readonly log: Log;
  readonly guard: Pick<SecretGuard, 'maskIn'>;
  readonly pages: Pages;
}

/** What makes a person feel at home beside the panel: one registration each. */
export const registerFace = (parts: FaceParts): vscode.Disposable =>
  vscode.Disposable.from(
    registerMoneyStatus({ ...parts, budgets: parts.routing.budgets }),
    registerGetStarted(parts),
    registerLinks(),
    registerDiagnose({ ...parts, ledger: parts.books.ledger, budgets: parts.routing.budgets }),
    registerPlainKeys({ ...parts, memory: parts.context.globalState }),
  );
