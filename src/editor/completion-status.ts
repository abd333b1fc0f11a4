import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { itemLines, itemText, type Standing } from './completion-words.ts';
import { unlinked } from './unlinked.ts';

/** Of the menu behind the item. In no palette. */
export const menuCommand = 'keyway.completionMenu';

/** Milliseconds within which a spinner that comes or goes again is not drawn: most answers are that quick. */
const calm = 150;

/** The item in the status bar, there while completions are on. */
export class CompletionStatus implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('keyway.completions', vscode.StatusBarAlignment.Right, 89);
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#item.name = t('Keyway Inline Completions');
    this.#item.command = menuCommand;
  }

  /** Draws it, a little later: several changes at once are one. */
  show(standing: () => Standing | undefined): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const now = standing();
      if (now) this.#draw(now);
      else this.#item.hide();
    }, calm).unref();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#item.dispose();
  }

  #draw(standing: Standing): void {
    const lines = itemLines(standing);
    this.#item.text = itemText(standing);
    this.#item.tooltip = lines.map(unlinked).join('\n');
    const label = t('Keyway inline completions: {0}', lines.join('. '));
    this.#item.accessibilityInformation = { label, role: 'button' };
    this.#item.show();
  }
}
