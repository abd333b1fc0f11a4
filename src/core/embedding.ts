import type { Usage } from './chat.ts';

/** Texts that become vectors, in no provider's words. */
export interface EmbedRequest {
  /** At least one, none of them empty. */
  readonly texts: readonly string[];
  /** What they are for; models that make a difference are told. */
  readonly purpose?: 'query' | 'document' | undefined;
  /** Length of the vectors, where the model lets one choose; its own where absent. */
  readonly dimensions?: number | undefined;
}

export interface EmbedAnswer {
  /** One per text, in their order, all of one length. */
  readonly vectors: readonly Float32Array[];
  /** `output` is 0. Absent: not reported. */
  readonly usage?: Usage | undefined;
  readonly servedModel?: string | undefined;
}
