import type { ResponseReasoningItem } from 'openai/resources/responses/responses';
import type { Seal } from '../core/chat.ts';
import { wellFormed } from '../core/well-formed.ts';
import { isLoose, textOf } from './loose.ts';

/** What goes back to a model of this protocol: a reasoning item as it came, and what belongs to a tool call. */

/**
 * The value of a reasoning item's seal. Nothing of ours is stored there (`store: false`), so an item without its encrypted
 * content cannot be found again: 404 "Item with id 'rs_…' not found" (seen since 2025-07).
 */
export const reasoningSeal = (item: object): string | undefined =>
  isLoose<'encrypted_content'>(item) && textOf(item.encrypted_content) !== undefined ? JSON.stringify(item) : undefined;

/** The item of a seal. Seals lie in chat histories for months: one that cannot be read is as good as none. */
export const reasoningIn = ({ value }: Seal): ResponseReasoningItem | undefined => {
  const item = wellFormed(parsed(value));
  return isReasoning(item) ? item : undefined;
};

type Names = 'type' | 'id' | 'summary' | 'encrypted_content';

const isReasoning = (item: unknown): item is ResponseReasoningItem =>
  isLoose<Names>(item) &&
  item.type === 'reasoning' &&
  typeof item.id === 'string' &&
  Array.isArray(item.summary) &&
  textOf(item.encrypted_content) !== undefined;

export type Phase = 'commentary' | 'final_answer';

/** What belongs to a tool call and is no part of it. */
export interface CallSeal {
  /** Of the text before the call: newer models do worse where it is lost (openai 7.55, `ResponseOutputMessage.phase`). */
  readonly phase?: Phase | undefined;
  /** Of Gemini's models at Perplexity. */
  readonly thoughtSignature?: string | undefined;
}

export const callSeal = ({ phase, thoughtSignature }: CallSeal): string | undefined =>
  phase === undefined && thoughtSignature === undefined ? undefined : JSON.stringify({ phase, thoughtSignature });

export const callSealIn = (seal: Seal | undefined): CallSeal => {
  const said = seal && parsed(seal.value);
  if (!isLoose<'phase' | 'thoughtSignature'>(said)) return {};
  return { phase: phaseOf(said.phase), thoughtSignature: textOf(said.thoughtSignature)?.toWellFormed() };
};

export const phaseOf = (raw: unknown): Phase | undefined =>
  raw === 'commentary' || raw === 'final_answer' ? raw : undefined;

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};
