import { count } from './count.ts';
import { tokensText } from './counted.ts';
import { mustThink } from './fill.ts';
import { glob, type Fits } from './glob.ts';
import { t } from './l10n.ts';
import type { Choosing } from './plan.ts';
import { ruleFor, type Policy, type Ruling, ruleName } from './policy.ts';
import type { Stock, Talent } from './plan-stock.ts';
import type { Task } from './task.ts';

/** What the policy says of one request, whatever models there are. */
export interface Verdict {
  readonly policy: Policy;
  readonly ruling: Ruling | undefined;
  readonly task: Task;
  readonly why: string | undefined;
  /** Tokens the answer may have at most. */
  readonly output: number | undefined;
  /** Why the request is refused as a whole, in a clause. */
  readonly refusal: string | undefined;
}

/** What is asked, as far as a policy looks at it. */
export interface Question {
  readonly task: Task;
  readonly why?: string | undefined;
  readonly prompt: () => number;
  /** The longest answer the caller wants. */
  readonly output: number | undefined;
}

export const judged = (
  policy: Policy,
  { circumstances }: Pick<Choosing, 'circumstances'>,
  { task, why, prompt, output }: Question,
): Verdict => {
  const ruling = ruleFor(policy, { task, circumstances, promptTokens: prompt });
  const wanted = ruling?.rule.task;
  // Texts that become vectors are no chat, whatever a rule calls them, and no chat is an embedding.
  const own = task === 'embedding' || wanted === 'embedding' ? undefined : wanted;
  return {
    policy,
    ruling,
    task: own ?? task,
    why: ruling && own !== undefined && own !== task ? t('{0} says so', ruleText(ruling)) : why,
    ...(task === 'embedding' ? { output, refusal: undefined } : sized(policy.maxTokens, prompt, output)),
  };
};

/** `rule 2`, or `rule “no Claude”` where the person named it. */
export const ruleText = ({ name }: Ruling): string => ruleName(name);

/** An answer cut shorter than this is mostly worth nothing, and is paid for: the request is refused instead. */
const leastAnswer = 1_000;
/** A request that leaves room for an answer is sent, its answer limited to the room; else it is refused. */
const sized = (
  most: number | undefined,
  prompt: () => number,
  output: number | undefined,
): Pick<Verdict, 'output' | 'refusal'> => {
  if (most === undefined) return { output, refusal: undefined };
  const room = most - prompt();
  const refused = room < Math.min(output ?? leastAnswer, leastAnswer);
  return {
    output: refused ? output : Math.min(output ?? room, room),
    refusal: refused
      ? t(
          'one request may have {0} (keyway.routing.maxTokensPerRequest), and this prompt alone has about {1}',
          tokensText(most),
          count.format(prompt()),
        )
      : undefined,
  };
};

/** What policy and rule say of every model, by its place in the stock. */
export interface Marks {
  /** 0: it may be used; else a place in `bars`. */
  readonly barred: Uint8Array;
  /** Place in the rule's `prefer`; `unnamed` where it has none. */
  readonly preferred: Uint16Array;
  /** Place in the preferred models; `unnamed` where it has none. */
  readonly liked: Uint16Array;
  /** 1 for the models of the default provider. */
  readonly home: Uint8Array;
  /** 1 where rule or preference name it: its strength need not be known. */
  readonly named: Uint8Array;
  /** 1 for the models of the fallback provider. */
  readonly fallback: Uint8Array;
  /** The bands that were already worked out, by `BandTerms`. */
  readonly bands: Map<string, Int32Array>;
}

const bars = {
  allowed: 1,
  only: 2,
  never: 3,
} as const;

/** Why a model is barred, as a clause for a person. */
export const barText = (bar: number, ruling: Ruling | undefined): string => {
  if (bar === bars.allowed) return t('keyway.workspace.allowedProviders does not name its provider');
  const rule = ruling ? ruleText(ruling) : t('a rule');
  return bar === bars.only ? t('{0} allows others only', rule) : t('{0} never uses it', rule);
};

const known = new WeakMap<Stock, WeakMap<Policy, Map<number, Marks>>>();

/** Worked out once for a list of offers, a policy and a rule. */
export const marksOf = (stock: Stock, { policy, ruling }: Pick<Verdict, 'policy' | 'ruling'>): Marks => {
  const byPolicy = known.get(stock) ?? new WeakMap<Policy, Map<number, Marks>>();
  known.set(stock, byPolicy);
  const byRule = byPolicy.get(policy) ?? new Map<number, Marks>();
  byPolicy.set(policy, byRule);
  const at = ruling?.index ?? -1;
  const marks = byRule.get(at) ?? marked(stock, policy, ruling);
  byRule.set(at, marks);
  return marks;
};

