import type { ChatEvent, FinishReason, Usage } from '../core/chat.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { finished } from './finished.ts';
import { isLoose, textOf, type Loose } from './loose.ts';
import {
  closeItem,
  endThinking,
  itemAt,
  release,
  say,
  think,
  type ItemNames,
  type Items,
  type OpenItem,
} from './openai-responses-items.ts';
import { usageOf } from './openai-responses-usage.ts';
import { refusalOf } from './openai-refusal.ts';
import { saidIn } from './said.ts';
import type { StreamEvent } from './sse.ts';
import type { ToolNames } from './tool-names.ts';
import type { Call } from './wire.ts';
import { garbled, pieceIn } from './piece.ts';

type EventNames =
  | 'type'
  | 'object'
  | 'response'
  | 'item'
  | 'item_id'
  | 'output_index'
  | 'summary_index'
  | 'delta'
  | 'arguments'
  | 'thought'
  | 'error'
  | 'message'
  | 'detail';
type WireEvent = Loose<EventNames>;
type ResponseNames = 'model' | 'usage' | 'status' | 'error' | 'incomplete_details' | 'output';

/** One answer on its way: what is not sent yet, and what is known so far. */
export interface Answer {
  readonly call: Call<'openai-responses'>;
  readonly headers: Headers;
  readonly items: Items;
  model: string | undefined;
  usage: Usage | undefined;
  /** Said by the last event; undefined while the answer is incomplete. */
  finish: { readonly reason: FinishReason; readonly native: string } | undefined;
}

export const answerTo = (call: Call<'openai-responses'>, names: ToolNames, headers: Headers): Answer => ({
  call,
  headers,
  items: {
    call,
    names,
    events: [],
    held: [],
    open: new Map(),
    calls: 0,
    refused: false,
    thinking: false,
    garbled: undefined,
    phase: undefined,
  },
  model: undefined,
  usage: undefined,
  finish: undefined,
});

/** Reads one event of the stream. Throws a `ChatFailure` where it is an error, or nothing that can be read. */
export const readEvent = (answer: Answer, { data, event: name }: StreamEvent): void => {
  // Gateways keep the connection alive with empty events, and end with OpenAI's older mark.
  if (data.trim() === '' || data.startsWith('[DONE]')) return;
  const parsed = pieceIn(data);
  const event = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!isLoose<EventNames>(event)) throw garbled();
  const type = textOf(event.type) ?? name ?? '';
  // A server that does not stream sends the response itself.
  const response = event.object === 'response' ? event : event.response;
  if (isLoose<ResponseNames>(response)) readResponse(answer, response);
  if (isError(event, type)) throw refusalOf(answer.call, { ...errorIn(event), headers: answer.headers });
  if (isLast(type) || event === response) end(answer, isLoose<ResponseNames>(response) ? response : {});
  else readers.get(type)?.(answer.items, event);
};

const readResponse = (answer: Answer, response: Loose<ResponseNames>): void => {
  answer.model = textOf(response.model) ?? answer.model;
  answer.usage = usageOf(response.usage, answer.call.provider) ?? answer.usage;
};

/** An error event, a response that failed, or a plain error body with status 200. */
const isError = (event: WireEvent, type: string): boolean =>
  type === 'error' ||
  type === 'response.failed' ||
  isFailed(event) ||
  (!type.startsWith('response.') &&
    event.object !== 'response' &&
    [event.error, event.message, event.detail].some((said) => isLoose(said) || textOf(said) !== undefined));

const isFailed = ({ object, response, ...rest }: Loose<EventNames | 'status'>): boolean =>
  object === 'response' ? rest.status === 'failed' : isLoose<'status'>(response) && response.status === 'failed';

/** OpenAI's failed response holds the error; Perplexity puts it beside it. */
const errorIn = (event: WireEvent) => {
  const { response } = event;
  const within = isLoose<'error'>(response) && isLoose(response.error) ? { error: response.error } : event;
  const { type: _type, ...said }: Loose<EventNames> = within;
  return saidIn(said);
};

const isLast = (type: string): boolean => type === 'response.completed' || type === 'response.incomplete';

