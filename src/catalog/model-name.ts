/**
 * The name of a model, whoever serves it: `openai/gpt-5-mini`, `us.anthropic.claude-opus-4-5-20251101-v1:0` and
 * `accounts/fireworks/models/glm-5p3` become `gpt-5-mini`, `claude-opus-4-5-20251101` and `glm-5-3`. Nothing that could
 * stand for another model is taken away: a size, a word such as mini, lite, distill or thinking, a month or a short date.
 */
export const modelName = (id: string): string | undefined => {
  const segments = id.trim().toLowerCase().split('/');
  const last = segments.pop() ?? '';
  if (!segments.every((segment) => places.has(segment))) return undefined;
  const bare = withoutTag(withoutRegion(last.replace(/\[1m\]$/, '')));
  if (bare === undefined || !/^[a-z0-9][a-z0-9._@-]*$/.test(bare)) return undefined;
  return spelt(bare, segments.includes('fireworks'));
};

/** `gpt-4o-2024-08-06`, `claude-haiku-4-5-20251001` without their dates: whole dates only, four digits are a version. */
export const withoutDate = (name: string): string => name.replace(/-20\d{2}(?:-\d{2}-\d{2}|\d{4})$/, '');

/**
 * Without how the weights are kept and how fast they are served. The instructed form of a model is the one that chats; of
 * embeddings it is another model, so names are looked up as they are first.
 */
export const withoutServing = (name: string): string => {
  let rest = name;
  for (;;) {
    const shorter = rest.replace(serving, '');
    if (shorter === rest) return rest;
    rest = shorter;
  }
};

const serving = /-(?:fp8|bf16|fp16|nvfp4|awq|maas|highspeed|spot|ultrafast|fp8-fast|instruct-turbo|instruct|it)$/;

/** Makers of models and those who serve them; a name behind anybody else's is a copy that anybody may have changed. */
const places: ReadonlySet<string> = new Set(
  [
    '@cf ai21 alibaba amazon anthropic baai baidu bytedance cohere coherelabs databricks deepseek deepseek-ai google',
    'google-vertex ibm ibm-granite inception inclusionai intfloat jinaai kwaipilot meta meta-llama meta-models microsoft',
    'minimax minimaxai mistral mistralai moonshot moonshot-ai moonshotai nomic-ai nvidia openai poolside qwen',
    'stepfun stepfun-ai tencent thinkingmachines upstage voyage voyageai writer x-ai xai xiaomi xiaomimimo z-ai zai zai-org',
    'accounts azure azure_ai bedrock cerebras deepinfra fireworks fireworks_ai gemini groq hf huggingface models novita',
    'openrouter publishers replicate routers sambanova together together_ai vertex vertex_ai workers-ai',
  ].flatMap((names) => names.split(' ')),
);

/** `us.anthropic.claude-sonnet-4-6-v1:0` of Bedrock; its names of DeepSeek's models begin with the version. */
const withoutRegion = (name: string): string => {
  const found = /^(?:(?:us|eu|apac|au|jp|in|ca|global|us-gov)\.)?([a-z0-9]+)\.([a-z].*)$/.exec(name);
  const [, maker = '', rest = ''] = found ?? [];
  if (!bedrockMakers.has(maker)) return name;
  const model = rest.replace(/(?:-v?1)?:0$|-v1$/, '');
  return maker === 'deepseek' && !model.startsWith('deepseek') ? `deepseek-${model}` : model;
};

const bedrockMakers: ReadonlySet<string> = new Set(
  'amazon anthropic cohere deepseek google meta minimax mistral moonshot moonshotai nvidia openai qwen writer xai zai'.split(
    ' ',
  ),
);

/** `:free` of OpenRouter and `:together` of Hugging Face are ways to the same model; `:8b` of Ollama is its size. */
const withoutTag = (name: string): string | undefined => {
  const colon = name.indexOf(':');
  if (colon < 0) return name;
  const [base, tag] = [name.slice(0, colon), name.slice(colon + 1)];
  if (ways.has(tag) || places.has(tag)) return base;
  const size = tag.replace(/-?cloud$/, '').replace(/-(?:q[4-8](?:_[a-z0-9]+)*|fp16|bf16)$/, '');
  if (size === '' && tag === 'cloud') return base;
  return /^\d/.test(size) ? `${base}-${size}` : undefined;
};

const ways: ReadonlySet<string> = new Set(
  'free nitro floor extended exacto online thinking beta batch fastest cheapest'.split(' '),
);

/** One spelling: no dots, `llama-3` for `llama3`, `qwen3` for `qwen-3`, a maker's name once. */
const spelt = (name: string, fireworks: boolean): string =>
  (fireworks ? name.replaceAll(/(?<=\d)p(?=\d)/g, '.').replace(/-fast$/, '') : name)
    .replaceAll(/[._@]/g, '-')
    .replace(/^databricks-/, '')
    .replace(/^(?:zai-(?=glm)|meta-(?=llama)|nvidia-(?=nemotron))/, '')
    .replace(/^(llama|gemma)(?=\d)/, '$1-')
    .replace(/^qwen-(?=\d)/, 'qwen');
