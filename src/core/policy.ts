import type { Floor } from './strength.ts';
import type { Task } from './task.ts';

/** What is known of a request beside its words. */
export interface Circumstances {
  /** The extension or surface that asked. */
  readonly caller: string;
  /** VS Code's id of the language that is worked on: `typescript`. */
  readonly language?: string | undefined;
  /** Name and hash of the open folder, as the ledger keeps it. */
  readonly workspace?: string | undefined;
  /** `auto`, another virtual model's id, or `provider/model`. */
  readonly pick: string;
}

/** All that is named must fit; `*` in a text stands for anything. */
export interface RuleWhen {
  readonly task?: Task | undefined;
  readonly language?: string | undefined;
  readonly workspace?: string | undefined;
  readonly caller?: string | undefined;
  /** Tokens. */
  readonly promptOver?: number | undefined;
  readonly promptUnder?: number | undefined;
  /** What the person picked: `auto`, `provider/model`. */
  readonly model?: string | undefined;
  readonly provider?: string | undefined;
}

/** One rule of the person's; the first that fits a request decides, and no other. Models are `provider/model`, `*` allowed. */
export interface Rule {
  readonly name?: string | undefined;
  readonly when: RuleWhen;
  /** Tried first, in this order. */
  readonly prefer?: readonly string[] | undefined;
  /** Nothing else is used. */
  readonly only?: readonly string[] | undefined;
  readonly never?: readonly string[] | undefined;
  readonly floor?: Floor | undefined;
  /** US dollars that a request may be expected to cost. */
  readonly maxCost?: number | undefined;
  /** The task this request is, whatever it looks like. */
  readonly task?: Task | undefined;
}

/** What the person wants of every plan. */
export interface Policy {
  readonly rules: readonly Rule[];
  readonly floors: Readonly<Record<Task, Floor>>;
  /** Models whose strength nobody has measured may be chosen, after all others. */
  readonly unrated: boolean;
  /** `provider/model`, `*` allowed: tried first wherever they reach the floor. */
  readonly preferredModels: readonly string[];
  readonly defaultProvider?: string | undefined;
  /** Its models are next once the first choice has failed. */
  readonly fallbackProvider?: string | undefined;
  /** Ids of the only providers that may be used here; a workspace can tighten it, never loosen. */
  readonly allowedProviders?: readonly string[] | undefined;
  /** Tokens of prompt and answer that one request may have. */
  readonly maxTokens?: number | undefined;
  /** False: the strongest first, whatever it costs. */
  readonly costOptimisation: boolean;
}

export const defaultPolicy: Policy = {
  rules: [],
  floors: {
    chat: 'balanced',
    code: 'balanced',
    reasoning: 'best',
    completion: 'economy',
    utility: 'economy',
    embedding: 'balanced',
  },
  unrated: false,
  preferredModels: [],
  costOptimisation: true,
};
