import * as vscode from 'vscode';
import { hourlyOf, metered, unread, type Meter } from '../code/completion-meter.ts';
import { failed, rested, type Rest } from '../code/completion-rest.ts';
import { t } from '../core/l10n.ts';
import type { Receipt } from '../core/receipt.ts';
import { sumText } from '../core/summary.ts';
import type { Ledger } from '../usage/ledger.ts';
import { today } from '../usage/period.ts';
import { type CompletionAsk, completionAsk } from './completion-ask.ts';
import { Completions } from './completion-asking.ts';
import type { WantedHere } from './completion-document.ts';
import type { Landing } from './completion-flight.ts';
import { completedSchemes } from './completion-provider.ts';
import { completesLanguage, completionDailyBudget, completionModel } from './completion-settings.ts';
import type { CompletionStatus } from './completion-status.ts';
import { itemLines, type Standing } from './completion-words.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { GuardCuts } from './guard-cuts.ts';
import type { Answering } from './kept-answers.ts';
import type { House } from './answer.ts';
import type { Log } from './log.ts';
import { pathOf } from './path-of.ts';

export interface SessionParts {
  readonly house: House;
  readonly answer: Answering['answer'];
  readonly guard: Pick<GuardCuts, 'beforeCut'>;
  readonly excluded: Pick<ExcludedFiles, 'reasonFor' | 'onDidChange'>;
  readonly ledger: Pick<Ledger, 'summary'>;
  readonly log: Log;
  readonly status: CompletionStatus;
}

/** Milliseconds between two looks whether a budget lets something through again: it may have been raised or lifted. */
const lookAgain = 15_000;

/** Milliseconds after an answer at which today's sum is read from the ledger; those that come meanwhile are in it. */
const calm = 3_000;