/** In nobody's list. */
const unnamed = 0xffff;

const marked = (stock: Stock, policy: Policy, ruling: Ruling | undefined): Marks => {
  const { prefer = [], only, never = [] } = ruling?.rule ?? {};
  const preferred = placed(stock, prefer);
  const liked = placed(stock, policy.preferredModels);
  const allows = only && anyOf(only);
  const forbids = anyOf(never);
  const allowed = policy.allowedProviders && new Set(policy.allowedProviders);
  const marks = (of: (name: string, provider: string, index: number) => number): Uint8Array =>
    Uint8Array.from(stock.offers, ({ model }, index) => of(stock.names[index] ?? '', model.provider, index));
  return {
    barred: marks((name, provider) => {
      if (allowed && !allowed.has(provider)) return bars.allowed;
      if (allows && !allows(name)) return bars.only;
      return forbids(name) ? bars.never : 0;
    }),
    preferred,
    liked,
    home: marks((_, provider) => Number(provider === policy.defaultProvider)),
    named: marks((name, _, index) =>
      Number(preferred[index] !== unnamed || liked[index] !== unnamed || allows?.(name) === true),
    ),
    fallback: marks((_, provider) => Number(provider === policy.fallbackProvider)),
    bands: new Map(),
  };
};

const anyOf = (patterns: readonly string[]): Fits => {
  const globs = patterns.map(glob);
  return (name) => globs.some((fits) => fits(name));
};

/** The first pattern that each name fits. */
const placed = (stock: Stock, patterns: readonly string[]): Uint16Array => {
  const globs = patterns.map(glob);
  return Uint16Array.from(stock.names, (name) => {
    const place = globs.findIndex((fits) => fits(name));
    return place < 0 ? unnamed : place;
  });
};

/** What the order of the bands depends on beside the marks. */
export interface BandTerms {
  readonly talent: Talent;
  /** The preferred models and the default provider count. */
  readonly preferences: boolean;
  /** The strongest first, whatever it costs. */
  readonly strongest: boolean;
  /** Free models of other people's machines go last. */
  readonly paidFirst: boolean;
  /** Models that cannot be kept from thinking go last, but for what the rule prefers: somebody types meanwhile. */
  readonly thinkersLast: boolean;
}

/** By the rule or by the person's list. */
export const isPreferred = ({ preferred, liked }: Marks, index: number): boolean =>
  preferred[index] !== unnamed || liked[index] !== unnamed;

/**
 * A free model of another's machine that nobody asked for: free tiers take few requests a day, and who gives them may learn
 * from what is asked (Gemini's and OpenRouter's terms, 2026-11), so that it goes after all that costs money.
 */
export const isSpared = (stock: Stock, { named, home }: Marks, index: number): boolean =>
  stock.free[index] === 1 && named[index] !== 1 && home[index] !== 1;

/**
 * The order before any cost or speed, as one number each: what the rule prefers, then (where cost is no object) the
 * strongest, then the preferred models, the default provider, all others; then what nobody has measured or named; last
 * what is free elsewhere.
 */
export const bandsOf = (
  stock: Stock,
  marks: Marks,
  { talent, preferences, strongest, paidFirst, thinkersLast }: BandTerms,
): Int32Array => {
  const terms = `${talent} ${preferences} ${strongest} ${paidFirst} ${thinkersLast}`;
  const before = marks.bands.get(terms);
  if (before) return before;
  const grades = stock.grades[talent];
  const places = Float64Array.from(stock.offers, ({ provider, model }, index) => {
    const preferred = marks.preferred[index] ?? unnamed;
    const liked = preferences ? (marks.liked[index] ?? unnamed) : unnamed;
    const others = preferences && marks.home[index] === 1 ? 0 : 1;
    const grade = grades[index] ?? 0;
    const unmeasured = grade === 0 && preferred === unnamed && liked === unnamed ? 1 : 0;
    const thinks = thinkersLast && preferred === unnamed && mustThink(provider, model) ? 2 : 0;
    const spared = paidFirst && isSpared(stock, marks, index) ? 4 : 0;
    const place = ((spared + thinks + unmeasured) * 0x10000 + preferred) * 5 + (strongest ? 4 - grade : 0);
    return (place * 0x10000 + liked) * 2 + others;
  });
  const made = ranked(places);
  marks.bands.set(terms, made);
  return made;
};

/** Small whole numbers in the same order: V8 makes an object of every other number that a function hands out. */
const ranked = (numbers: Float64Array): Int32Array => {
  const ranks = new Map([...new Set(numbers)].toSorted((a, b) => a - b).map((number, rank) => [number, rank]));
  return Int32Array.from(numbers, (number) => ranks.get(number) ?? 0);
};
