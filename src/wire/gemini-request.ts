import {
  FunctionCallingMode,
  type Content,
  type FunctionResponsePart,
  type GenerateContentRequest,
  type GenerationConfig,
  type Part,
} from '@google/generative-ai';
import type { AssistantMessage, ImagePart, Message, ToolResultPart, UserMessage } from '../core/chat.ts';
import { settle } from '../core/history.ts';
import { toolCallIds } from '../core/tool-ids.ts';
import { parametersOf } from './gemini-schema.ts';
import { checksSignatures, thinkingOf } from './gemini-thinking.ts';
import { toolNames, type ToolNames } from './tool-names.ts';
import { wellFormedFields } from '../core/well-formed.ts';
import type { Call } from './wire.ts';

/** Google's documented word for a call that this model did not make: "thought signatures", FAQ. */
const notMine = 'skip_thought_signature_validator';

/** Gemini takes five. */
const mostStops = 5;

const goOn: Content = { role: 'user', parts: [{ text: 'Continue.' }] };

/** The body as the API documents it: newer than the SDK's types, which know neither ids nor signatures. */
export const requestOf = (call: Call<'gemini'>): GenerateContentRequest => {
  const { provider, model, request } = call;
  const target = { provider: provider.id, model: model.id, toolCallId: toolCallIds.dash64 };
  const [first, ...rest] = settle(request.messages, target);
  const names = toolNames(request.tools);
  const turns = first?.role === 'system' || !first ? rest : [first, ...rest];
  const terms = { names, isChecked: checksSignatures(model), hasIds: provider.quirks?.callIds !== false };
  const contents = contentsOf(turns, terms);
  if (contents.at(-1)?.role !== 'user') contents.push(goOn);
  const config = configOf(call);
  return {
    ...(first?.role === 'system'
      ? { systemInstruction: { role: 'system', parts: first.content.map(({ text }) => ({ text })) } }
      : {}),
    contents,
    ...(request.tools.length > 0 ? toolsOf(call, names) : {}),
    ...(config ? { generationConfig: config } : {}),
  };
};

/** What pairs a result with its call: an id, and a name for the servers that knew no ids yet. */
type Called = Map<string, string>;

interface Terms {
  readonly names: ToolNames;
  /** The model misses signatures. */
  readonly isChecked: boolean;
  readonly hasIds: boolean;
}

const contentsOf = (turns: readonly Message[], terms: Terms): Content[] => {
  const called: Called = new Map();
  return turns.flatMap((turn): Content[] => {
    if (turn.role === 'user') return [{ role: 'user', parts: userParts(turn.content, called, terms) }];
    if (turn.role === 'system') return [];
    const parts = modelParts(turn, terms);
    for (const part of turn.content) if (part.type === 'tool-call') called.set(part.id, terms.names.sent(part.name));
    return parts.length > 0 ? [{ role: 'model', parts }] : [];
  });
};

/** All function responses of a turn come first and together; their images follow, which models before 3 take nowhere else. */
const userParts = (content: UserMessage['content'], called: Called, terms: Terms): Part[] => {
  const responses: Part[] = [];
  const others: Part[] = [];
  for (const part of content) {
    if (part.type === 'text') others.push({ text: part.text });
    else if (part.type === 'image') others.push(inlineData(part));
    else {
      responses.push(functionResponse(part, called, terms));
      others.push(...part.content.filter((inner) => inner.type === 'image').map(inlineData));
    }
  }
  return [...responses, ...others];
};

const inlineData = ({ mime, data }: ImagePart): Part => ({
  inlineData: { mimeType: mime, data: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') },
});

const functionResponse = (result: ToolResultPart, called: Called, { hasIds }: Terms): FunctionResponsePart => {
  const texts = result.content.map((part) => (part.type === 'text' ? part.text : '[image: see below]'));
  const key = result.isError === true ? 'error' : 'output';
  const { id } = result;
  const functionResponse = {
    ...(hasIds && { id }),
    name: called.get(id) ?? id,
    response: { [key]: texts.join('\n') },
  };
  return { functionResponse };
};

/** Reasoning stays out: Gemini wants only the signatures back, each on the very call it came with. */
const modelParts = ({ content }: AssistantMessage, { names, isChecked, hasIds }: Terms): Part[] => {
  // Only the first call of a parallel set carries a signature, and only there it is missed.
  const firstCall = content.find((part) => part.type === 'tool-call');
  return content.flatMap((part): Part[] => {
    if (part.type === 'reasoning') return [];
    if (part.type === 'text') return [{ text: part.text }];
    const functionCall = { ...(hasIds && { id: part.id }), name: names.sent(part.name), args: part.input };
    const signature = part.seal?.value ?? (isChecked && part === firstCall ? notMine : undefined);
    const signed = { functionCall, ...(signature === undefined ? {} : { thoughtSignature: signature }) };
    return [signed];
  });
};

const toolsOf = ({ request }: Call, names: ToolNames): Pick<GenerateContentRequest, 'tools' | 'toolConfig'> => {
  const functionDeclarations = request.tools.map(({ name, description, schema }) => {
    const parameters = parametersOf(schema && wellFormedFields(schema));
    return { name: names.sent(name), description: description.toWellFormed(), ...(parameters ? { parameters } : {}) };
  });
  const mode = request.toolChoice === 'required' ? FunctionCallingMode.ANY : FunctionCallingMode.AUTO;
  return { tools: [{ functionDeclarations }], toolConfig: { functionCallingConfig: { mode } } };
};

const configOf = ({ model, request }: Call): GenerationConfig | undefined => {
  const { maxOutputTokens, temperature, topP, stop } = request;
  const thinkingConfig = thinkingOf(model, request);
  const config = {
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens: Math.min(maxOutputTokens, model.maxOutputTokens) }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(stop && stop.length > 0 ? { stopSequences: stop.slice(0, mostStops).map((text) => text.toWellFormed()) } : {}),
    ...(thinkingConfig ? { thinkingConfig } : {}),
  };
  return Object.keys(config).length > 0 ? config : undefined;
};
