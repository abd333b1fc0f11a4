import type { Tool, ToolConfiguration, ToolInputSchema } from '@aws-sdk/client-bedrock-runtime';
import { inputSchema } from './anthropic-messages-schema.ts';
import { cachePoint } from './bedrock-blocks.ts';
import { makerOf } from './bedrock-models.ts';
import type { ToolNames } from './tool-names.ts';
import type { Call } from './wire.ts';

type Json = NonNullable<ToolInputSchema.JsonMember['json']>;

/**
 * The tools of a request. Undefined where there are none: neither offered nor in the history, where Bedrock wants them
 * defined as well ("The toolConfig field must be defined when using toolUse and toolResult content blocks").
 */
export const toolConfigOf = (
  { model, request }: Call,
  names: ToolNames,
  mayForce: boolean,
): ToolConfiguration | undefined => {
  const { cache, forcedTools } = makerOf(model.id);
  const tools: Tool[] = request.tools.map(({ name, description, schema }) =>
    // A description has one character at least.
    toolOf(names.sent(name), description.trim() === '' ? undefined : description.toWellFormed(), schema),
  );
  const isOffered = tools.length > 0;
  if (!isOffered) tools.push(...calledIn(request).map((name) => toolOf(names.sent(name), 'Not available any more.')));
  if (tools.length === 0) return undefined;
  if (cache.includes('tools')) tools.push(cachePoint);
  const isForced = isOffered && request.toolChoice === 'required' && mayForce && forcedTools;
  // `auto` is what absence means, and some makers refuse the field.
  return { tools, ...(isForced ? { toolChoice: { any: {} } } : {}) };
};

const toolOf = (name: string, description?: string, schema?: Readonly<Record<string, unknown>>): Tool => ({
  // Cleaned to JSON Schema, which is JSON.
  toolSpec: { name, ...(description ? { description } : {}), inputSchema: { json: inputSchema(schema) as Json } },
});

const calledIn = ({ messages }: Call['request']): readonly string[] => [
  ...new Set(
    messages.flatMap((message) =>
      message.role === 'assistant'
        ? message.content.flatMap((part) => (part.type === 'tool-call' ? [part.name] : []))
        : [],
    ),
  ),
];