type Read = (items: Items, event: WireEvent) => void;

const placeOf = ({ item_id, output_index }: WireEvent): unknown => output_index ?? item_id;

const itemIn = ({ item }: WireEvent): Loose<ItemNames> => (isLoose<ItemNames>(item) ? item : {});

/** Words of an item; where two fields say the same, the one that came first counts. */
const wordsOf =
  (field: string, take: (items: Items, item: OpenItem, text: string) => void): Read =>
  (items, event) => {
    const item = itemAt(items, placeOf(event));
    item.field ??= field;
    if (item.field !== field) return;
    if (item.part !== undefined && item.part !== event.summary_index) think(items, '\n\n');
    item.part = event.summary_index;
    take(items, item, textOf(event.delta) ?? '');
  };

const thought: Read = (items, event) => {
  const text = textOf(event.thought);
  if (text !== undefined) think(items, `${text}\n\n`);
};

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['response.output_item.added', (items, event) => void itemAt(items, placeOf(event), itemIn(event))],
  ['response.output_text.delta', wordsOf('text', (items, _item, text) => say(items, text))],
  [
    'response.refusal.delta',
    wordsOf('text', (items, _item, text) => {
      items.refused = true;
      say(items, text);
    }),
  ],
  ['response.reasoning_summary_text.delta', wordsOf('summary', (items, _item, text) => think(items, text))],
  ['response.reasoning_text.delta', wordsOf('reasoning', (items, _item, text) => think(items, text))],
  [
    'response.function_call_arguments.delta',
    wordsOf('arguments', (_items, item, text) => {
      item.arguments += text;
    }),
  ],
  [
    'response.function_call_arguments.done',
    (items, event) => {
      const item = itemAt(items, placeOf(event));
      item.arguments = textOf(event.arguments) ?? item.arguments;
    },
  ],
  ['response.output_item.done', (items, event) => closeItem(items, itemAt(items, placeOf(event)), itemIn(event))],
  // Perplexity tells what it does while it searches.
  ...['started', 'search_queries', 'search_results', 'fetch_url_queries', 'fetch_url_results', 'stopped'].map(
    (step): [string, Read] => [`response.reasoning.${step}`, thought],
  ),
]);

const end = (answer: Answer, response: Loose<ResponseNames>): void => {
  const { items } = answer;
  const details: Loose<'reason'> = isLoose<'reason'>(response.incomplete_details) ? response.incomplete_details : {};
  // A limit cuts the last call short: the limit is the reason, and half a call is none.
  const cut = response.status === 'incomplete' || textOf(details.reason) !== undefined;
  // Some never announce an item, and show all of them at the end.
  if (items.open.size === 0 && Array.isArray(response.output))
    for (const [place, item] of response.output.entries())
      if (isLoose<ItemNames>(item)) closeItem(items, itemAt(items, place), item);
  if (!cut) {
    for (const item of items.open.values()) closeItem(items, item, item.begun);
    if (items.garbled) throw items.garbled;
  }
  answer.finish = cut
    ? { reason: reasons.get(textOf(details.reason) ?? '') ?? 'other', native: textOf(details.reason) ?? 'incomplete' }
    : { reason: 'stop', native: textOf(response.status) ?? 'completed' };
};

/** A map, because a plain object also answers to `constructor`. */
const reasons = new Map(Object.entries<FinishReason>({ max_output_tokens: 'length', content_filter: 'refusal' }));

/** The end of the stream. Throws a `ChatFailure` where the provider never said that the answer is complete. */
export const endAnswer = ({ call, finish, items, model }: Answer): readonly ChatEvent[] => {
  if (finish === undefined)
    throw new ChatFailure({ kind: 'stream', what: t('the answer ended before it was complete') });
  if (items.thinking) endThinking(items, undefined);
  release(items);
  const { native } = finish;
  const ended = items.calls > 0 && finish.reason === 'stop' ? 'tool-calls' : finish.reason;
  const reason = items.refused ? 'refusal' : ended;
  return [...items.events, finished(call, { reason, native, servedModel: model })];
};
