import type { ReasoningPart, Seal } from '../core/chat.ts';

/** What a provider wants back with one of its tool calls. */
export interface Recalled {
  /** The reasoning that led to the call; with the first call of a turn only. */
  readonly reasoning: readonly ReasoningPart[];
  readonly seal?: Seal | undefined;
}

const most = 2_000;

/**
 * Remembers reasoning and seals by tool-call id. VS Code gives thinking parts back within one tool loop only and has no
 * place for a seal on a tool call, while Anthropic, Gemini and DeepSeek refuse a history without them. In memory: after a
 * reload the protocols do with less.
 */
export class Recall {
  readonly #byCall = new Map<string, Recalled>();

  remember(callId: string, recalled: Recalled): void {
    this.#byCall.set(callId, recalled);
    if (this.#byCall.size <= most) return;
    const [oldest] = this.#byCall.keys();
    if (oldest !== undefined) this.#byCall.delete(oldest);
  }

  of(callId: string): Recalled | undefined {
    return this.#byCall.get(callId);
  }
}
