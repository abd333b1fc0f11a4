import { t } from './l10n.ts';
import type { LeftOut } from './plan.ts';

/** What was left out for one reason. */
export interface ExplainedGroup {
  readonly cause: LeftOut['cause'];
  /** The reason of one, or what holds for all where only their numbers differ. */
  readonly reason: string;
  /** Models, or single keys of them, by name. */
  readonly names: readonly string[];
}

type Kind = 'money' | 'time' | 'count';

/** A number within a reason, as it is written and as it is compared. */
interface Figure {
  readonly kind: Kind;
  readonly text: string;
  readonly value: number;
}

/** A reason as `texts[0] figures[0] texts[1] …`. */
interface Told {
  readonly texts: readonly string[];
  readonly figures: readonly Figure[];
}

/** The units of waits as `waitText` writes them, and their seconds. */
const units = (): readonly (readonly [sentence: string, seconds: number])[] => [
  [t('{0} s'), 1],
  [t('{0} min'), 60],
  [t('{0} h'), 3_600],
];

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * Money, a wait, a count of tokens or requests, each as the language of the reasons writes it; what stands in quotes is
 * somebody's name.
 */
const numbers = (): RegExp => {
  const waits = units().map(([sentence]) =>
    sentence
      .split('{0}')
      .map(escaped)
      .join(String.raw`\d+`),
  );
  const counted = [t('{0} tokens'), t('{0} requests')].map((sentence) => escaped(sentence.split('{0}')[1] ?? ''));
  const kinds = [
    String.raw`(~?\$\d[\d,]*(?:\.\d+)?)`,
    String.raw`(?<!\w)(${waits.join('|')})(?!\w)`,
    String.raw`(?<!\w)(\d{1,3}(?:,\d{3})+|\d+(?=${counted.join('|')}))(?!\w)`,
  ];
  return new RegExp(`“[^”]*”|${kinds.join('|')}`, 'g');
};

const valueOf = (kind: Kind, text: string): number => {
  const amount = /\d[\d,]*(?:\.\d+)?/.exec(text)?.[0] ?? '';
  const unit = kind === 'time' ? units().find(([sentence]) => sentence.replace('{0}', amount) === text) : undefined;
  return Number(amount.replaceAll(',', '')) * (unit?.[1] ?? 1);
};

const told = (reason: string, pattern: RegExp): Told => {
  const texts: string[] = [];
  const figures: Figure[] = [];
  let from = 0;
  for (const { 0: text, 1: money, 2: time, 3: number, index } of reason.matchAll(pattern)) {
    const kind =
      money !== undefined ? 'money' : time !== undefined ? 'time' : number !== undefined ? 'count' : undefined;
    if (kind === undefined) continue;
    texts.push(reason.slice(from, index));
    figures.push({ kind, text, value: valueOf(kind, text) });
    from = index + text.length;
  }
  return { texts: [...texts, reason.slice(from)], figures };
};

interface Group {
  readonly left: LeftOut;
  readonly texts: readonly string[];
  readonly names: string[];
  /** Of each place the figure that says most: the least money, the shortest wait, the largest count. */
  readonly figures: Figure[];
  /** Places whose figures differ. */
  readonly varied: Set<number>;
}

/**
 * By cause and by what the reason says beside its numbers, in the order in which these first appear: a price or a wait of
 * its own makes no reason of its own.
 */
export const grouped = (leftOut: readonly LeftOut[]): readonly ExplainedGroup[] => {
  const groups = new Map<string, Group>();
  const pattern = numbers();
  for (const left of leftOut) {
    const { texts, figures } = told(left.reason, pattern);
    const id = JSON.stringify([left.cause, ...texts]);
    const group = groups.get(id) ?? { left, texts, names: [], figures: [...figures], varied: new Set<number>() };
    groups.set(id, group);
    group.names.push(nameOf(left));
    for (const [place, figure] of figures.entries()) weigh(group, place, figure);
  }
  return [...groups.values()].map((group) => ({
    cause: group.left.cause,
    reason: group.varied.size === 0 ? group.left.reason : shared(group),
    names: group.names,
  }));
};

const weigh = ({ figures, varied }: Group, place: number, figure: Figure): void => {
  const before = figures[place];
  if (!before || before.text === figure.text) return;
  varied.add(place);
  const better = figure.kind === 'count' ? figure.value > before.value : figure.value < before.value;
  if (better) figures[place] = figure;
};

/** `is expected to cost from $0.06, and …`, `its rate limit is reached, first again in 41 s`, `holds up to 64,000 tokens`. */
const shared = ({ texts, figures, varied }: Group): string => {
  let reason = '';
  for (const [place, text] of texts.entries()) {
    const figure = figures[place];
    reason += figure && varied.has(place) ? worded(text, figure, texts[place + 1] ?? '') : text + (figure?.text ?? '');
  }
  return reason;
};

/** What stands before and behind a value of a sentence, as far as the values beside it. */
const beside = (sentence: string, value: string): readonly [before: string, after: string] => {
  const [before = '', after = ''] = sentence.split(value);
  return [before.slice(before.lastIndexOf('}') + 1), after.split('{')[0] ?? ''];
};

/** Limits that are said to be the most there is. */
const atMost = (): readonly (readonly [before: string, after: string])[] => [
  beside(t('answers {0} at most', t('{0} tokens')), '{0}'),
  beside(t('answers {0} at most, and {1} promises {2}', t('{0} tokens')), '{0}'),
];

const worded = (before: string, { kind, text }: Figure, after: string): string => {
  if (kind === 'money') return before + t('from {0}', text);
  if (kind === 'count') {
    const isMost = atMost().some(([head, tail]) => before.endsWith(head) && after.startsWith(tail));
    return isMost ? before + text : before + t('up to {0}', text);
  }
  const [again, behind] = beside(t('{0}, tried again in {1}'), '{1}');
  const [first] = beside(t('{0}, first again in {1}'), '{1}');
  return before.endsWith(again) && after.startsWith(behind)
    ? before.slice(0, before.length - again.length) + first + text
    : before + t('{0} at least', text);
};

const nameOf = ({ provider, model, key }: LeftOut): string =>
  key === undefined ? `${provider.name} ${model.id}` : t('{0} {1} (key {2})', provider.name, model.id, key.nickname);
