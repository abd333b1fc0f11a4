import type { ChatRequest, Message, Tool } from '../core/chat.ts';

/** How every text of a request is changed. */
export interface Change {
  readonly text: (text: string) => string;
  /** Whether something that only its maker reads may go on. */
  readonly mayStay: (opaque: string) => boolean;
}

/**
 * The request with every text in it changed: messages, tool results, what tools were called with, reasoning, tools and their
 * schemas, and the gap to fill. Images stay as they are. The same object where nothing changed.
 */
export const withTexts = (request: ChatRequest, change: Change): ChatRequest => {
  const { text } = change;
  const messages = each(request.messages, (message) => messageWith(message, change));
  const tools = each(request.tools, (tool) => toolWith(tool, text));
  const fill = request.fill && inJson(request.fill, text);
  if (messages === request.messages && tools === request.tools && fill === request.fill) return request;
  return { ...request, messages, tools, ...(fill && { fill }) };
};

/** The same list where nothing in it changed. */
export const each = <T>(list: readonly T[], change: (one: T) => T): readonly T[] => {
  let isSame = true;
  const changed = list.map((one) => {
    const other = change(one);
    isSame &&= other === one;
    return other;
  });
  return isSame ? list : changed;
};

/** A kind of part becomes one of its own kind, so a message keeps its role. */
const messageWith = (message: Message, change: Change): Message => {
  const parts: readonly Part[] = message.content;
  const content = each(parts, (part) => partWith(part, change));
  return content === parts ? message : ({ ...message, content } as Message);
};

type Part = Message['content'][number];

const partWith = <P extends Part>(part: P, change: Change): P => changedPart(part, change) as P;

const changedPart = (part: Part, change: Change): Part => {
  switch (part.type) {
    case 'text': {
      const text = change.text(part.text);
      return text === part.text ? part : { ...part, text };
    }
    case 'reasoning': {
      const text = change.text(part.text);
      const isSame = text === part.text && isUnchanged(part.seal?.value, change);
      // A seal holds the text as it was (Anthropic's whole block). Without it no provider is given this reasoning.
      return isSame ? part : { type: 'reasoning', text };
    }
    case 'tool-call': {
      const input = inJson(part.input, change.text);
      const seal = isUnchanged(part.seal?.value, change) ? part.seal : undefined;
      return input === part.input && seal === part.seal ? part : { ...part, input, seal };
    }
    case 'tool-result': {
      const content = each(part.content, (inner) => partWith(inner, change));
      return content === part.content ? part : { ...part, content };
    }
    case 'image':
      return part;
  }
};

const isUnchanged = (seal: string | undefined, { mayStay }: Change): boolean => seal === undefined || mayStay(seal);

const toolWith = (tool: Tool, change: Change['text']): Tool => {
  const description = change(tool.description);
  const schema = tool.schema && inJson(tool.schema, change);
  if (description === tool.description && schema === tool.schema) return tool;
  return { ...tool, description, ...(schema && { schema }) };
};

/** A value of JSON with every string in it changed, names as well. The same value where nothing changed. */
const inJson = <T>(value: T, change: Change['text']): T => jsonWith(value, change) as T;

const jsonWith = (value: unknown, change: Change['text']): unknown => {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return each<unknown>(value, (one) => jsonWith(one, change));
  let isSame = true;
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => {
    const entry: [string, unknown] = [change(name), jsonWith(inner, change)];
    isSame &&= entry[0] === name && entry[1] === inner;
    return entry;
  });
  return isSame ? value : Object.fromEntries(entries);
};
