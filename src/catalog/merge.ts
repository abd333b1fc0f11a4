import type { ListedModel } from '../core/listing.ts';
import type { Model, Provider } from '../core/provider.ts';
import type { Protocol } from '../core/quirks.ts';
import { dayOf, type Row, type Table } from './catalog.ts';
import { unknownFacts } from './guess.ts';
import { isNotChat } from './not-chat.ts';
import type { Override } from './overrides.ts';
import { type Family, familyOf } from './strengths.ts';

interface Sources {
  readonly provider: Provider;
  /** The bundled table, or a refresh over it. */
  readonly table: Table;
  /** What the provider lists for one key, as the store has checked it; absent or empty while nobody has been able to ask. */
  readonly listed?: readonly ListedModel[] | undefined;
  /** When the list came, in milliseconds since 1970: the date of its prices. */
  readonly listedAt?: number | undefined;
  /** What the person's own setting says of this provider's models, by their ids. */
  readonly own?: ReadonlyMap<string, Override> | undefined;
  /** Milliseconds since 1970; now where absent. */
  readonly now?: number | undefined;
}

/** The date of a price that stands in the person's own setting. */
export const ownPrice = 'your setting';

/**
 * The models a key unlocks, embeddings among them. The list decides which there are; the table gives their facts, what the
 * list itself says goes over the table, and what the person says goes over everything. Before there is a list, the
 * table's models of that provider are offered, without those that were retired. A retired model that the provider still
 * lists for this key is offered: shutdowns are put off, and the list is newer than the table.
 */
export const merge = (sources: Sources): readonly Model[] => {
  const { provider, listed = [], listedAt, own } = sources;
  const items = listed.length > 0 ? listed : unretired(sources);
  const added = [...(own?.keys() ?? [])].map((id): ListedModel => ({ id }));
  const listedOn = listedAt === undefined ? undefined : dayOf(listedAt);
  const setting = { provider, rows: sources.table.of(provider.id), listedOn };
  const models = new Map<string, Model>();
  for (const item of [...items, ...added]) {
    if (models.has(item.id)) continue;
    const override = own?.get(item.id);
    if (override?.hidden) continue;
    const model = modelFrom(candidateOf(item, setting, override), setting);
    if (model) models.set(item.id, model);
  }
  return [...models.values()];
};

/**
 * The model behind an id that an answer named, for its price: exactly this id or an alias of it, retired or not. Undefined
 * where the table has neither.
 */
export const servedModel = (sources: Pick<Sources, 'provider' | 'table'>, id: string): Model | undefined => {
  const { provider, table } = sources;
  const row = table.of(provider.id).get(id);
  return row && factsOf({ item: { id }, row, kin: row, priced: row, kind: row.kind }, { provider });
};

/** Ids alone: what the table says of them is found in the table again. */
const unretired = ({ provider, table, now = Date.now() }: Sources): readonly ListedModel[] => {
  const today = dayOf(now);
  const rows = new Set(table.of(provider.id).values());
  return [...rows].filter(({ retired }) => retired === undefined || retired.on > today).map(({ id }) => ({ id }));
};

/** What all models of one list have in common. */
interface Setting {
  readonly provider: Provider;
  /** The table's, of this provider. */
  readonly rows: ReadonlyMap<string, Row>;
  /** `YYYY-MM-DD`. */
  readonly listedOn?: string | undefined;
}

interface Candidate {
  readonly item: ListedModel;
  /** The table's row of exactly this id. */
  readonly row: Row | undefined;
  /** The row, or that of the model it is a version or a profile of: it lends what the model can do. */
  readonly kin: Row | undefined;
  /** The row whose price is this model's. */
  readonly priced: Row | undefined;
  readonly kind: Model['kind'];
  readonly override?: Override | undefined;
}

const candidateOf = (item: ListedModel, { provider, rows }: Setting, override: Override | undefined): Candidate => {
  const found = rowsOf(item, { provider, rows });
  return { item, ...found, kind: override?.kind ?? found.kin?.kind ?? item.kind ?? 'chat', override };
};

const rowsOf = ({ id, alias }: ListedModel, { provider, rows }: Setting): Pick<Candidate, 'row' | 'kin' | 'priced'> => {
  const other = alias === undefined ? undefined : rows.get(alias);
  // A deployment bears any name, also that of another model, and costs what its model costs.
  if (provider.listing.shape === 'deployments' && alias !== undefined)
    return { row: undefined, kin: other ?? rows.get(undated(alias)), priced: other };
  const row = rows.get(id);
  // A profile of a region may cost more than its model.
  return { row, kin: row ?? other ?? rows.get(undated(id)), priced: row };
};

