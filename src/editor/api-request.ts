import * as z from 'zod/mini';
import type { ApiChatOptions } from '../api.ts';
import type { AssistantMessage, ChatRequest, Message, UserMessage } from '../core/chat.ts';
import type { EmbedRequest } from '../core/embedding.ts';
import { t } from '../core/l10n.ts';
import type { Recall } from './recall.ts';

/** What a caller handed over is not what the API takes. The message names the place, never what stood there. */
export class ApiMisuse extends Error {
  override readonly name = 'ApiMisuse';
}

const Text = z.object({ type: z.literal('text'), text: z.string() });
const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const Image = z.object({ type: z.literal('image'), mime: z.string().check(z.regex(/^image\/[\w.+-]+$/)), data: Bytes });
const Id = z.string().check(z.minLength(1), z.maxLength(500));
/** What comes out of it is JSON, whatever was put in: it goes into requests as such. */
const Json = z.pipe(
  z.record(z.string(), z.unknown()),
  z.transform((value, context) => {
    try {
      return JSON.parse(JSON.stringify(value)) as Readonly<Record<string, unknown>>;
    } catch {
      context.issues.push({ code: 'custom', message: 'no JSON', input: undefined });
      return z.NEVER;
    }
  }),
);
const ToolCall = z.object({ type: z.literal('tool-call'), id: Id, name: Id, input: Json });
const ToolResult = z.object({
  type: z.literal('tool-result'),
  id: Id,
  text: z.string(),
  isError: z.optional(z.boolean()),
});

const Turn = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content: z.string() }),
  z.object({
    role: z.literal('user'),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [Text, Image, ToolResult]))]),
  }),
  z.object({
    role: z.literal('assistant'),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [Text, ToolCall]))]),
  }),
]);
type Given = z.infer<typeof Turn>;

const Request = z.object({
  messages: z.array(Turn).check(z.minLength(1)),
  tools: z.optional(z.array(z.object({ name: Id, description: z.string(), schema: z.optional(Json) }))),
  toolChoice: z.optional(z.enum(['auto', 'required'])),
});

const Model = z.string().check(z.minLength(1), z.maxLength(300));
const Whole = z.int().check(z.positive());

const ChatOptions = z.object({
  model: z.optional(Model),
  task: z.optional(z.enum(['chat', 'code', 'reasoning', 'completion', 'utility'])),
  maxOutputTokens: z.optional(Whole),
  temperature: z.optional(z.number().check(z.minimum(0), z.maximum(2))),
});

const Texts = z.array(z.string());

const EmbedOptions = z.object({
  model: z.optional(Model),
  purpose: z.optional(z.enum(['query', 'document'])),
  dimensions: z.optional(Whole),
});

const Query = z.object({
  span: z.optional(z.enum(['today', 'week', 'month'])),
  by: z.optional(z.enum(['model', 'provider', 'task', 'day'])),
});

const read = <T>(schema: z.ZodMiniType<T>, given: unknown, what: string): T => {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const place = (parsed.error.issues[0]?.path ?? []).map(String).join('.');
  throw new ApiMisuse(
    place === ''
      ? t('Keyway’s API does not take this {0}.', what)
      : t('Keyway’s API does not take this {0}: look at {1}.', what, place),
  );
};

/** A request that has been read, and what it is asked with. */
export interface ReadChat extends Pick<ApiChatOptions, 'model' | 'task'> {
  readonly request: ChatRequest;
}

/** Reads what `chat` and `plan` were given; what providers want back with tool calls is remembered. Throws `ApiMisuse`. */
export const readChat = (given: unknown, options: unknown, recall: Recall): ReadChat => {
  const { messages, tools = [], toolChoice = 'auto' } = read(Request, given, t('request'));
  const { model, task, maxOutputTokens, temperature } = read(ChatOptions, options ?? {}, t('set of options'));
  const request: ChatRequest = {
    messages: messages.map((message) => messageOf(message, recall)),
    tools,
    toolChoice,
    maxOutputTokens,
    temperature,
  };
  return { request, model, task };
};

/** Reads what `embed` was given. Throws `ApiMisuse`. */
export const readTexts = (
  texts: unknown,
  options: unknown,
): EmbedRequest & { readonly model?: string | undefined } => ({
  texts: read(Texts, texts, t('list of texts')),
  ...read(EmbedOptions, options ?? {}, t('set of options')),
});

/** Reads what `usage` was given. Throws `ApiMisuse`. */
export const readQuery = (query: unknown): z.infer<typeof Query> => read(Query, query ?? {}, t('query'));

const messageOf = (message: Given, recall: Recall): Message => {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: [{ type: 'text', text: message.content }] };
    case 'user':
      return { role: 'user', content: partsOf(message.content).map(userPart) };
    case 'assistant':
      return { role: 'assistant', content: partsOf(message.content).flatMap((part) => assistantParts(part, recall)) };
  }
};

const partsOf = <P>(content: string | readonly P[]): readonly (P | z.infer<typeof Text>)[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;

type UserPart = z.infer<typeof Text> | z.infer<typeof Image> | z.infer<typeof ToolResult>;

const userPart = (part: UserPart): UserMessage['content'][number] => {
  if (part.type !== 'tool-result') return part;
  const { id, text, isError } = part;
  return { type: 'tool-result', id, content: [{ type: 'text', text }], isError };
};

const assistantParts = (
  part: z.infer<typeof Text> | z.infer<typeof ToolCall>,
  recall: Recall,
): AssistantMessage['content'] => {
  if (part.type === 'text') return [part];
  const recalled = recall.of(part.id);
  return [...(recalled?.reasoning ?? []), { ...part, seal: recalled?.seal }];
};
