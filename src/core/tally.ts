import type { Attempt } from './attempt.ts';
import { isVisible, type ChatEvent, type Usage } from './chat.ts';
import { costOf } from './cost.ts';
import { ChatFailure, type FailureKind } from './failure.ts';
import { t } from './l10n.ts';
import type { Plan, PlannedRoute } from './plan.ts';
import type { Model } from './provider.ts';
import { countTokens } from './tokens.ts';

type Finish = Extract<ChatEvent, { type: 'finish' }>;

/** How an attempt ended: with its answer, given up because another route answered first, or with a failure. */
export type Ending = 'answered' | 'outrun' | ChatFailure;

/** What the ledger calls it. */
const outcomeOf = (ending: Ending): Attempt['outcome'] => (typeof ending === 'string' ? ending : ending.kind);

/** The provider says that it will not even begin. */
const refusals = new Set<FailureKind>(['key', 'auth', 'forbidden', 'model-missing', 'request', 'context']);

/** It could not, or not now: nothing to bill where it had not begun to answer. */
const unable = new Set<FailureKind>(['rate', 'quota', 'server']);

/** Whether a provider that delivered nothing surely bills nothing. */
export const isUnbilled = ({ kind, unbilled }: ChatFailure, hadBegun: boolean): boolean =>
  unbilled || refusals.has(kind) || (unable.has(kind) && !hadBegun);

/** Ends that are ours: the provider was at work, and bills the prompt at least. */
export const wasCut = new Set<Attempt['outcome']>(['aborted', 'outrun']);

/** What an attempt took and what it cost. */
export type Books = Pick<Attempt, 'usage' | 'counted' | 'cost'>;

/** The books of one attempt: what came, when, and what it cost. */
export class Tally {
  readonly #route: PlannedRoute;
  readonly #plan: Pick<Plan, 'promptTokens'>;
  /** When it began, milliseconds since 1970. */
  readonly at = Date.now();
  readonly #started = performance.now();
  readonly #delivered: string[] = [];
  #firstTokenMs: number | undefined;
  #sent = false;
  #begun = false;
  #answered = false;
  #usage: Usage | undefined;
  #finish: Finish | undefined;

  constructor(route: PlannedRoute, plan: Pick<Plan, 'promptTokens'>) {
    this.#route = route;
    this.#plan = plan;
  }

  /** True once the person has seen something: from here on no other route may answer. */
  get visible(): boolean {
    return this.#firstTokenMs !== undefined;
  }

  get firstTokenMs(): number | undefined {
    return this.#firstTokenMs;
  }

  get servedModel(): string | undefined {
    return this.#finish?.servedModel;
  }

  /** From here on a provider may bill something. */
  sent(): void {
    this.#sent = true;
  }

  take(event: ChatEvent): void {
    this.#begun = true;
    if (event.type === 'usage') this.#usage = event.usage;
    else if (event.type === 'finish') this.#finish = event;
    if (!isVisible(event)) return;
    this.#firstTokenMs ??= performance.now() - this.#started;
    if (event.type === 'text-delta' || event.type === 'reasoning-delta') this.#delivered.push(event.text);
    if (event.type === 'tool-call') this.#delivered.push(event.name, JSON.stringify(event.input));
    if (event.type !== 'reasoning-delta') this.#answered = true;
  }

  /** Why a stream that ended quietly is no answer: SDKs accept an end without a finish reason, VS Code no empty answer. */
  judge(): ChatFailure | undefined {
    if (!this.#finish)
      return new ChatFailure({ kind: 'stream', what: t('the answer ended without saying that it was complete') });
    if (this.#answered) return undefined;
    if (this.#finish.reason === 'refusal')
      return new ChatFailure({
        kind: 'policy',
        what: t('the model refused to answer ({0})', this.#finish.native ?? ''),
      });
    const spent =
      this.#finish.reason === 'length'
        ? t('all tokens went into reasoning before an answer came')
        : t('the answer was empty');
    return new ChatFailure({ kind: 'empty', what: spent });
  }

  /** Reported usage; where the answer broke off or none came, an estimate of what was delivered; else nothing. */
  books(ending: Ending, served: Model | undefined): Books {
    const priced = served?.price ? served : this.#route.model;
    const reported = this.#usage;
    if (reported && this.#finish)
      return { usage: reported, cost: costOf(priced, reported, { estimated: false, at: this.at }) };
    const outcome = outcomeOf(ending);
    if (!this.#sent || (!reported && this.#delivered.length === 0 && !wasCut.has(outcome))) {
      const unbilled = !this.#sent || (typeof ending !== 'string' && isUnbilled(ending, this.#begun));
      return { usage: undefined, cost: unbilled ? { usd: 0, from: 'estimated' } : { from: 'unknown' } };
    }
    // Anthropic reports the prompt first, with one token of output.
    const output = Math.max(reported?.output ?? 0, countTokens(this.#delivered.join('')));
    const usage = { input: this.#plan.promptTokens, ...reported, output };
    return { usage, counted: true, cost: costOf(priced, usage, { estimated: true, at: this.at }) };
  }

  attempt(
    facts: Books & Pick<Attempt, 'requestId' | 'task' | 'caller' | 'workspace' | 'dearest'>,
    ending: Ending,
  ): Attempt {
    const { provider, model, key } = this.#route;
    return {
      ...facts,
      at: this.at,
      provider: provider.id,
      model: model.id,
      keyId: key.id,
      keyNickname: key.nickname,
      outcome: outcomeOf(ending),
      status: typeof ending === 'string' ? undefined : ending.status,
      firstTokenMs: this.#firstTokenMs,
      totalMs: performance.now() - this.#started,
      servedModel: this.servedModel,
    };
  }
}
