import type { ChatFailure } from '../core/failure.ts';
import { isLoose, textOf } from './loose.ts';
import { refused, type Asked } from './refused.ts';
import { saidIn } from './said.ts';

interface Said {
  /** AWS's name of the exception. */
  readonly name: string | undefined;
  readonly text: string | undefined;
  readonly status?: number | undefined;
  readonly headers?: Headers | undefined;
}

/**
 * Exceptions as `classify` knows them (API reference, "Common errors" and ConverseStream, November 2026). AWS answers 403
 * both to a bad key and to a right that is missing.
 */
const codes: Readonly<Record<string, string>> = {
  UnrecognizedClientException: 'invalid_api_key',
  InvalidSignatureException: 'invalid_api_key',
  InvalidClientTokenId: 'invalid_api_key',
  IncompleteSignature: 'invalid_api_key',
  IncompleteSignatureException: 'invalid_api_key',
  MissingAuthenticationToken: 'invalid_api_key',
  MissingAuthenticationTokenException: 'invalid_api_key',
  ExpiredToken: 'invalid_api_key',
  ExpiredTokenException: 'invalid_api_key',
  AccessDeniedException: 'permission_denied',
  ResourceNotFoundException: 'model_not_found',
  ThrottlingException: 'rate_limit_error',
  ServiceQuotaExceededException: 'insufficient_quota',
  // Comes with 424, which says nothing of the request itself.
  ModelErrorException: 'api_error',
  ModelTimeoutException: 'timeout_error',
  InternalServerException: 'api_error',
  ServiceUnavailableException: 'unavailable',
  ValidationException: 'invalid_request',
};

/** A map, because a plain object also answers to `__proto__`. */
const codeByName = new Map(Object.entries(codes));

/** Sentences that know more than their exception; each with what Bedrock says. */
const sentences: readonly (readonly [RegExp, string])[] = [
  // "Authentication failed: Please make sure your API Key is valid.", "Bearer Token has expired".
  [/api key is valid|bearer token|security token .{0,40}(?:invalid|expired)/i, 'invalid_api_key'],
  // ThrottlingException "Too many tokens per day, please wait before trying again."
  [/per day\b/i, 'daily_quota'],
  // ValidationException "The provided model identifier is invalid.", "Invocation of model ID … with on-demand throughput isn’t supported".
  [/model identifier is invalid|on-demand throughput isn.t supported/i, 'model_not_found'],
];

/** A code that says the same for every provider, from the exception and its sentence. */
export const codeOf = (name: string | undefined, text: string | undefined): string | undefined => {
  const known = text === undefined ? undefined : sentences.find(([pattern]) => pattern.test(text))?.[1];
  // Inside a stream the same names begin with a small letter.
  return known ?? (name && (codeByName.get(name.charAt(0).toUpperCase() + name.slice(1)) ?? name));
};

/** The failure of an exception, whether it came as a response or inside a stream. */
export const refusalOf = (asked: Asked, { name, text, status, headers }: Said): ChatFailure => {
  // A model that is not ready answers 429, and no other key helps.
  const isUnready = /^modelNotReady/i.test(name ?? '');
  return refused(asked, {
    status: isUnready ? undefined : status,
    code: isUnready ? 'unavailable' : codeOf(name, text),
    text,
    header: headers && ((header) => headers.get(header)),
    requestId: headers?.get('x-amzn-requestid') ?? undefined,
  });
};

/** What a JSON body and the header beside it say: `{"message": …}`, `{"__type": …, "Message": …}`. */
export const saidInBody = (body: unknown, headers: Headers): Pick<Said, 'name' | 'text'> => {
  const fields = isLoose<'message' | 'Message' | '__type' | 'code'>(body) ? body : {};
  const name = headers.get('x-amzn-errortype') ?? textOf(fields.__type) ?? textOf(fields.code);
  return {
    // `com.amazon.coral.service#ThrottlingException:http://internal.amazon.com/…`
    name: name?.split(':')[0]?.split('#').at(-1),
    // Gateways say it in their own way.
    text: textOf(fields.message) ?? textOf(fields.Message) ?? saidIn(body).text,
  };
};
