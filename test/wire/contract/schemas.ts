import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import type { Provider } from '../../../src/core/provider.ts';
import type { Protocol } from '../../../src/core/quirks.ts';
import { isRecord, list, text, type Loose } from './loose.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
const cache = path.join(repository, 'out', 'contract');

interface Source {
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
  },
  replicate: { sdk: 'replicate', types: 'index.d.ts', type: 'Replicate' },
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
  'openai-responses': [],
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
const alternatives: { readonly [P in Protocol]: readonly (readonly [definition: string, schema: Loose])[] } = {
  'openai-chat': [],
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
const generated = async (protocol: Protocol): Promise<Loose> => {
  const source = sources[protocol];
  const file = path.join(cache, `${protocol}@${await versionOf(source.sdk)}.json`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return asSchema(JSON.parse(kept));
  await mkdir(cache, { recursive: true });
  const schema = await generate(protocol, source);
  // Renamed into place: two runs at once must not read half a file.
  await writeFile(`${file}.${process.pid}`, JSON.stringify(schema, undefined, 1));
  await rename(`${file}.${process.pid}`, file);
  return schema;
};

const generate = async (protocol: Protocol, { sdk, types, type, readable }: Source): Promise<Loose> => {
  const { createGenerator } = await import('ts-json-schema-generator');
  const original = path.join(packageFolder(sdk), types);
  const copy = path.join(cache, `${protocol}.${process.pid}.d.ts`);
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
  for (const [definition, alternative] of alternatives[provider.protocol]) {
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
  // `strictSchema` would refuse what the generator writes; an unknown $ref still throws, so nothing compiles to "anything goes".
  const ajv = new Ajv({ strictSchema: false, strictTypes: false, allowUnionTypes: true, validateFormats: false });
  return ajv.compile(extended(await generated(provider.protocol), provider));
};

const validators = new Map<string, Promise<ValidateFunction>>();

/** Tells what a provider's official types refuse in a request body: '' where they accept it. */
export const refusalOf = async (provider: Provider, body: unknown): Promise<string> => {
  const key = JSON.stringify([provider.protocol, provider.quirks ?? {}]);
  const known = validators.get(key) ?? compile(provider);
  validators.set(key, known);
  const validate = await known;
  if (validate(body)) return '';
  const told = (validate.errors ?? []).map(({ instancePath, message, params }) => {
    const extra =
      isRecord(params) && 'additionalProperty' in params ? ` (${String(params['additionalProperty'])})` : '';
    return `${instancePath} ${message}${extra}`;
  });
  return [...new Set(told)].slice(-12).join('; ') || 'refused';
};
