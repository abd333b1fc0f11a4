import type { CompletionCreateParamsStreaming } from 'openai/resources/completions';
import type { ChatRequest } from '../core/chat.ts';
import type { Filling } from '../core/fill.ts';
import type { Call } from './wire.ts';

type FillCall = Call<'openai-chat'>;

/** `api-docs.deepseek.com/api/create-completion` and OpenAI's own parameters. */
const completions = (call: FillCall): CompletionCreateParamsStreaming => {
  const { provider, request } = call;
  return {
    ...asked(call),
    ...(provider.quirks?.usageInStream !== false && { stream_options: { include_usage: true } }),
    ...limit('max_tokens', call),
    ...sampling(request),
    // OpenAI takes four at most.
    ...stops(request.stop?.slice(0, 4)),
  };
};

/** npm @mistralai/mistralai 2.7.0, `FIMCompletionStreamRequest`: the usage comes unasked. */
const mistral = (call: FillCall): object => ({
  ...asked(call),
  ...limit('max_tokens', call),
  ...sampling(call.request),
  ...stops(call.request.stop),
});

/** Without a suffix the end of the text is continued. Some servers refuse an empty one. */
const asked = ({ model, request }: FillCall) => {
  const { prefix, suffix } = textOf(request);
  return { model: model.id, prompt: prefix, ...(suffix !== '' && { suffix }), stream: true as const };
};

/**
 * Ollama's `server/routes.go` (0.40): where the suffix is empty it chats, and where the prompt is, it only loads the model; a
 * line break stands for either. A model that thinks does so unless it is told not to.
 */
const ollama = (call: FillCall): object => {
  const { model, request } = call;
  const { prefix, suffix } = textOf(request);
  const options = { ...limit('num_predict', call), ...sampling(request), ...stops(request.stop) };
  return { model: model.id, prompt: prefix || '\n', suffix: suffix || '\n', stream: true, think: false, options };
};

/** `tools/server/README.md`; the model is named for servers that have several. */
const llamacpp = (call: FillCall): object => {
  const { model, request } = call;
  const { prefix, suffix } = textOf(request);
  return {
    model: model.id,
    input_prefix: prefix,
    input_suffix: suffix,
    stream: true,
    ...limit('n_predict', call),
    ...sampling(request),
    ...stops(request.stop),
  };
};

export const bodies: { readonly [S in Filling['shape']]: (call: FillCall) => object } = {
  completions,
  mistral,
  ollama,
  llamacpp,
};

/** Half a character at the edge of a text is no JSON that all servers read. */
const textOf = ({ fill }: ChatRequest): { readonly prefix: string; readonly suffix: string } => ({
  prefix: fill?.prefix.toWellFormed() ?? '',
  suffix: fill?.suffix.toWellFormed() ?? '',
});

const limit = <Name extends string>(name: Name, { model, provider, request }: FillCall): { [N in Name]?: number } => {
  const { maxOutputTokens } = request;
  const most = Math.min(model.maxOutputTokens, provider.fill?.maxOutputTokens ?? Number.POSITIVE_INFINITY);
  const fields: { [N in Name]?: number } = {};
  if (maxOutputTokens !== undefined) fields[name] = Math.min(maxOutputTokens, most);
  return fields;
};

const sampling = ({ temperature, topP }: ChatRequest) => ({
  ...(temperature !== undefined && { temperature }),
  ...(topP !== undefined && { top_p: topP }),
});

const stops = (stop: readonly string[] | undefined) =>
  stop === undefined || stop.length === 0 ? {} : { stop: stop.map((text) => text.toWellFormed()) };
