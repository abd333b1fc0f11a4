import { glob, type Fits } from './glob.ts';
import { t } from './l10n.ts';
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

/** All that is named must fit; `*` in a text stands for anything, and capitals do not matter. */
interface RuleWhen {
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

/** What decides which rule fits. The prompt is counted only where a rule asks for its size. */
export interface Ruled {
  readonly task: Task;
  readonly circumstances?: Circumstances | undefined;
  readonly promptTokens: () => number;
}

/** The rule that decides, by its place in the list and by the name it is called by: its own, or `rule 2`. */
export interface Ruling {
  readonly rule: Rule;
  readonly index: number;
  readonly name: string;
}

/** The first rule that fits a request. What nobody knows of a request fits no condition. */
export const ruleFor = (policy: Policy, ruled: Ruled): Ruling | undefined => {
  const tests = testsOf(policy);
  const index = policy.rules.findIndex((_, at) => tests[at]?.every((test) => test(ruled)));
  const rule = policy.rules[index];
  return rule && { rule, index, name: rule.name ?? `rule ${index + 1}` };
};

type Test = (ruled: Ruled) => boolean;

/** The conditions of all rules of a policy, made ready once. */
const known = new WeakMap<Policy, readonly (readonly Test[])[]>();

const testsOf = (policy: Policy): readonly (readonly Test[])[] => {
  const before = known.get(policy);
  if (before) return before;
  const made = policy.rules.map(({ when }) => testsFor(when));
  known.set(policy, made);
  return made;
};

/** The size of the prompt is asked for last. */
const testsFor = (when: RuleWhen): readonly Test[] => {
  const { task, promptOver, promptUnder } = when;
  const tests: Test[] = [];
  if (task !== undefined) tests.push((ruled) => ruled.task === task);
  for (const [pattern, told] of Object.entries(tellers)) {
    const wanted = when[pattern as keyof typeof tellers];
    if (wanted !== undefined) tests.push(said(glob(wanted), told));
  }
  if (promptOver !== undefined) tests.push(({ promptTokens }) => promptTokens() > promptOver);
  if (promptUnder !== undefined) tests.push(({ promptTokens }) => promptTokens() < promptUnder);
  return tests;
};

/** What is known of a request, in every way a person may write it. */
type Teller = (circumstances: Circumstances) => readonly (string | undefined)[];

const tellers = {
  language: ({ language }) => [language],
  // With the digits that tell two folders of one name apart, and without them.
  workspace: ({ workspace }) => [workspace, workspace?.replace(/ [0-9a-f]{8}$/, '')],
  caller: ({ caller }) => [caller],
  model: ({ pick }) => [pick],
  // A virtual model has no provider.
  provider: ({ pick }) => [pick.includes('/') ? pick.slice(0, pick.indexOf('/')) : undefined],
} as const satisfies Partial<Record<keyof RuleWhen, Teller>>;

const said =
  (fits: Fits, told: Teller): Test =>
  ({ circumstances }) =>
    circumstances !== undefined && told(circumstances).some((text) => text !== undefined && fits(text));

/** `rule 2`, or `rule “no Claude”` where the person named it. */
export const ruleName = (rule: string): string => {
  const number = /^rule (\d+)$/.exec(rule)?.[1];
  return number === undefined ? t('rule “{0}”', rule) : t('rule {0}', number);
};