/** What is known while completions are on, and what the status item says of it. */
export class CompletionSession {
  readonly completions: Completions<WantedHere>;
  readonly #parts: SessionParts;
  readonly #asking: CompletionAsk;
  #meter: Meter = unread;
  #rest: Rest = rested;
  /** What a budget says, in a clause; and when it was asked last. */
  #refused: { readonly reason: string; readonly at: number } | undefined;
  #requests = 0;
  #lastShown = '';
  #last: string | undefined;
  #today: string | undefined;
  #excluded: string | undefined;
  #isToRead = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#asking = completionAsk({
      ...parts,
      model: completionModel,
      pathOf: ({ uri }) => pathOf(uri),
    });
    this.completions = new Completions({
      ask: this.#asking.ask,
      mayAsk: (wanted) => this.#mayAsk(wanted),
      onLanded: (landing) => this.#landed(landing),
      onWorking: (requests) => {
        this.#requests = requests;
        this.refresh();
      },
    });
  }

  readonly shown = (text: string): void => {
    // What is left of a proposal while it is typed is the same proposal.
    if (!this.#lastShown.endsWith(text)) this.#meter = { ...this.#meter, shown: this.#meter.shown + 1 };
    this.#lastShown = text;
    this.refresh();
  };

  readonly accepted = (): void => {
    this.#lastShown = '';
    this.#meter = { ...this.#meter, accepted: this.#meter.accepted + 1 };
    this.refresh();
  };

  readonly failed = (error: unknown): void => {
    this.#parts.log.error('Inline completions:', error);
    this.#rest = failed(this.#rest, t('Keyway met an error of its own, which is in its log.'), Date.now());
    this.refresh();
  };

  /** Keys, models, budgets or settings are others now: what was in the way may be gone, and what is known may be another model's. */
  readonly begin = (): void => {
    this.#rest = rested;
    this.#refused = undefined;
    this.completions.forget();
    void this.look();
  };

  /** Looks at the file that is worked on, and soon at what was spent. Never rejects. */
  readonly look = async (): Promise<void> => {
    const document = vscode.window.activeTextEditor?.document;
    const excluded = document && (await this.#parts.excluded.reasonFor(document.uri));
    // Another file may have come to the front meanwhile.
    if (document === vscode.window.activeTextEditor?.document) this.#excluded = excluded;
    this.#readLater();
    this.refresh();
  };

  refresh(): void {
    this.#parts.status.show(() => this.#standing());
  }

  /** What the hover says, in one line. */
  about(): string {
    return itemLines(this.#standing()).join(' · ');
  }

  #mayAsk(wanted: WantedHere): boolean {
    const now = Date.now();
    if (this.#rest.until > now || this.#parts.house.offers().length === 0) return false;
    if (!this.#refused) return true;
    if (now - this.#refused.at > lookAgain) {
      this.#refused = { ...this.#refused, at: now };
      void this.#lookAgain(wanted);
    }
    return false;
  }

  /** Only a plan is made: nothing is sent, and no receipt says once more what the status item says. */
  async #lookAgain(wanted: WantedHere): Promise<void> {
    const isPossible = await this.#asking.isPossible(wanted).catch(() => false);
    if (!isPossible) return;
    this.#refused = undefined;
    this.refresh();
  }

  #landed({ proposal, receipt, error }: Landing): void {
    const now = Date.now();
    if (receipt && wasSent(receipt)) {
      this.#meter = metered(this.#meter, receipt.cost, now);
      this.#last = whoIn(receipt) ?? this.#last;
      this.#readLater();
    }
    if (proposal !== undefined) this.#rest = rested;
    else if (error !== undefined) this.#failedWith(error, receipt, now);
    this.refresh();
  }

  #failedWith(error: unknown, receipt: Receipt | undefined, now: number): void {
    const reason = this.#asking.refusal();
    if (!receipt) return this.failed(error);
    if (reason !== undefined && !wasSent(receipt)) {
      this.#refused = { reason, at: now };
      this.#parts.log.info(`Inline completions rest: ${reason}`);
      return;
    }
    const what = error instanceof Error ? error.message : String(error);
    this.#rest = failed(this.#rest, what, now);
    this.#parts.log.warn('Inline completions:', what);
    // The status item is to say when they go on.
    if (this.#rest.until > now) setTimeout(() => this.refresh(), this.#rest.until - now).unref();
  }

  /** Whoever waits for the proposal does not wait for a disk. */
  #readLater(): void {
    if (this.#isToRead) return;
    this.#isToRead = true;
    setTimeout(() => {
      this.#isToRead = false;
      void this.#readToday().then(() => this.refresh());
    }, calm).unref();
  }

  async #readToday(): Promise<void> {
    try {
      this.#today = sumText(await this.#parts.ledger.summary(today(), { task: 'completion' }));
    } catch {
      // Without a ledger nobody knows; the rest of the hover stays.
      this.#today = undefined;
    }
  }

  #resting(): string | undefined {
    if (this.#parts.house.offers().length === 0) return t('no key unlocks a model yet');
    if (this.#refused) return this.#refused.reason;
    return this.#rest.until > Date.now() ? t('{0} They are tried again soon', this.#rest.why) : undefined;
  }

  #standing(): Standing {
    const document = vscode.window.activeTextEditor?.document;
    const isFile = document !== undefined && completedSchemes.includes(document.uri.scheme);
    return {
      language: isFile ? document.languageId : undefined,
      isOnForLanguage: !isFile || completesLanguage(document.languageId),
      isWorking: this.#requests > 0,
      meter: this.#meter,
      hourly: hourlyOf(this.#meter),
      last: this.#last,
      today: this.#today,
      budget: completionDailyBudget(),
      resting: this.#resting(),
      excluded: isFile ? this.#excluded : undefined,
    };
  }
}

const wasSent = ({ answered, skipped }: Receipt): boolean =>
  answered !== undefined || skipped.some(({ asked }) => asked);

const whoIn = ({ answered }: Receipt): string | undefined => answered && `${answered.provider} ${answered.model}`;
