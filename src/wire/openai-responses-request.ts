import type { FunctionTool, ResponseCreateParamsBase } from 'openai/resources/responses/responses';
import type { ChatRequest } from '../core/chat.ts';
import type { Model } from '../core/provider.ts';
import type { Quirks } from '../core/quirks.ts';
import { functionsOf } from './openai-chat-tools.ts';
import { inputOf } from './openai-responses-input.ts';
import type { ToolNames } from './tool-names.ts';
import type { Call } from './wire.ts';

export type Body = ResponseCreateParamsBase;

type QuirksOfResponses = Quirks['openai-responses'];

/** There is no `stop` in this protocol: the answer ends where the model ends it. */
export const bodyOf = (call: Call<'openai-responses'>, names: ToolNames): Body => {
  const { model, provider, request } = call;
  const quirks: QuirksOfResponses = provider.quirks ?? {};
  const tools = toolsOf(request, names);
  return {
    model: model.id,
    input: inputOf(call, names),
    stream: true,
    store: false,
    ...(tools.length > 0 && { tools }),
    ...(tools.length > 0 &&
      request.toolChoice === 'required' &&
      quirks.toolChoice !== 'none' && { tool_choice: 'required' }),
    ...limit(request, model),
    ...(model.reasoning ? reasoning(request.effort, quirks) : {}),
    ...(model.reasoning && quirks.reasoningRefusesSampling ? {} : sampling(request)),
    ...(quirks.promptCacheKey && request.conversation && { prompt_cache_key: request.conversation.slice(0, 64) }),
  };
};

/** Strict schemas are a subset that the tools of others do not keep to; here strict is the default. */
const toolsOf = ({ tools }: ChatRequest, names: ToolNames): FunctionTool[] =>
  functionsOf(tools, names).map(({ function: { name, description, parameters = {} } }) => ({
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    parameters,
    strict: false,
  }));

/** OpenAI refuses less: 400 `integer_below_min_value`. */
const leastOutput = 16;

const limit = ({ maxOutputTokens }: ChatRequest, model: Model): Partial<Body> =>
  maxOutputTokens === undefined
    ? {}
    : { max_output_tokens: Math.max(leastOutput, Math.min(maxOutputTokens, model.maxOutputTokens)) };

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** Only for models that reason: the others answer `include` with 400 "Encrypted content is not supported with this model". */
const reasoning = (wanted: string | undefined, quirks: QuirksOfResponses): Partial<Body> => {
  const effort = quirks.effort === false ? undefined : efforts.find((name) => name === wanted);
  const options = {
    ...(effort && { effort }),
    // The summary is what a person sees of the reasoning.
    ...(quirks.reasoningSummary !== false && { summary: 'auto' as const }),
  };
  return {
    ...(Object.keys(options).length > 0 && { reasoning: options }),
    ...(quirks.encryptedReasoning !== false && { include: ['reasoning.encrypted_content'] }),
  };
};

const sampling = ({ temperature, topP }: ChatRequest): Partial<Body> => ({
  ...(temperature !== undefined && { temperature }),
  ...(topP !== undefined && { top_p: topP }),
});
