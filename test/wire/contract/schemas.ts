import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Provider } from '../../../src/core/provider.ts';
import type { Protocol } from '../../../src/core/quirks.ts';
import { isRecord, list, text, type Loose } from './loose.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const cache = path.join(repository, 'out', 'contract');

export interface Source {
  readonly sdk: string;
  /** The SDK's own types, below its folder. */
  readonly types: string;
  readonly type: string;
  /** What the generator cannot read, and the same said in a way that it can. */
  readonly readable?: (types: string) => string;
}

const sources: { readonly [P in Protocol]: Source } = {
  'openai-chat': {
    sdk: 'openai',
    types: 'resources/chat/completions/completions.d.mts',
    type: 'ChatCompletionCreateParamsStreaming',
  },
  'anthropic-messages': {
    sdk: '@anthropic-ai/sdk',
    types: 'resources/messages/messages.d.mts',
    type: 'MessageCreateParamsStreaming',
  },
  gemini: {
    sdk: '@google/generative-ai',
    types: 'dist/generative-ai.d.ts',
    type: 'GenerateContentRequest',
    readable: (types) => types.replaceAll(/typeof (SchemaType\.[A-Z]+)/g, '$1'),
  },
  'openai-responses': {
    sdk: 'openai',
    types: 'resources/responses/responses.d.mts',
    type: 'ResponseCreateParamsStreaming',
  },
  'bedrock-converse': {
    sdk: '@aws-sdk/client-bedrock-runtime',
    types: 'dist-types/models/models_0.d.ts',
    type: 'ConverseStreamRequest',
    // Every field may be undefined there, also what the API demands; blobs are base64 on the wire; `$unknown` is for answers.
    // The model stands in the address.
    readable: (types) =>
      types
        .replaceAll(/from "\.\/(\w+)"/g, 'from "@aws-sdk/client-bedrock-runtime/dist-types/models/$1"')
        .replaceAll(/^(\s+\w+): (.+) \| undefined;$/gm, '$1: $2;')
        .replaceAll('Uint8Array', 'string')
        .replaceAll(/ \| \w+\.\$UnknownMember/g, '')
        .replace(/(interface ConverseStreamRequest \{[^]*?)modelId: string/, '$1modelId?: string'),
  },
  replicate: {
    sdk: 'replicate',
    types: 'index.d.ts',
    type: 'PredictionBody',
    // The types stand in a `declare module` that the generator does not look into. `model`, `wait` and `signal` are options
    // of the SDK's own function, which puts them into the address, a header and nowhere (lib/predictions.js).
    readable: (types) => {
      const [, options = ''] = /predictions: \{\s+create\(\s+options: (\{[^}]+\})/.exec(types) ?? [];
      const body = options.replace(/ *(?:model|wait|signal)\?: [^;]+;\n/g, '');
      const events = /type WebhookEventType = [^;]+;/.exec(types)?.[0] ?? '';
      return `${events}\nexport type PredictionBody = ${body};\n`;
    },
  },
};

/** Fields that exist on the wire and not in the SDK's types: who knows them, and where they stand. */
interface Extension {
  readonly definition: string;
  readonly field: string;
  readonly schema: Loose;
  /** Only records that say so may send it; absent: every record of the protocol. */
  readonly known?: (provider: Provider) => boolean;
}

const string = { type: 'string' };
const number = { type: 'number' };
const object = { type: 'object' };

const quirk =
  (name: string, value: unknown) =>
  ({ quirks }: Provider): boolean => {
    const facts: unknown = quirks;
    return isRecord(facts) && facts[name] === value;
  };

const ephemeral = {
  type: 'object',
  properties: { type: { const: 'ephemeral' }, ttl: { enum: ['5m', '1h'] } },
  required: ['type'],
  additionalProperties: false,
};

/** The parts that Gemini's API documents today; the SDK stopped at the API of early 2025. */
const signed = ['TextPart', 'InlineDataPart', 'FunctionCallPart'];

const extensions: { readonly [P in Protocol]: readonly Extension[] } = {
  'openai-chat': [
    // api-docs.deepseek.com, "Thinking mode": back on assistant messages with tool calls.
    {
      definition: 'ChatCompletionAssistantMessageParam',
      field: 'reasoning_content',
      schema: string,
      known: quirk('reasoningBack', 'reasoning_content'),
    },
    // openrouter.ai/docs, "Reasoning tokens": back unchanged and in order.
    {
      definition: 'ChatCompletionAssistantMessageParam',
      field: 'reasoning_details',
      schema: { type: 'array', items: object },
      known: quirk('reasoningBack', 'reasoning_details'),
    },
    // openrouter.ai/docs, "Reasoning tokens": `reasoning.effort`.
    {
      definition: 'ChatCompletionCreateParamsStreaming',
      field: 'reasoning',
      schema: { type: 'object', properties: { effort: string }, required: ['effort'], additionalProperties: false },
      known: quirk('effort', 'reasoning.effort'),
    },
    // docs.together.ai, "Reasoning": the switch.
    {
      definition: 'ChatCompletionCreateParamsStreaming',
      field: 'reasoning',
      schema: {
        type: 'object',
        properties: { enabled: { type: 'boolean' } },
        required: ['enabled'],
        additionalProperties: false,
      },
      known: quirk('thinking', 'reasoning.enabled'),
    },
    // api-docs.deepseek.com and docs.z.ai, "Thinking mode".
    {
      definition: 'ChatCompletionCreateParamsStreaming',
      field: 'thinking',
      schema: {
        type: 'object',
        properties: { type: { enum: ['enabled', 'disabled'] } },
        required: ['type'],
        additionalProperties: false,
      },
      known: quirk('thinking', 'thinking.type'),
    },
    // alibabacloud.com/help/en/model-studio, "Deep thinking".
    {
      definition: 'ChatCompletionCreateParamsStreaming',
      field: 'enable_thinking',
      schema: { type: 'boolean' },
      known: quirk('thinking', 'enable_thinking'),
    },
    // docs.z.ai, "Tool streaming"; platform.minimax.io/docs, "OpenAI API": reasoning apart from the text.
    ...['tool_stream', 'reasoning_split'].map((field) => ({
      definition: 'ChatCompletionCreateParamsStreaming',
      field,
      schema: { const: true },
      known: ({ quirks }: Provider) =>
        quirks !== undefined && 'extraBody' in quirks && quirks.extraBody?.[field] !== undefined,
    })),
    // docs.mistral.ai/api: tool messages name their tool.
    {
      definition: 'ChatCompletionToolMessageParam',
      field: 'name',
      schema: string,
      known: quirk('namesToolResults', true),
    },
    // openrouter.ai/docs, "Prompt caching": at the top for automatic breakpoints, on parts for breakpoints of one's own.
    ...[
      'ChatCompletionCreateParamsStreaming',
      'ChatCompletionContentPartText',
      'ChatCompletionContentPartImage',
      'ChatCompletionFunctionTool',
    ].map((definition) => ({
      definition,
      field: 'cache_control',
      schema: ephemeral,
      known: quirk('cacheControl', true),
    })),
  ],
  'anthropic-messages': [],
  // @perplexity-ai/perplexity_ai, `FunctionCallInput` and `FunctionCallOutputInput`: of Gemini's models.
  'openai-responses': ['ResponseFunctionToolCall', 'ResponseInputItem.FunctionCallOutput'].map((definition) => ({
    definition,
    field: 'thought_signature',
    schema: string,
    known: quirk('plainResults', true),
  })),
  'bedrock-converse': [],
  replicate: [],
  gemini: [
    // ai.google.dev, "Thought signatures".
    ...signed.flatMap((definition) => [
      { definition, field: 'thoughtSignature', schema: string },
      { definition, field: 'thought', schema: { type: 'boolean' } },
    ]),
    // ai.google.dev/api/caching#FunctionCall and #FunctionResponse: ids, images in results since Gemini 3.
    { definition: 'FunctionCall', field: 'id', schema: string },
    { definition: 'FunctionResponse', field: 'id', schema: string },
    {
      definition: 'FunctionResponse',
      field: 'parts',
      schema: { type: 'array', items: { $ref: '#/definitions/InlineDataPart' } },
    },
    // ai.google.dev/api/caching#FunctionDeclaration: plain JSON Schema instead of the OpenAPI subset.
    { definition: 'FunctionDeclaration', field: 'parametersJsonSchema', schema: object },
    // ai.google.dev/api/caching#Schema: limits of texts and numbers.
    { definition: 'SimpleStringSchema', field: 'pattern', schema: string },
    ...['minLength', 'maxLength'].map((field) => ({ definition: 'SimpleStringSchema', field, schema: number })),
    ...['NumberSchema', 'IntegerSchema'].flatMap((definition) =>
      ['minimum', 'maximum'].map((field) => ({ definition, field, schema: number })),
    ),
    // ai.google.dev/gemini-api/docs/thinking.
    {
      definition: 'GenerationConfig',
      field: 'thinkingConfig',
      schema: {
        type: 'object',
        properties: {
          includeThoughts: { type: 'boolean' },
          thinkingBudget: { type: 'integer' },
          thinkingLevel: { type: 'string' },
        },
        additionalProperties: false,
      },
    },
  ],
};

/** Fields that the SDK's types demand and the API does not. */
const optional: { readonly [P in Protocol]: readonly (readonly [definition: string, field: string])[] } = {
  'openai-chat': [],
  'anthropic-messages': [],
  'openai-responses': [],
  'bedrock-converse': [],
  replicate: [],
  gemini: [
    // ai.google.dev/api/caching#Schema: `format` is optional, and an OBJECT with empty properties is answered with 400.
    ['EnumStringSchema', 'format'],
    ['ObjectSchema', 'properties'],
  ],
};

/** Alternatives that the SDK's unions do not have and the API does. */
const alternatives: {
  readonly [P in Protocol]: readonly (readonly [
    definition: string,
    schema: Loose,
    known?: (provider: Provider) => boolean,
  ])[];
} = {
  // docs.mistral.ai/api: `any` demands a call.
  'openai-chat': [['ChatCompletionToolChoiceOption', { const: 'any' }, quirk('toolChoice', 'any')]],
  'anthropic-messages': [],
  'openai-responses': [],
  'bedrock-converse': [],
  replicate: [],
  gemini: [
    // ai.google.dev/api/caching#Schema: a choice has no type of its own.
    [
      'Schema',
      {
        type: 'object',
        properties: {
          anyOf: { type: 'array', items: { $ref: '#/definitions/Schema' }, minItems: 2 },
          description: string,
          nullable: { type: 'boolean' },
        },
        required: ['anyOf'],
        additionalProperties: false,
      },
    ],
  ],
};

const packageFolder = (name: string): string => path.join(repository, 'node_modules', name);

const versionOf = async (name: string): Promise<string> => {
  const manifest: unknown = JSON.parse(await readFile(path.join(packageFolder(name), 'package.json'), 'utf8'));
  return text(isRecord(manifest) ? manifest['version'] : undefined);
};

/** The SDK's request type as JSON Schema. Seconds to make, so it is kept per version of the SDK. */
export const schemaOf = async (name: string, source: Source): Promise<Loose> => {
  const file = path.join(cache, `${name}@${await versionOf(source.sdk)}.json`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return asSchema(JSON.parse(kept));
  await mkdir(cache, { recursive: true });
  const schema = await generate(name, source);
  // Renamed into place: two runs at once must not read half a file.
  await writeFile(`${file}.${process.pid}`, JSON.stringify(schema, undefined, 1));
  await rename(`${file}.${process.pid}`, file);
  return schema;
};

const generate = async (name: string, { sdk, types, type, readable }: Source): Promise<Loose> => {
  const { createGenerator } = await import('ts-json-schema-generator');
  const original = path.join(packageFolder(sdk), types);
  const copy = path.join(cache, `${name}.${process.pid}.d.ts`);
  if (readable) await writeFile(copy, readable(await readFile(original, 'utf8')));
  const generator = createGenerator({
    path: readable ? copy : original,
    type,
    skipTypeCheck: true,
    additionalProperties: false,
    jsDoc: 'none',
    expose: 'all',
    encodeRefs: false,
  });
  const schema = asSchema(generator.createSchema(type));
  await rm(copy, { force: true });
  return schema;
};

const asSchema = (value: unknown): Loose => {
  if (isRecord(value) && isRecord(value['definitions'])) return value;
  throw new Error('the generator made no schema');
};

const extended = (schema: Loose, provider: Provider): Loose => {
  const copy = asSchema(structuredClone(schema));
  const definitions: Loose = isRecord(copy['definitions']) ? copy['definitions'] : {};
  for (const { definition, field, schema: allowed, known } of extensions[provider.protocol]) {
    if (known?.(provider) === false) continue;
    const found = definitions[definition];
    if (!isRecord(found) || !isRecord(found['properties'])) throw new Error(`the SDK has no type ${definition}`);
    // An SDK that learned the field makes the extension a lie.
    if (field in found['properties'])
      throw new Error(`the SDK knows ${definition}.${field} by now: drop the extension`);
    Object.assign(found['properties'], { [field]: allowed });
  }
  for (const [definition, alternative, known] of alternatives[provider.protocol]) {
    if (known?.(provider) === false) continue;
    const found = definitions[definition];
    if (!isRecord(found)) throw new Error(`the SDK has no type ${definition}`);
    Object.assign(found, { anyOf: [...list(found['anyOf']), alternative] });
  }
  for (const [definition, field] of optional[provider.protocol]) {
    const found = definitions[definition];
    if (!isRecord(found)) throw new Error(`the SDK has no type ${definition}`);
    const required = list(found['required']);
    if (!required.includes(field)) throw new Error(`the SDK no longer demands ${definition}.${field}: drop the line`);
    Object.assign(found, { required: required.filter((name) => name !== field) });
  }
  return copy;
};

const compile = async (provider: Provider): Promise<ValidateFunction> => {
  const { protocol } = provider;
  return compiled(extended(await schemaOf(protocol, sources[protocol]), provider));
};

export const compiled = (schema: Loose): ValidateFunction => {
  // `strictSchema` would refuse what the generator writes; an unknown $ref still throws, so nothing compiles to "anything goes".
  const ajv = new Ajv({ strictSchema: false, strictTypes: false, allowUnionTypes: true, validateFormats: false });
  return ajv.compile(schema);
};

const validators = new Map<string, Promise<ValidateFunction>>();

/** Tells what a provider's official types refuse in a request body: '' where they accept it. */
export const refusalOf = async (provider: Provider, body: unknown): Promise<string> => {
  const key = JSON.stringify([provider.protocol, provider.quirks ?? {}]);
  const known = validators.get(key) ?? compile(provider);
  validators.set(key, known);
  return complaintsOf(await known, body);
};

/** '' where the body is accepted. */
export const complaintsOf = (validate: ValidateFunction, body: unknown): string => {
  if (validate(body)) return '';
  const told = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const extra =
      isRecord(params) && 'additionalProperty' in params ? ` (${String(params['additionalProperty'])})` : '';
    return `${instancePath} ${message}${extra}`;
  });
  return [...new Set(told)].slice(-12).join('; ') || 'refused';
};
