import type { Quirks } from '../core/quirks.ts';
import { isLoose, textOf, type Loose } from './loose.ts';

/** The reasoning of one answer: servers send it in up to three fields, and some in two of them at once. */

type Field = 'reasoning_content' | 'reasoning' | 'reasoning_details';

export interface Reasoning {
  /** What the provider wants back of it. */
  readonly back: Quirks['openai-chat']['reasoningBack'];
  /** The field it comes in; the others only repeat it. */
  field: Field | undefined;
  /** Some was shown, and its end was not said yet. */
  open: boolean;
  /** What goes back to DeepSeek: the text. */
  text: string;
  /** What goes back to OpenRouter: its details, in their order. */
  readonly details: Record<string, unknown>[];
}

export const noReasoning = (back: Reasoning['back']): Reasoning => ({
  back,
  field: undefined,
  open: false,
  text: '',
  details: [],
});

/** The new piece of reasoning in a delta, '' where there is none. */
export const reasoningIn = (reasoning: Reasoning, delta: Loose<Field>): string => {
  if (reasoning.back === 'reasoning_details' && Array.isArray(delta.reasoning_details))
    for (const detail of delta.reasoning_details) keep(reasoning, detail);
  const { field } = reasoning;
  if (field) return textIn(delta, field);
  for (const candidate of fields) {
    const text = textIn(delta, candidate);
    if (text === '') continue;
    reasoning.field = candidate;
    return text;
  }
  return '';
};

const fields: readonly Field[] = ['reasoning_content', 'reasoning', 'reasoning_details'];

const textIn = (delta: Loose<Field>, field: Field): string => {
  const value = delta[field];
  if (field !== 'reasoning_details') return textOf(value) ?? '';
  return Array.isArray(value) ? value.map(detailText).join('') : '';
};

const detailText = (detail: unknown): string =>
  isLoose<'text' | 'summary'>(detail) ? (textOf(detail.text) ?? textOf(detail.summary) ?? '') : '';

/** Details come in pieces like everything else: neighbours of one kind and index are one block. */
const keep = ({ details }: Reasoning, raw: unknown): void => {
  if (!isDetail(raw)) return;
  const last = details.at(-1);
  if (!last || last['type'] !== raw['type'] || last['index'] !== raw['index'] || raw['data'] !== undefined) {
    details.push({ ...raw });
    return;
  }
  for (const [name, value] of Object.entries(raw)) {
    if (value === null || value === undefined) continue;
    const before = last[name];
    const grows = (name === 'text' || name === 'summary') && typeof before === 'string' && typeof value === 'string';
    last[name] = grows ? before + value : value;
  }
};

const isDetail = (raw: unknown): raw is Record<string, unknown> => isLoose(raw) && !Array.isArray(raw);

/** The value of the seal this reasoning goes back with, if it goes back. */
export const sealValue = ({ back, details, text }: Reasoning): string | undefined => {
  if (back === 'reasoning_content') return text;
  return details.length > 0 ? JSON.stringify(details) : undefined;
};
