/** What was asked, answered and spent in a period. */
export interface Summary {
  readonly requests: number;
  /** A request has one attempt for each route it tried: answered, failed or stopped. */
  readonly attempts: number;
  readonly answered: number;
  readonly failed: number;
  /** Ended by the person or the caller, which is no failure. */
  readonly stopped: number;
  /** Sums of what was reported; `cached` is part of `input`, `reasoning` is part of `output`. */
  readonly tokens: {
    readonly input: number;
    readonly output: number;
    readonly cached: number;
    readonly reasoning: number;
    /** Answered attempts whose tokens nobody reported. */
    readonly unreported: number;
  };
  /** US dollars by where the numbers come from, never added to what is unknown. */
  readonly cost: {
    readonly reported: number;
    readonly computed: number;
    readonly estimated: number;
    /** Attempts whose cost is unknown. */
    readonly unknown: number;
  };
}
