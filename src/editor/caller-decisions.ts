import * as z from 'zod/mini';
import { inEnglish, t } from '../core/l10n.ts';
import type { Note } from '../usage/audit-entry.ts';

/** Who may spend the person's keys, beside the editor and its chat. Without VS Code. */

/** `allow` and `never` are remembered; what holds for this session only is forgotten with the window. */
export type Decision = 'allow' | 'never';

/** What a person answers: leaving the question is `dismissed`. */
export type Consent = 'always' | 'session' | 'never' | 'dismissed';

/** What the editor keeps for us: `context.globalState`. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Where the decisions are kept. */
export const memoryKey = 'keyway.callers';

const Kept = z.record(z.string(), z.unknown());

/** Reads what was kept; what is no decision is none, and is asked about again. */
export const readDecisions = (kept: unknown): ReadonlyMap<string, Decision> => {
  const read = Kept.safeParse(kept);
  if (!read.success) return new Map();
  return new Map(
    Object.entries(read.data).flatMap(([caller, decision]): [string, Decision][] =>
      decision === 'allow' || decision === 'never' ? [[caller, decision]] : [],
    ),
  );
};

export interface CallersParts {
  readonly memory: Memory;
  /** Asks the person, once however many requests wait. */
  readonly ask: (caller: string) => Promise<Consent>;
  /** As a person knows the extension. */
  readonly nameOf: (caller: string) => string;
  /** The audit log's. */
  readonly note: Note;
}

/** Ourselves, the editor, and its chat: where the person picks our models themselves. */
const known = new Set(['core', 'github.copilot-chat', 'keyway.keyway']);

/** As the audit log keeps it. */
const decided: Readonly<Record<Decision, string>> = { allow: 'always allowed', never: 'never allowed' };

/** One caller as the command shows it. */
export interface Decided {
  readonly caller: string;
  readonly name: string;
  readonly state: 'always' | 'session' | 'never' | 'refused';
}

/** Its message is for whoever asked; it names no request. */
export class CallerRefused extends Error {
  override readonly name = 'CallerRefused';

  constructor(name: string) {
    super(
      t('Keyway sent nothing: {0} is not allowed to use your models. “Keyway: Manage Callers” can allow it.', name),
    );
  }
}

/**
 * VS Code asks nobody before an extension uses another one's models (1.139: its question is behind a proposal), so any
 * extension could spend the person's keys. Each is asked about once.
 */
export class Callers {
  readonly #parts: CallersParts;
  /** Answers that hold until the window is closed: true is a yes. */
  readonly #session = new Map<string, boolean>();
  readonly #asking = new Map<string, Promise<boolean>>();

  constructor(parts: CallersParts) {
    this.#parts = parts;
  }

  /** Asks where nothing was decided. Throws `CallerRefused` where the caller may not go on. */
  async admit(caller: string): Promise<void> {
    if (!(await this.#mayGoOn(caller))) throw new CallerRefused(this.#parts.nameOf(caller));
  }

  /** Everybody who was decided about. */
  list(): readonly Decided[] {
    const { nameOf } = this.#parts;
    const kept = [...this.#kept()].map(([caller, decision]): Decided => {
      return { caller, name: nameOf(caller), state: decision === 'allow' ? 'always' : 'never' };
    });
    const passing = [...this.#session].map(([caller, yes]): Decided => {
      return { caller, name: nameOf(caller), state: yes ? 'session' : 'refused' };
    });
    return [...kept, ...passing].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
  }

  /** Undefined: the caller is asked about again. */
  async decide(caller: string, decision: Decision | undefined): Promise<void> {
    this.#session.delete(caller);
    const kept = new Map(this.#kept());
    if (decision === undefined) kept.delete(caller);
    else kept.set(caller, decision);
    await this.#parts.memory.update(memoryKey, Object.fromEntries(kept));
    const detail = decision === undefined ? 'asked about again' : decided[decision];
    this.#tell(caller, detail);
  }

  #tell(caller: string, detail: string): void {
    const subject = inEnglish(() => this.#parts.nameOf(caller));
    this.#parts.note({ action: 'caller-decided', by: 'person', subject, detail });
  }

  #kept(): ReadonlyMap<string, Decision> {
    return readDecisions(this.#parts.memory.get(memoryKey));
  }

  async #mayGoOn(caller: string): Promise<boolean> {
    if (known.has(caller)) return true;
    const decision = this.#kept().get(caller);
    if (decision !== undefined) return decision === 'allow';
    const passing = this.#session.get(caller);
    if (passing !== undefined) return passing;
    const asking = this.#asking.get(caller) ?? this.#ask(caller).finally(() => this.#asking.delete(caller));
    this.#asking.set(caller, asking);
    return asking;
  }

  #forThisSession(caller: string, consent: Consent): void {
    const yes = consent === 'always' || consent === 'session';
    this.#session.set(caller, yes);
    const detail = `${consent === 'dismissed' ? 'the question was left: ' : ''}${yes ? 'allowed' : 'refused'} in this session`;
    this.#tell(caller, detail);
  }

  /** A question that was left counts as no until the window is closed: an extension that asks every second must not nag. */
  async #ask(caller: string): Promise<boolean> {
    const consent = await this.#parts.ask(caller);
    const yes = consent === 'always' || consent === 'session';
    if (consent === 'always' || consent === 'never') {
      // What cannot be kept holds for this session all the same: the person has answered.
      await this.decide(caller, yes ? 'allow' : 'never').catch(() => this.#forThisSession(caller, consent));
    } else this.#forThisSession(caller, consent);
    return yes;
  }
}