/** `gpt-4o-2024-08-06`, `claude-haiku-4-5-20251001`, `gemini-2.5-flash-preview-09-2025`, `gpt-4-0613` without their dates. */
export const undated = (id: string): string => id.replace(/-(?:\d{4}-\d{2}-\d{2}|\d{2}-\d{4}|\d{8}|\d{4})$/, '');

const modelFrom = (candidate: Candidate, setting: Setting): Model | undefined => {
  const { item, kin, kind, override } = candidate;
  if (item.id === '') return undefined;
  // What the person names is taken for what they say it is; what else is unknown must look like a chat model.
  if (!override && !kin && kind === 'chat' && isNotChat(setting.provider.id, item.id)) return undefined;
  const spoken = spokenIn(setting.provider, item.protocol ?? kin?.protocol);
  if (spoken === 'unspoken') return undefined;
  return { ...factsOf(candidate, setting), ...spoken };
};

/** The protocol as a model of this record has it; a model whose protocol the record does not have cannot be asked at all. */
const spokenIn = (
  provider: Provider,
  protocol: Protocol | undefined,
): { readonly protocol?: Protocol } | 'unspoken' => {
  if (protocol === undefined || protocol === provider.protocol) return {};
  return provider.others?.[protocol] === undefined ? 'unspoken' : { protocol };
};

const factsOf = (candidate: Candidate, setting: Pick<Setting, 'provider' | 'listedOn'>): Model => {
  const { item, row, kin, kind, override } = candidate;
  const { provider } = setting;
  const facts = kin ?? unknownFacts(provider, kind);
  const contextTokens = override?.contextTokens ?? positive(item.contextTokens) ?? facts.contextTokens;
  const output = override?.maxOutputTokens ?? positive(item.maxOutputTokens) ?? facts.maxOutputTokens;
  const dimensions = positive(item.dimensions) ?? kin?.dimensions;
  const fills = override?.fills ?? item.fills;
  return {
    provider: provider.id,
    id: item.id,
    name: override?.name ?? (item.name || row?.name || item.id),
    kind,
    contextTokens,
    maxOutputTokens: Math.min(output, contextTokens),
    tools: override?.tools ?? item.tools ?? facts.tools,
    images: override?.images ?? item.images ?? facts.images,
    reasoning: override?.reasoning ?? item.reasoning ?? facts.reasoning,
    ...(fills !== undefined && { fills }),
    ...(kind === 'embedding' && dimensions !== undefined && { dimensions }),
    ...rating(candidate, provider),
    ...pricing(candidate, setting),
  };
};

/** What was measured of this model, and over it what the person says of it. */
const rating = (candidate: Candidate, provider: Provider): Pick<Model, 'strength' | 'tokens'> => {
  const { strength: measured, tokens } = measuredOf(candidate, provider) ?? {};
  const stated = candidate.override?.strength;
  const strength = stated ? { ...measured, ...stated } : measured;
  return { ...(strength && { strength }), ...(tokens !== undefined && { tokens }) };
};

/** By its id, or that of the row it is an alias of, or the model its provider says is behind it. */
const measuredOf = ({ item: { id, alias }, row }: Candidate, provider: Provider): Family | undefined => {
  // A deployment bears any name, also that of another model.
  if (provider.listing.shape === 'deployments' && alias !== undefined) return familyOf(provider.id, alias);
  const found = familyOf(provider.id, id) ?? (row && row.id !== id ? familyOf(provider.id, row.id) : undefined);
  return found ?? (alias === undefined ? undefined : familyOf(provider.id, alias));
};

const pricing = (
  { item, priced, override }: Candidate,
  { provider, listedOn }: Pick<Setting, 'provider' | 'listedOn'>,
): Pick<Model, 'price' | 'priceAsOf'> => {
  if (override?.price) return { price: override.price, priceAsOf: ownPrice };
  if (provider.local) return { price: { input: 0, output: 0 } };
  if (item.price) return { price: item.price, priceAsOf: listedOn };
  return { price: priced?.price, priceAsOf: priced?.priceAsOf };
};

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 ? value : undefined;
