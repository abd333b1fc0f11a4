import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import type { Body } from './openai-chat-request.ts';
import { clientOf, sending } from './openai-client.ts';
import type { Call } from './wire.ts';

/** Sends a body and gives the raw response. */
export const sendBody = async (call: Call<'openai-chat'>, body: Body): Promise<Response> => {
  const { baseUrl, query } = addressOf(call);
  const options = { ...sending(call), ...(query && { query }) };
  // The SDK sends what it is given; what its types do not know, the record's server does.
  const asTyped = body as ChatCompletionCreateParamsStreaming;
  return await clientOf(baseUrl).chat.completions.create(asTyped, options).asResponse();
};

interface Address {
  readonly baseUrl: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** Azure's classic addresses name the deployment in the path and a version in the query. */
export const addressOf = ({
  access,
  model,
  provider,
}: Pick<Call<'openai-chat'>, 'access' | 'model' | 'provider'>): Address => {
  const { baseUrl } = access;
  const version = access.plain['apiVersion'];
  if (!provider.quirks?.deployments || !version) return { baseUrl };
  const resource = baseUrl.replace(/\/openai\/v1$/, '');
  return {
    baseUrl: `${resource}/openai/deployments/${encodeURIComponent(model.id)}`,
    query: { 'api-version': version },
  };
};
