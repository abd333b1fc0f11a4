import { APIConnectionError, APIError } from 'openai';
import type { Body } from './openai-chat-request.ts';
import { headersOf, refusesRedirects } from './openai-client.ts';
import { fetchWholeErrors } from './openai-errors.ts';
import type { Call } from './wire.ts';

/** Sends a body and gives the raw response. Throws the SDK's errors. */
export const sendBody = (call: Call<'openai-chat'>, body: Body): Promise<Response> => postTo(urlOf(call), call, body);

/**
 * The same to any address. Not through the SDK's client: that builds headers, timers and signals we replace (openai 7.55), and
 * takes longer for it than the whole house takes to choose a route.
 */
export const postTo = async (url: string, call: Call<'openai-chat'>, body: object): Promise<Response> => {
  const { signal } = call;
  const init = { method: 'POST', headers: headersOf(call), body: JSON.stringify(body), signal, ...refusesRedirects };
  const response = await fetchWholeErrors(url, init).catch((cause: Error) => {
    throw new APIConnectionError({ cause });
  });
  if (response.ok) return response;
  const text = await response.text();
  const said = jsonIn(text);
  throw APIError.generate(response.status, said, said === undefined ? text : undefined, response.headers);
};

const jsonIn = (text: string): object | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const urlOf = (call: Call<'openai-chat'>): string => {
  const { baseUrl, query } = addressOf(call);
  const asked = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
  return `${baseUrl}/chat/completions${asked}`;
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
