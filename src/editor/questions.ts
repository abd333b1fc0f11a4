import type { Reading } from './reading.ts';

/** What commands ask a person and tell them, without VS Code: a window in the editor, scripted answers in tests. */

/** `back` only where the question allowed it; `cancelled` for Escape. */
export type Answer<T> =
  | { readonly type: 'answer'; readonly value: T }
  | { readonly type: 'back' }
  | { readonly type: 'cancelled' };

/** Where in a series of questions one stands. */
export interface Place {
  readonly title: string;
  readonly step?: number;
  readonly steps?: number;
  readonly canGoBack?: boolean;
}

export interface Choice<T> {
  readonly value: T;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** Choices of one group follow each other under its name. */
  readonly group?: string;
  readonly picked?: boolean;
}

export interface ChoiceQuestion<T> extends Place {
  /** Short: VS Code cuts it where the box ends. */
  readonly placeholder: string;
  /** A sentence that has to be read whole, below the box. */
  readonly prompt?: string;
  readonly choices: readonly Choice<T>[];
}

export interface TextQuestion extends Place {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  /** Shown as dots. */
  readonly secret?: boolean;
  /** Only a problem keeps the person from going on. */
  readonly read: (typed: string) => Reading<string>;
}

export interface Questions {
  choose<T>(question: ChoiceQuestion<T>): Promise<Answer<T>>;
  chooseSeveral<T>(question: ChoiceQuestion<T>): Promise<Answer<readonly T[]>>;
  /** Answers with the value that was read, not with what was typed. */
  type(question: TextQuestion): Promise<Answer<string>>;
  /** A modal question before something that cannot be undone. */
  confirm(question: { readonly sentence: string; readonly detail: string; readonly action: string }): Promise<boolean>;
  tell(level: 'info' | 'warning' | 'error', sentence: string): void;
  /** Shows that work is going on; undefined where the person stopped waiting for it. */
  during<T>(title: string, work: () => Promise<T>): Promise<T | undefined>;
}
