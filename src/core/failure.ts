/** Everything that can go wrong between a request and its answer, and what helps. */

/** What is done about a failure: wait and retry here, try another key, try another model, or tell the person. */
export type Remedy = 'retry' | 'next-key' | 'next-model' | 'stop';

/**
 * The closed list of kinds, each with its remedy. The scope is as narrow as the evidence: only `rate`, `quota`, `auth`
 * and `key` speak about a key, so only they drain a pool of keys.
 */
export const remedies = {
  /** DNS, refused, TLS, reset before any byte. */
  network: 'next-model',
  /** 5xx, 529 overloaded, 408, 409. */
  server: 'next-model',
  /** 429 that time cures. */
  rate: 'next-key',
  /** No credit, quota of the day or month used up: time in minutes does not cure it. */
  quota: 'next-key',
  /** The provider refuses this key. */
  auth: 'next-key',
  /** The key cannot be used as stored: bound to another origin, or its secret cannot be read. */
  key: 'next-key',
  /** 403 that names no key: region, moderation, model access. */
  forbidden: 'next-model',
  /** The provider does not have this model (any more). */
  'model-missing': 'next-model',
  /** The prompt is larger than the model's window: only a larger one helps. */
  context: 'next-model',
  /** The provider's content policy refused. */
  policy: 'stop',
  /** A request no provider would accept. */
  request: 'stop',
  /** The stream broke: cut, malformed, an error inside it, or an end without a finish reason. */
  stream: 'next-model',
  /** Nothing came for longer than the watchdog allows. */
  stall: 'next-model',
  /** A finished answer with neither text nor tool call. */
  empty: 'next-model',
  /** The person or the caller stopped it. */
  aborted: 'stop',
} as const satisfies Record<string, Remedy>;

export type FailureKind = keyof typeof remedies;

export interface FailureFacts {
  readonly kind: FailureKind;
  /** One clause for a person, without the provider's name: "the key was refused". Never a secret. */
  readonly what: string;
  /** HTTP status, also where it came inside a stream. */
  readonly status?: number | undefined;
  /** Milliseconds the provider asked to wait. */
  readonly retryAfter?: number | undefined;
  /** The account behind the key as the provider names it (`org-…`): what its other keys share. */
  readonly organization?: string | undefined;
  readonly requestId?: string | undefined;
  /** Nobody can have received the request. Absent: not known. */
  readonly unbilled?: boolean | undefined;
  readonly cause?: unknown;
}

/** The only thing a protocol throws, and the only thing that moves a run on: anything else is a bug and surfaces. */
export class ChatFailure extends Error {
  override readonly name = 'ChatFailure';
  readonly kind: FailureKind;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly organization: string | undefined;
  readonly requestId: string | undefined;
  readonly unbilled: boolean;

  constructor(facts: FailureFacts) {
    super(facts.what, { cause: facts.cause });
    this.kind = facts.kind;
    this.status = facts.status;
    this.retryAfter = facts.retryAfter;
    this.organization = facts.organization;
    this.requestId = facts.requestId;
    this.unbilled = facts.unbilled ?? false;
  }

  get remedy(): Remedy {
    return remedies[this.kind];
  }
}
