import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type {
  AssistantMessage,
  ChatRequest,
  ImagePart,
  Message,
  ReasoningPart,
  TextPart,
  UserMessage,
} from '../core/chat.ts';
import type { Recall } from './recall.ts';
import { isThinkingPart, modelConfigurationOf, systemRole, type ThinkingPart } from './untyped.ts';

type UserPart = UserMessage['content'][number];
type AssistantPart = AssistantMessage['content'][number];
type EditorMessage = vscode.LanguageModelChatRequestMessage;

/** Turns the editor's messages and options into our request. Parts nobody knows are left out, never sent as text. */
export const requestOf = (
  messages: readonly EditorMessage[],
  options: vscode.ProvideLanguageModelChatResponseOptions,
  recall: Recall,
): ChatRequest => {
  const given = options.modelOptions ?? {};
  return {
    messages: messages.map((message) => messageOf(message, recall)),
    tools: (options.tools ?? []).map(({ name, description, inputSchema }) => ({
      name,
      description,
      schema: schemaOf(inputSchema),
    })),
    toolChoice: options.toolMode === vscode.LanguageModelChatToolMode.Required ? 'required' : 'auto',
    maxOutputTokens: numberIn(given, 'max_tokens', 'maxOutputTokens', 'max_output_tokens'),
    temperature: numberIn(given, 'temperature'),
    topP: numberIn(given, 'top_p', 'topP'),
    stop: stopIn(given['stop']),
    effort: effortIn(options, given),
    // Copilot's own id of the conversation. All other keys with an underscore are its private notes and go nowhere.
    conversation: textIn(given['_conversationId']),
  };
};

const schemaOf = (schema: object | undefined): Readonly<Record<string, unknown>> | undefined =>
  schema === undefined ? undefined : { ...schema };

const numberIn = (given: Readonly<Record<string, unknown>>, ...names: readonly string[]): number | undefined => {
  for (const name of names) {
    const value = given[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return undefined;
};

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const stopIn = (value: unknown): readonly string[] | undefined => {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : undefined;
};

const effortIn = (options: object, given: Readonly<Record<string, unknown>>): string | undefined =>
  textIn(modelConfigurationOf(options)['reasoningEffort']) ?? textIn(given['reasoning_effort']);

const messageOf = (message: EditorMessage, recall: Recall): Message => {
  // The number of the system role is missing in the enum, so the comparison is one of numbers.
  const role: number = message.role;
  if (role === systemRole) return { role: 'system', content: message.content.flatMap(textOnly) };
  if (message.role === vscode.LanguageModelChatMessageRole.Assistant)
    return { role: 'assistant', content: assistantParts(message, recall) };
  return { role: 'user', content: message.content.flatMap(userPart) };
};

const textOnly = (part: unknown): TextPart[] =>
  part instanceof vscode.LanguageModelTextPart ? [{ type: 'text', text: part.value }] : [];

const userPart = (part: unknown): UserPart[] => {
  if (part instanceof vscode.LanguageModelToolResultPart) {
    return [
      {
        type: 'tool-result',
        id: part.callId,
        content: part.content.flatMap(resultPart),
        isError: Reflect.get(part, 'isError') === true,
      },
    ];
  }
  return [...textOnly(part), ...imageOf(part)];
};

/** Marks, usage and the host's own notes travel as data parts too: only images are content. */
const imageOf = (part: unknown): ImagePart[] =>
  part instanceof vscode.LanguageModelDataPart && part.mimeType.startsWith('image/')
    ? [{ type: 'image', mime: part.mimeType, data: part.data }]
    : [];

const resultPart = (part: unknown): (TextPart | ImagePart)[] => {
  if (part instanceof vscode.LanguageModelPromptTsxPart) return [{ type: 'text', text: JSON.stringify(part.value) }];
  if (part instanceof vscode.LanguageModelDataPart && /^text\/|json/.test(part.mimeType)) {
    return [{ type: 'text', text: new TextDecoder().decode(part.data) }];
  }
  return [...textOnly(part), ...imageOf(part)];
};

/** Reasoning as remembered by tool call where it is, else as the editor gives it back. */
const assistantParts = (message: EditorMessage, recall: Recall): AssistantPart[] => {
  const remembered = message.content.some(
    (part) => part instanceof vscode.LanguageModelToolCallPart && recall.of(part.callId)?.reasoning.length,
  );
  return message.content.flatMap((part): AssistantPart[] => {
    if (part instanceof vscode.LanguageModelToolCallPart) {
      const recalled = recall.of(part.callId);
      return [
        ...(recalled?.reasoning ?? []),
        { type: 'tool-call', id: part.callId, name: part.name, input: { ...part.input }, seal: recalled?.seal },
      ];
    }
    if (isThinkingPart(part)) return remembered ? [] : reasoningOf(part);
    return textOnly(part);
  });
};

const Sealed = z.object({ keyway: z.object({ provider: z.string(), model: z.string(), value: z.string() }) });

/** Only reasoning that we sealed ourselves is worth giving back. */
const reasoningOf = (part: ThinkingPart): ReasoningPart[] => {
  const sealed = Sealed.safeParse(part.metadata);
  const text = typeof part.value === 'string' ? part.value : part.value.join('');
  return sealed.success ? [{ type: 'reasoning', text, seal: sealed.data.keyway }] : [];
};
