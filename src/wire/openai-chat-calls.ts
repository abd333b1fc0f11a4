import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { isTable } from '../core/table.ts';
import { isLoose, textOf } from './loose.ts';

/** Puts tool calls together from their fragments, in every shape that compatible servers send them. */

export interface OpenCall {
  readonly index: number | undefined;
  id: string;
  name: string;
  arguments: string;
}

interface FinishedCall {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Names = 'index' | 'id' | 'function' | 'name' | 'arguments';

/** One fragment, or a list of them. */
export const addCalls = (calls: OpenCall[], raw: unknown): void => {
  if (Array.isArray(raw)) for (const item of raw) addFragment(calls, item);
  else addFragment(calls, raw);
};

const addFragment = (calls: OpenCall[], raw: unknown): void => {
  if (!isLoose<Names>(raw)) return;
  const said = isLoose<Names>(raw.function) ? raw.function : raw;
  const fragment = {
    index: typeof raw.index === 'number' ? raw.index : undefined,
    id: textOf(raw.id) ?? '',
    name: textOf(said.name) ?? '',
    arguments: argumentsOf(said.arguments),
  };
  const open = callOf(calls, fragment);
  if (open) extend(open, fragment);
  else calls.push(fragment);
};

/** Some servers send an object instead of its JSON. */
const argumentsOf = (raw: unknown): string => (isLoose(raw) ? JSON.stringify(raw) : (textOf(raw) ?? ''));

/** The call a fragment continues, or undefined where it begins a new one. */
const callOf = (calls: readonly OpenCall[], fragment: OpenCall): OpenCall | undefined => {
  const same = fragment.id === '' ? undefined : calls.find(({ id }) => id === fragment.id);
  if (same) return same;
  const at = fragment.index === undefined ? calls.at(-1) : calls.findLast(({ index }) => index === fragment.index);
  // Without a name it is the rest of a call, also where every fragment gets a new id, or a new index.
  if (fragment.name === '') return at ?? (fragment.id === '' ? calls.at(-1) : undefined);
  return at && continues(at, fragment) ? at : undefined;
};

/** Gemini's compatible endpoint gives every call of a parallel set index 0, and no id that could tell them apart. */
const continues = (open: OpenCall, fragment: OpenCall): boolean => {
  if (open.name === '') return true;
  if (isComplete(open.arguments)) return false;
  const otherId = fragment.id !== '' && open.id !== '' && fragment.id !== open.id;
  return open.arguments === '' ? !otherId : fragment.name === open.name;
};

const isComplete = (text: string): boolean => text.trimEnd().endsWith('}') && parsed(text) !== undefined;

const extend = (open: OpenCall, fragment: OpenCall): void => {
  if (open.id === '') open.id = fragment.id;
  // A name comes whole once, whole in every fragment, growing, or in pieces.
  if (fragment.name.startsWith(open.name)) open.name = fragment.name;
  else if (open.arguments === '') open.name += fragment.name;
  // The whole arguments once more at the end.
  if (fragment.arguments === open.arguments && isComplete(open.arguments)) return;
  open.arguments += fragment.arguments;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Throws where the arguments are no complete JSON object: half a call must never run as a whole one. */
export const finishCall = (call: OpenCall): FinishedCall => {
  const once = decoded(call.arguments);
  const input = typeof once === 'string' ? decoded(once) : once;
  if (isTable(input) && call.name !== '') return { id: call.id, name: call.name, input };
  throw new ChatFailure({ kind: 'stream', what: t('the model’s tool call came incomplete, so it was not run') });
};

/** Calls without arguments come as `""` or `null`. */
const decoded = (text: string): unknown => (['', 'null'].includes(text.trim()) ? {} : parsed(text));
