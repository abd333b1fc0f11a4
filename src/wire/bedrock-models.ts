/** What differs between the makers whose models Bedrock serves, by the model's id: the API itself tells none of it. */

/**
 * Regions of inference profiles, in front of the model's own id (docs.aws.amazon.com/bedrock/latest/userguide/
 * inference-profiles-support.html, and ids of models.dev, 2026-11-10).
 */
const regions = /^(?:global|us-gov|us|eu|apac|au|ca|in|jp)\./;

/** The model's own id, of `us.anthropic.claude-sonnet-5` or of an ARN that ends with one. */
export const bareId = (id: string): string => id.slice(id.lastIndexOf('/') + 1).replace(regions, '');

/** Claude as Anthropic itself calls it, without maker, date and version. Undefined for every other model. */
export const claudeOf = (id: string): string | undefined =>
  /^anthropic\.(claude-.+?)(?:-\d{8})?(?:-v\d+(?::\w+)*)?$/.exec(bareId(id))?.[1];

export interface Maker {
  /** Tool results say whether they are errors, and hold images (API reference, ToolResultBlock). */
  readonly richResults: boolean;
  /** `toolChoice: any` is understood (API reference, ToolChoice). */
  readonly forcedTools: boolean;
  /** Where cache points are understood (userguide/prompt-caching.html). */
  readonly cache: readonly ('tools' | 'system' | 'messages')[];
  /** Tool-call ids of nine letters and digits: "Tool call id was … but must be a-z, A-Z, 0-9, with a length of 9". */
  readonly alnum9: boolean;
  /**
   * Nothing stands in one turn with calls or results: "Conversation blocks and tool result blocks cannot be provided in
   * the same turn" (asked live of Llama 4 and Pixtral by pydantic-ai, 2026-06).
   */
  readonly toolsApart?: true;
  /** Stop sequences it takes. */
  readonly stops: number;
}

const plain: Maker = { richResults: false, forcedTools: false, cache: [], alnum9: false, stops: 4 };

/** Read from the top, against the bare id. Dates: AWS's user guide and the types of SDK 3.1162.0, 2026-11. */
const makers: readonly (readonly [RegExp, Maker])[] = [
  // Before prompt caching: Claude 2, 3, and the first 3.5.
  [
    /^anthropic\.claude-(?:v2|instant|3-(?:haiku|sonnet|opus)|3-5-sonnet-20240620)/,
    { ...plain, richResults: true, forcedTools: true, stops: 8_191 },
  ],
  [
    /^anthropic\.claude-/,
    { richResults: true, forcedTools: true, cache: ['tools', 'system', 'messages'], alnum9: false, stops: 8_191 },
  ],
  [/^amazon\.nova-/, { ...plain, richResults: true, forcedTools: true, cache: ['system', 'messages'] }],
  [/^mistral\./, { ...plain, forcedTools: true, alnum9: true, toolsApart: true }],
  [/^meta\./, { ...plain, toolsApart: true }],
];

export const makerOf = (id: string): Maker => {
  const bare = bareId(id);
  return makers.find(([pattern]) => pattern.test(bare))?.[1] ?? plain;
};
