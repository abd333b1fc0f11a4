import { createParser } from 'eventsource-parser';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';

export interface StreamEvent {
  readonly event?: string | undefined;
  readonly data: string;
}

/** Milliseconds a body may take to end after its last event; nobody waits for it. */
const linger = 100;

/** Characters of the first chunk that are read first: its first word must not wait until hundreds of others are read too. */
const firstPart = 512;

/** Characters one event may hold: a server that never ends a line must not fill the memory. */
const longestEvent = 16 * 1024 * 1024;

const broken = (what: string, cause?: unknown): ChatFailure => new ChatFailure({ kind: 'stream', what, cause });

/** Takes text as it comes and gives the events it completes, never none. */
type Feed = (text: string, isEnd: boolean) => Generator<readonly StreamEvent[]>;

/**
 * The events of a response, with `onAlive` called for every chunk of bytes, comments included. A plain JSON body, which
 * some servers send with status 200 for an error, comes as one event holding all of it, whatever its content type.
 * Throws a `ChatFailure` of kind `stream` where the body breaks or is a web page. An abort arrives as a break too:
 * check the signal before believing it. Leaving the loop early closes the connection; an event that `isLast` ends the
 * loop at once and keeps the connection for the next request, where the server ends its body promptly.
 */
export async function* readEvents(
  response: Response,
  onAlive: () => void,
  isLast?: (event: StreamEvent) => boolean,
): AsyncGenerator<StreamEvent> {
  for await (const events of readTogether(response, onAlive, isLast)) for (const event of events) yield event;
}

/** The same, those together that came together. */
export const readTogether = (
  response: Response,
  onAlive: () => void,
  isLast?: (event: StreamEvent) => boolean,
): AsyncGenerator<readonly StreamEvent[]> => readWith(eventFeed(), { response, onAlive, isLast });

/** The same of a body that has one JSON value a line (NDJSON), each as the data of an event. */
export const readLines = (
  response: Response,
  onAlive: () => void,
  isLast?: (event: StreamEvent) => boolean,
): AsyncGenerator<readonly StreamEvent[]> => readWith(lineFeed(), { response, onAlive, isLast });

interface Reading {
  readonly response: Response;
  readonly onAlive: () => void;
  readonly isLast: ((event: StreamEvent) => boolean) | undefined;
}

async function* readWith(feed: Feed, { response, onAlive, isLast }: Reading): AsyncGenerator<readonly StreamEvent[]> {
  if (!response.body) throw broken(t('the answer came without a body'));
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let isOver = false;
  try {
    for (;;) {
      const bytes = await read(reader);
      if (bytes) onAlive();
      for (const events of feed(bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode(), !bytes)) {
        yield events;
        isOver ||= isLast !== undefined && events.some(isLast);
      }
      if (!bytes || isOver) return;
    }
  } finally {
    if (isOver) leave(reader);
    else cancel(reader);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Rejects where the stream is broken already, which is known by then. */
const cancel = (reader: Reader): void => void reader.cancel().catch(() => undefined);

/** Cancelling a body that has not ended yet closes its connection, and the next request pays for a new one. */
const leave = (reader: Reader): void => {
  const timer = setTimeout(() => cancel(reader), linger).unref();
  const over = (): void => clearTimeout(timer);
  reader.read().then(over, over);
};

const read = async (reader: Reader): Promise<Uint8Array | undefined> => {
  try {
    return (await reader.read()).value;
  } catch (cause) {
    // fetch reports a cut connection as `TypeError: terminated`.
    throw broken(t('the connection was cut in the middle of the answer'), cause);
  }
};

/** What kind of body it is shows in its first visible character. */
const eventFeed = (): Feed => {
  let ready: StreamEvent[] = [];
  const parser = createParser({ onEvent: (event) => ready.push(event), maxBufferSize: longestEvent });
  let isEvents = false;
  let isFirst = true;
  let head = '';

  const sort = (text: string, isEnd: boolean): string => {
    head += text;
    // No line of an event stream starts with one of these.
    const first = head.trimStart()[0];
    if (first === '<') throw broken(t('the server sent a web page instead of an answer'));
    if (head.length > longestEvent) throw broken(t('the answer holds too much in one piece'));
    const isJson = first === '{' || first === '[';
    if (isJson && isEnd) ready.push({ data: head });
    isEvents = first !== undefined && !isJson;
    return isEvents ? head : '';
  };

  const parse = (lines: string): void => {
    try {
      parser.feed(lines);
    } catch (cause) {
      throw broken(t('the answer holds too much in one piece'), cause);
    }
  };

  return function* (text, isEnd) {
    const lines = isEvents ? text : sort(text, isEnd);
    const head = isFirst ? firstPart : 0;
    // A last event without its empty line is still an event: servers end `data: [DONE]` with one newline or none.
    for (const part of [lines.slice(0, head), lines.slice(head), isEnd ? '\n\n' : '']) {
      if (part !== '') parse(part);
      if (ready.length === 0) continue;
      isFirst = false;
      yield ready;
      ready = [];
    }
  };
};

const lineFeed = (): Feed => {
  let rest = '';
  return function* (text, isEnd) {
    const cut = isEnd ? text.length : text.lastIndexOf('\n') + 1;
    const lines = cut > 0 || isEnd ? (rest + text.slice(0, cut)).split('\n').filter((line) => line.trim() !== '') : [];
    rest = cut > 0 || isEnd ? text.slice(cut) : rest + text;
    if (rest.length > longestEvent) throw broken(t('the answer holds too much in one piece'));
    // No JSON begins like that.
    if (lines[0]?.trimStart().startsWith('<')) throw broken(t('the server sent a web page instead of an answer'));
    if (lines.length > 0) yield lines.map((data) => ({ data }));
  };
};
