import { hash } from 'node:crypto';
import { APIError } from 'openai';
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
}

const options: readonly Option[] = [
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

/** What was refused, by address, model, key and what was asked for: each costs one unbilled request until the window reloads. */
const refused = new Set<string>();

const nameOf = ({ access, model }: Call, option: Option, body: Body): string => {
  const key = hash('sha256', access.secrets['apiKey'] ?? '');
  return [access.baseUrl, model.id, key, option.named.source, option.asked(body)].join('\n');
};

/** Sends a body and gives the raw response; what only adds to an answer is left out where the provider refuses it. */
export const sendBody = async (call: Call<'openai-responses'>, body: Body): Promise<Response> => {
  const known = options.find((option) => option.asked(body) !== undefined && refused.has(nameOf(call, option, body)));
  if (known) return await sendBody(call, known.without(body));
  try {
    return await clientOf(call.access.baseUrl).responses.create(body, sending(call)).asResponse();
  } catch (thrown) {
    const option = options.find(({ asked, named }) => asked(body) !== undefined && refuses(thrown, named));
    if (!option) throw thrown;
    refused.add(nameOf(call, option, body));
    return await sendBody(call, option.without(body));
  }
};

const refuses = (thrown: unknown, named: RegExp): boolean =>
  thrown instanceof APIError && thrown.status === 400 && named.test(`${thrown.param} ${thrown.message}`);
