import { hash } from 'node:crypto';
import { APIError } from 'openai';
import type { ResponseInputItem } from 'openai/resources/responses/responses';
import { clientOf, sending } from './openai-client.ts';
import type { Body } from './openai-responses-request.ts';
import type { Call } from './wire.ts';

/** Something a request can do without, where a provider refuses it. */
interface Option {
  /** How a refusal names it. */
  readonly named: RegExp;
  /** What of it a body asks for. */
  readonly asked: (body: Body) => string | undefined;
  readonly without: (body: Body) => Body;
  /** It is this conversation's alone: the next request asks for it again. */
  readonly once?: true;
}

const options: readonly Option[] = [
  // Sealed for one organization, and refused by any other, as a second key may be of: OpenAI's `invalid_encrypted_content`,
  // "The encrypted content gAAA… could not be verified"; xAI: "Could not decrypt the provided encrypted_content" (2026-09).
  {
    named: /encrypted content.*\bnot be (?:verified|decrypted)|\bnot decrypt\b.*encrypted[._ ]content/is,
    asked: ({ input }) => (Array.isArray(input) && input.some(isReasoning) ? 'input' : undefined),
    without: ({ input, ...body }) => ({
      ...body,
      ...(Array.isArray(input) && { input: input.filter((item) => !isReasoning(item)) }),
    }),
    once: true,
  },
  // OpenAI: "Your organization must be verified to generate reasoning summaries", param `reasoning.summary`; o1 knows none.
  {
    named: /reasoning[._ ]?summar/i,
    asked: ({ reasoning }) => reasoning?.summary ?? undefined,
    without: ({ reasoning, ...body }) => ({
      ...body,
      ...(reasoning?.effort && { reasoning: { effort: reasoning.effort } }),
    }),
  },
  // xAI: "Model grok-build does not support parameter reasoningEffort"; OpenAI: "Unsupported value: 'none'", param `reasoning.effort`.
  {
    named: /reasoning[._ ]?effort/i,
    asked: ({ reasoning }) => reasoning?.effort ?? undefined,
    without: ({ reasoning, ...body }) => ({
      ...body,
      ...(reasoning?.summary && { reasoning: { summary: reasoning.summary } }),
    }),
  },
  // OpenAI: "Encrypted content is not supported with this model", of models that do not reason after all.
  {
    named: /encrypted[._ ]content/i,
    asked: ({ include }) => include?.[0],
    without: ({ include: _include, ...body }) => body,
  },
  // OpenAI: "Your organization must be verified to stream this model", param `stream`: the answer comes whole instead.
  {
    named: /verified to stream/i,
    asked: ({ stream }) => (stream ? 'stream' : undefined),
    without: (body) => ({ ...body, stream: false }),
  },
];

const isReasoning = ({ type }: ResponseInputItem): boolean => type === 'reasoning';

/** What was refused, by address, model, key and what was asked for: each costs one unbilled request until the window reloads. */
const refused = new Set<string>();

const nameOf = ({ access, model }: Call, option: Option, body: Body): string => {
  const key = hash('sha256', access.secrets['apiKey'] ?? '');
  return [access.baseUrl, model.id, key, option.named.source, option.asked(body)].join('\n');
};

/** Sends a body and gives the raw response; what only adds to an answer is left out where the provider refuses it. */
export const sendBody = async (call: Call<'openai-responses'>, body: Body): Promise<Response> => {
  const known = options.find((option) => option.asked(body) !== undefined && refused.has(nameOf(call, option, body)));
  if (known) return sendBody(call, known.without(body));
  try {
    return await clientOf(call.access.baseUrl).responses.create(body, sending(call)).asResponse();
  } catch (thrown) {
    const option = options.find(({ asked, named }) => asked(body) !== undefined && refuses(thrown, named));
    if (!option) throw thrown;
    if (!option.once) refused.add(nameOf(call, option, body));
    return sendBody(call, option.without(body));
  }
};

const refuses = (thrown: unknown, named: RegExp): boolean =>
  thrown instanceof APIError && thrown.status === 400 && named.test(`${thrown.param} ${thrown.message}`);
