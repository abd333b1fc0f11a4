import type { Filling } from './fill.ts';
import type { Price, UsageMeaning } from './price.ts';
import type { Protocol, Quirks } from './quirks.ts';
import type { Strength } from './strength.ts';

/**
 * The shape of a provider's record. A provider is data; what it cannot say as data is a quirk of its protocol.
 * Addresses may hold names of the key's plain fields in braces: `https://{host}/openai/v1`.
 */

/** One input of a key. Secret fields go to SecretStorage, plain ones beside the key's other facts. */
export interface Field {
  /** `apiKey`, `baseUrl`, `region`, … */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly secret: boolean;
  readonly optional?: boolean;
  /** Regular expression of the usual shape: another shape is warned about, never blocked. */
  readonly format?: string;
  /** One of these and nothing else; the first is offered first. Only plain fields have choices. */
  readonly choices?: readonly Choice[];
  /** Asked, and needed, only where the field of this name was left empty: an access key instead of an API key. */
  readonly insteadOf?: string;
  /** The value is a host: a pasted address is cut down to it, and a bare name gets this ending (`.openai.azure.com`). */
  readonly hostEnding?: string;
  /** Environment variables that hold this field, in order of preference; those of the API key stand in the record's `environment`. */
  readonly environment?: readonly string[];
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** How a key is sent. The header is set by the protocol's SDK for chat, by us for checks and lists. */
type Auth =
  | { readonly scheme: 'bearer' }
  | { readonly scheme: 'header'; readonly header: string }
  /** Signature version 4 with an access key, or a Bedrock API key as bearer. */
  | { readonly scheme: 'aws' }
  /** A token bought with a service account's JSON, or an API key in `x-goog-api-key`. */
  | { readonly scheme: 'google' };

/**
 * The cheapest honest question that tells whether a key works. A path is relative to the base URL, or with a leading
 * slash to its origin, or a whole address: another host of the same company, asked only while the base URL is the
 * record's own.
 */
export interface Check {
  readonly path: string;
  /** Sent as JSON with POST; GET without. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Sent as a form with POST; `{apiKey}` stands for the key (NVIDIA). */
  readonly form?: Readonly<Record<string, string>>;
  /** Statuses that mean "this key is refused" beside 401 (Gemini and xAI say 400). */
  readonly refused?: readonly number[];
  /** Statuses that prove the key, although the question is refused: it is looked at first (Perplexity's 400 to an empty body). */
  readonly proves?: readonly number[];
  /** Asked where `path` refused the key: another place that knows keys of another kind (Cloudflare's account tokens). */
  readonly or?: string;
  /** A second question, asked where the first one was answered: whether the key may do what chat needs (Cloudflare). */
  readonly second?: string;
  /** What asking costs, as a person reads it: "about $0.0001". Absent: nothing. */
  readonly costs?: string;
}

type ListShape =
  | 'openai'
  | 'anthropic'
  | 'gemini'
  | 'openrouter'
  | 'ollama'
  | 'cloudflare'
  | 'cohere'
  | 'databricks'
  | 'deepinfra'
  | 'fireworks'
  | 'huggingface'
  | 'hyperbolic'
  | 'litellm'
  | 'llamacpp'
  | 'lmstudio'
  | 'mistral'
  | 'nebius'
  | 'novita'
  | 'replicate'
  | 'sambanova'
  | 'together'
  | 'vercel'
  | 'vertex'
  | 'xai'
  /** Bedrock's foundation models and inference profiles, through its SDK. */
  | 'bedrock'
  /** The key's own field `deployments`: `name=model, …` (Azure). */
  | 'deployments'
  /** Nobody can be asked: the bundled table is the list. */
  | 'table';

export type TotalsShape =
  | 'openrouter'
  | 'openrouter-credits'
  | 'deepseek'
  | 'moonshot'
  | 'litellm'
  | 'vercel'
  | 'novita';

/** Where a provider tells a key what it billed or what is left; paths as those of a check. */
export interface Totals {
  readonly path: string;
  readonly shape: TotalsShape;
  /** Asked beside it; most keys have no right to it, and a refusal is no news. */
  readonly also?: { readonly path: string; readonly shape: TotalsShape };
}

/** How a provider lists its models; paths as those of a check. */
export interface Listing {
  readonly path?: string;
  readonly shape: ListShape;
  /** Lists beside it: embedding models often have their own. */
  readonly also?: readonly { readonly path: string; readonly shape: ListShape }[];
}

/** What the embeddings of a provider take. Absent in a record: it has none. */
export interface Embeddings {
  /** Texts one request may hold. */
  readonly batch: number;
  /** Tokens all texts of one request may have together; no limit where absent. */
  readonly batchTokens?: number;
  /** Path below the base URL; default that of the protocol. Rules as those of a check's path. */
  readonly path?: string;
  /** The field that says what a text is for, with its words. */
  readonly purpose?: { readonly field: string; readonly query: string; readonly document: string };
  /** The field for a number of dimensions; absent: it cannot be chosen. */
  readonly dimensionsField?: string;
  /** `encoding_format: 'float'` is sent; default true. */
  readonly encodingFormat?: boolean;
}

/** A response header that tells how much is left. */
export interface RateLimitHeader {
  /** Lower case. */
  readonly header: string;
  /** The header that tells when it is whole again, in any of the forms `resetIn` reads. */
  readonly reset?: string;
  /** The header that tells the limit itself. */
  readonly whole?: string;
  readonly counts: 'requests' | 'tokens';
  readonly per: 'minute' | 'day' | 'month' | 'unknown';
}

interface ProviderRecord<P extends Protocol> {
  readonly id: string;
  readonly name: string;
  /** What it is good for, in at most sixty characters, for who chooses among providers. */
  readonly about?: string;
  readonly protocol: P;
  /** Protocols that some of its models are spoken to in instead (`Model.protocol`), with their quirks. */
  readonly others?: { readonly [O in Protocol]?: { readonly quirks?: Quirks[O]; readonly baseUrl?: string } };
  /** Absent only where the person names the server (Custom). */
  readonly baseUrl?: string;
  readonly urls: { readonly key?: string; readonly docs: string; readonly status?: string };
  readonly fields: readonly Field[];
  /** Environment variables whose value is a key of this provider, in order of preference. */
  readonly environment: readonly string[];
  readonly auth: Auth;
  readonly check: Check;
  readonly listing: Listing;
  readonly embeddings?: Embeddings;
  /** Absent: its models only chat. */
  readonly fill?: Filling;
  /** Absent: a key cannot ask what was billed. */
  readonly totals?: Totals;
  /** Where its token counts mean something else than its protocol's. */
  readonly usage?: Partial<UsageMeaning>;
  readonly rateLimits?: readonly RateLimitHeader[];
  /** Runs on the person's own machine or network: costs nothing, needs no key, answers late when a model loads. */
  readonly local?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly quirks?: Quirks[P];
  /** Why it may no longer exist. Its keys are used only once a test has shown that they work. */
  readonly uncertain?: string;
  /** Facts of this record that nobody has been able to confirm. */
  readonly unverified?: readonly string[];
}

/** A provider's record; the union keeps a quirk of one protocol out of another's record. */
export type Provider<P extends Protocol = Protocol> = { [K in P]: ProviderRecord<K> }[P];

/** A provider that closed: readable, never offered, never sent a key. */
export interface Tombstone {
  readonly id: string;
  readonly name: string;
  /** `YYYY-MM-DD`. */
  readonly closed: string;
  /** One sentence. */
  readonly reason: string;
  /** Ids of records that take its place, best first. */
  readonly successors: readonly string[];
}

/** A model of a provider with its facts. */
export interface Model {
  /** Id of the provider's record. */
  readonly provider: string;
  /** The provider's own id. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'chat' | 'embedding';
  /** Absent: the provider's own. One of the record's `others` else. */
  readonly protocol?: Protocol | undefined;
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  readonly tools: boolean;
  readonly images: boolean;
  readonly reasoning: boolean;
  /** It fills gaps in a text; absent: nobody says, and the record's names decide (`fillsIn`). */
  readonly fills?: boolean | undefined;
  /** Length of an embedding's vectors, where it is known. */
  readonly dimensions?: number | undefined;
  /** Absent: unknown, which is never 0. */
  readonly price?: Price | undefined;
  /** Tokens it makes of a text for one that is counted here; 1 where absent. */
  readonly tokens?: number | undefined;
  /** Absent: nobody has measured it. */
  readonly strength?: Strength | undefined;
  /** Date of the price, `YYYY-MM-DD`; words where a person set it. */
  readonly priceAsOf?: string | undefined;
}

/** `provider/model`, the id that users see and settings keep: stable for ever. */
export const modelKey = (model: Pick<Model, 'provider' | 'id'>): string => `${model.provider}/${model.id}`;

/** The record as this model is spoken to: in the provider's own protocol, or in one of its others. */
export const spokenTo = (provider: Provider, model: Pick<Model, 'protocol'>): Provider => {
  const { protocol = provider.protocol } = model;
  const other = provider.others?.[protocol];
  if (protocol === provider.protocol || other === undefined) return provider;
  // The quirks are those of the protocol they stand under, which the mapped type of `others` guarantees.
  return { ...provider, ...other, protocol, quirks: other.quirks } as Provider;
};
