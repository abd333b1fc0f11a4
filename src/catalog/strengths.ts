import { skills, type Skill, type Strength } from '../core/strength.ts';
import { modelName, withoutDate, withoutServing } from './model-name.ts';
import { strengthFrom, type Measurement } from './rubric.ts';
import data from './strengths.json' with { type: 'json' };

/** A model as its maker sells it, whoever serves it, with all that was measured of it. */
export interface Family {
  readonly name: string;
  /** All its names, as `modelName` makes them; one that only counts at a provider is `provider:name`. */
  readonly ids: readonly string[];
  readonly measurements: readonly Measurement[];
  /**
   * The family it follows in the same tier, where its maker says so. What nobody has measured yet counts as it did there,
   * never as more.
   */
  readonly inferredFrom?: { readonly family: string; readonly source: string; readonly date: string } | undefined;
  readonly strength: Strength;
  /**
   * Tokens it makes of a text for one that is counted here, where that is known to be more. Claude Opus 4.7 and what came
   * after it: "up to 35 % more" than before (Anthropic's pricing page, read 2026-06-11); 1.33 on average over what coding
   * agents really send, by Anthropic's own counting endpoint (claudecodecamp.com, April 2026).
   */
  readonly tokens?: number | undefined;
  /** The skills whose grade is the predecessor's. */
  readonly inferred: readonly Skill[];
}

/** A row of the file: results by their source, and the day of a result where the source's day is another. */
interface Row {
  readonly family: string;
  readonly ids: readonly string[];
  readonly scores?: Readonly<Record<string, number | undefined>>;
  readonly dates?: Readonly<Record<string, string | undefined>>;
  readonly inferredFrom?: Family['inferredFrom'];
  readonly tokens?: number;
}

interface Source {
  readonly benchmark: string;
  readonly url: string;
  readonly date: string;
}

const sources: Readonly<Record<string, Source | undefined>> = data.sources;
const rows: readonly Row[] = data.families;

/** Every family whose strength is known. */
export const families = (): readonly Family[] => rows.map(familyFrom);

const made = new Map<Row, Family>();

/** Made when it is asked for: few of them are, at the start of the editor. */
const familyFrom = (row: Row): Family => {
  const before = made.get(row);
  if (before) return before;
  const measurements = measurementsOf(row);
  const own = strengthFrom(measurements);
  const { family: name, ids, inferredFrom, tokens } = row;
  const previous = inferredFrom && rows.find(({ family }) => family === inferredFrom.family);
  const lent = previous && strengthFrom(measurementsOf(previous));
  const inferred = skills.filter((skill) => own[skill] === undefined && lent?.[skill] !== undefined);
  const family = { name, ids, measurements, inferredFrom, strength: { ...lent, ...own }, tokens, inferred };
  made.set(row, family);
  return family;
};

const measurementsOf = ({ scores = {}, dates = {} }: Row): readonly Measurement[] =>
  Object.entries(scores).flatMap(([key, score]) => {
    const source = sources[key];
    if (score === undefined || !source) return [];
    return [{ benchmark: source.benchmark, score, source: source.url, date: dates[key] ?? source.date }];
  });

let index: ReadonlyMap<string, Row> | undefined;

/** Made at the first call, so that activation does not pay for it. */
const indexed = (): ReadonlyMap<string, Row> =>
  (index ??= new Map(rows.flatMap((row) => row.ids.map((id) => [plain(id), row] as const))));

/** Names in the file have their dots. */
const plain = (id: string): string => id.replaceAll('.', '-');

/**
 * The family of a model by its id at a provider. Exact: an id that only contains a family's name is not of that family. A
 * dated id is of its own family where it has one, else of the undated one.
 */
export const familyOf = (provider: string, id: string): Family | undefined => {
  const of = found.get(provider) ?? new Map<string, Family | undefined>();
  if (of.has(id)) return of.get(id);
  const family = looked(provider, id);
  if (of.size >= mostKept) of.clear();
  found.set(provider, of.set(id, family));
  return family;
};

/** By provider and id: the same lists are merged again and again. */
const found = new Map<string, Map<string, Family | undefined>>();
const mostKept = 10_000;

const looked = (provider: string, id: string): Family | undefined => {
  // Without its tag, which is the size, Ollama serves the smallest: `deepseek-r1` is a distillation there.
  if (provider === 'ollama' && !id.includes(':')) return undefined;
  const name = modelName(id);
  if (name === undefined) return undefined;
  const known = indexed();
  const served = withoutServing(name);
  const row =
    known.get(`${provider}:${name}`) ??
    known.get(name) ??
    known.get(withoutDate(name)) ??
    known.get(served) ??
    known.get(withoutDate(served));
  return row && familyFrom(row);
};
