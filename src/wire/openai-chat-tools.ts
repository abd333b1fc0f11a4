import type { ChatCompletionFunctionTool } from 'openai/resources/chat/completions';
import type { Tool } from '../core/chat.ts';
import { isLoose } from './loose.ts';
import type { ToolNames } from './tool-names.ts';
import { wellFormed } from '../core/well-formed.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Tools as functions: one of each name, and `parameters` always an object schema. */
export const functionsOf = (tools: readonly Tool[], names: ToolNames): ChatCompletionFunctionTool[] => {
  const byName = new Map<string, ChatCompletionFunctionTool>();
  for (const { name, description, schema } of tools) {
    const sent = names.sent(name);
    if (byName.has(sent)) continue;
    const parameters = objectSchema(schema ?? {});
    const told = description === '' ? {} : { description: description.toWellFormed() };
    byName.set(sent, { type: 'function', function: { name: sent, ...told, parameters } });
  }
  return [...byName.values()];
};

/** Words of VS Code's own schema dialect, and the dialect's name: strict servers refuse a keyword they do not know. */
const foreign = new Set([
  '$schema',
  '$id',
  'enumDescriptions',
  'markdownEnumDescriptions',
  'markdownDescription',
  'deprecationMessage',
  'patternErrorMessage',
  'errorMessage',
  'defaultSnippets',
  'doNotSuggest',
  'suggestSortText',
]);

/** Keywords that hold one schema, a list of them, or one under each name. */
const single = new Set(['items', 'additionalProperties', 'not', 'contains', 'propertyNames', 'if', 'then', 'else']);
const lists = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const named = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

const isSchema = (value: unknown): value is Schema => isLoose(value) && !Array.isArray(value);

const cleanSchema = (schema: Schema): Schema => {
  const clean: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    // `type: null` and the like come from serialisers that write what is not set.
    if (foreign.has(key) || value === null || value === undefined) continue;
    if (single.has(key)) clean[key] = isSchema(value) ? cleanSchema(value) : value;
    else if (lists.has(key) && Array.isArray(value)) clean[key] = value.filter(isSchema).map(cleanSchema);
    else if (named.has(key) && isSchema(value)) clean[key] = cleanEach(value);
    else clean[key] = wellFormed(value);
  }
  return clean;
};

const cleanEach = (schemas: Schema): Schema =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name.toWellFormed(), isSchema(schema) ? cleanSchema(schema) : {}]),
  );

/**
 * OpenAI refuses `anyOf`, `oneOf`, `allOf`, `enum` and `not` at the top: their properties are gathered instead. What only
 * one alternative requires is then required by none; the tool itself says what it misses.
 */
const objectSchema = (schema: Schema): Record<string, unknown> => {
  const { anyOf, oneOf, allOf, enum: _enum, not: _not, ...top } = cleanSchema(schema);
  const all = branches(allOf);
  const sources = [top, ...all, ...branches(anyOf), ...branches(oneOf)];
  const properties: Record<string, unknown> = {};
  for (const source of sources) if (isSchema(source['properties'])) Object.assign(properties, source['properties']);
  const required = [top, ...all].flatMap((source) => (Array.isArray(source['required']) ? source['required'] : []));
  const { required: _required, ...rest } = top;
  return { ...rest, type: 'object', properties, ...(required.length > 0 && { required: [...new Set(required)] }) };
};

const branches = (list: unknown): readonly Schema[] => (Array.isArray(list) ? list.filter(isSchema) : []);
