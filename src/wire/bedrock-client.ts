import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { handlerOf, type Exchange } from './bedrock-transport.ts';
import type { Access } from './wire.ts';

type Config = NonNullable<ConstructorParameters<typeof BedrockRuntimeClient>[0]>;

/** Steps of the SDK that tell of this machine, read `_X_AMZN_TRACE_ID`, and write a log. */
const unwanted = ['getUserAgentMiddleware', 'recursionDetectionMiddleware', 'loggerMiddleware'];

/**
 * A client for one request: it keeps the key it was made with, and keys change. Connections are shared by `fetch`.
 * Everything that the SDK would look for in `AWS_*` variables and the files of its command line is given.
 * Throws a `ChatFailure` of kind `key` where the key lacks something or cannot be sent.
 */
export const clientOf = (exchange: Exchange): BedrockRuntimeClient => {
  const { access } = exchange.asker;
  const client = new BedrockRuntimeClient({
    ...given(access),
    endpoint: access.baseUrl,
    requestHandler: handlerOf(exchange),
  });
  for (const name of unwanted) client.middlewareStack.remove(name);
  // Signing finds its place by this one's name. It tries again, and counts attempts in headers.
  client.middlewareStack.add((next) => next, {
    name: 'retryMiddleware',
    step: 'finalizeRequest',
    priority: 'high',
    override: true,
  });
  return client;
};

/** Signs requests to Amazon with an access key. Undefined where the key is a Bedrock API key, or none. */
export const signerOf = async (access: Access) => {
  const credentials = credentialsOf(access);
  if (!credentials) return undefined;
  const client = new BedrockRuntimeClient(given(access));
  return client.config.signer({
    name: 'sigv4',
    signingName: 'bedrock',
    signingRegion: regionOf(access),
    properties: {},
  });
};

const given = (access: Access): Config => {
  const credentials = credentialsOf(access);
  return {
    region: regionOf(access),
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    // The clock is this machine's: a date of the server is not believed.
    disableClockSkewCorrection: true,
    userAgentAppId: 'Keyway',
    defaultUserAgentProvider: async () => [['Keyway']],
    // Never the SDK's own search; without an access key the request goes out unsigned, and the API key is a header of ours.
    credentialDefaultProvider: () => () => Promise.reject(new Error('There is no access key')),
    authSchemePreference: ['sigv4'],
    ...(credentials
      ? { credentials }
      : { httpAuthSchemes: [unsigned], httpAuthSchemeProvider: () => [{ schemeId: unsigned.schemeId }] }),
  };
};

const unsigned: NonNullable<Config['httpAuthSchemes']>[number] = {
  schemeId: 'smithy.api#noAuth',
  identityProvider: () => () => Promise.resolve({}),
  signer: { sign: (request) => Promise.resolve(request) },
};

const regionOf = ({ plain }: Access): string => {
  const region = plain['region'];
  if (region && /^[a-z\d-]+$/.test(region)) return region;
  throw new ChatFailure({ kind: 'key', what: t('its region is missing: edit the key') });
};

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A Bedrock API key goes first where both are there. */
const credentialsOf = ({ secrets }: Access): Credentials | undefined => {
  const { apiKey, accessKeyId, secretAccessKey, sessionToken } = secrets;
  if (apiKey || (!accessKeyId && !secretAccessKey)) return undefined;
  if (!accessKeyId || !secretAccessKey)
    throw new ChatFailure({ kind: 'key', what: t('one half of its access key is missing: edit the key') });
  // The id and the token are headers, and `fetch` quotes a header that it cannot send.
  for (const part of [accessKeyId, secretAccessKey, sessionToken ?? ''])
    if (!/^[\x21-\x7e]*$/.test(part))
      throw new ChatFailure({
        kind: 'key',
        what: t('the access key holds a character that no key has: enter it again'),
      });
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
};
