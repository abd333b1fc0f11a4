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

/** Money, a wait as `waitText` writes it, a count of tokens or requests; what stands in quotes is somebody's name. */
const numbers =
  /“[^”]*”|(~?\$\d[\d,]*(?:\.\d+)?)|\b(\d+ (?:s|min|h))\b|\b(\d{1,3}(?:,\d{3})+|\d+(?= tokens| requests))\b/g;

const units: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3_600 };

const valueOf = (kind: Kind, text: string): number => {
  const [amount = '', unit = ''] = text.replaceAll(/[~$,]/g, '').split(' ');
  return Number(amount) * (kind === 'time' ? (units[unit] ?? 1) : 1);
};

const told = (reason: string): Told => {
  const texts: string[] = [];
  const figures: Figure[] = [];
  let from = 0;
  for (const { 0: text, 1: money, 2: time, 3: number, index } of reason.matchAll(numbers)) {
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
  for (const left of leftOut) {
    const { texts, figures } = told(left.reason);
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

const worded = (before: string, { kind, text }: Figure, after: string): string => {
  if (kind === 'money') return `${before}from ${text}`;
  if (kind === 'count') return after.includes('at most') ? `${before}${text}` : `${before}up to ${text}`;
  return before.endsWith('tried again in ')
    ? `${before.slice(0, -'tried again in '.length)}first again in ${text}`
    : `${before}${text} at least`;
};

const nameOf = ({ provider, model, key }: LeftOut): string =>
  `${provider.name} ${model.id}${key === undefined ? '' : ` (key ${key.nickname})`}`;
