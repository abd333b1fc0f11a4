import type { Verdict } from '../../src/core/key.ts';

/** An answer of a provider: status, body, and what the key is then. */
interface Told {
  readonly status: number;
  readonly body: unknown;
  readonly verdict: Verdict;
}

export interface AnswersToKeys {
  /** Where the bodies come from. Facts of the providers' documentation and of live error bodies, collected 2026-11-20. */
  readonly source: string;
  /** To a key that nobody ever issued. */
  readonly bad: readonly Told[];
  /** To a working key; by the end of the path where there are several questions. */
  readonly good: unknown;
  readonly more?: readonly Told[];
}

const told =
  (verdict: Verdict) =>
  (status: number, body: unknown): Told => ({ status, body, verdict });

const invalid = told('invalid');
const valid = told('valid');
const limited = told('limited');
const expired = told('expired');
const noCredit = told('no-credit');
const unclear = told('unclear');

const models = { object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: 'o' }] };
const answer = {
  id: 'a',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'length' }],
};
const embedded = { object: 'list', data: [{ object: 'embedding', index: 0, embedding: [0.1] }], model: 'm' };

/** `Incorrect API key`, as OpenAI and many after it write it. */
const openaiBody = (message: string, code: string | null = 'invalid_api_key') => ({
  error: { message, type: 'invalid_request_error', param: null, code },
});

export const answersToKeys: Readonly<Record<string, AnswersToKeys>> = {
  openai: {
    source: 'OpenAI API, live',
    bad: [invalid(401, openaiBody('Incorrect API key provided: sk-inven*****cdef.'))],
    good: models,
    more: [
      limited(
        403,
        openaiBody('You have insufficient permissions for this operation. Missing scopes: api.model.read.', null),
      ),
      noCredit(429, {
        error: { message: 'You exceeded your current quota', type: 'insufficient_quota', code: 'insufficient_quota' },
      }),
      valid(429, { error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' } }),
      expired(401, { error: { message: 'The organization is gone', code: 'account_deactivated' } }),
      unclear(503, { error: { message: 'The server is overloaded' } }),
    ],
  },
  anthropic: {
    source: 'Anthropic API, live',
    bad: [
      invalid(401, {
        type: 'error',
        error: { type: 'authentication_error', message: 'invalid x-api-key' },
        request_id: 'r',
      }),
    ],
    good: { data: [], has_more: false, first_id: null, last_id: null },
    more: [
      limited(403, {
        type: 'error',
        error: {
          type: 'permission_error',
          message: 'Your API key does not have permission to use the specified resource.',
        },
      }),
      noCredit(400, {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message: 'Your credit balance is too low to access the Anthropic API.',
        },
      }),
      valid(429, { type: 'error', error: { type: 'rate_limit_error', message: 'slow down' } }),
      expired(401, {
        type: 'error',
        error: { type: 'authentication_error', message: 'This API key has been disabled.' },
      }),
      unclear(529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    ],
  },
  gemini: {
    source: 'Gemini API, live; threads on AQ. keys of 2026-04 to 2026-09',
    bad: [
      invalid(400, {
        error: {
          code: 400,
          message: 'API key not valid. Please pass a valid API key.',
          status: 'INVALID_ARGUMENT',
          details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }],
        },
      }),
      invalid(401, {
        error: {
          code: 401,
          message: 'Request had invalid authentication credentials. Expected OAuth 2 access token…',
          status: 'UNAUTHENTICATED',
        },
      }),
    ],
    good: { models: [{ name: 'models/gemini-x' }] },
    more: [
      expired(400, {
        error: {
          code: 400,
          message: 'API key expired. Please renew the API key.',
          status: 'INVALID_ARGUMENT',
          details: [{ reason: 'API_KEY_INVALID' }],
        },
      }),
      expired(403, {
        error: {
          code: 403,
          message: 'Your API key was reported as leaked. Please use another API key.',
          status: 'PERMISSION_DENIED',
        },
      }),
      limited(403, {
        error: {
          code: 403,
          message: 'Requests to this API generativelanguage.googleapis.com method ListModels are blocked.',
          status: 'PERMISSION_DENIED',
          details: [{ reason: 'API_KEY_SERVICE_BLOCKED' }],
        },
      }),
      limited(403, {
        error: {
          code: 403,
          message: 'Generative Language API has not been used in project 1 before or it is disabled.',
          status: 'PERMISSION_DENIED',
        },
      }),
      unclear(400, {
        error: { code: 400, message: 'Invalid value at page_size (TYPE_INT32)', status: 'INVALID_ARGUMENT' },
      }),
      limited(400, {
        error: { code: 400, message: 'User location is not supported for the API use.', status: 'FAILED_PRECONDITION' },
      }),
      noCredit(403, { error: { code: 403, message: 'dunning decision is deny', status: 'PERMISSION_DENIED' } }),
      valid(429, { error: { code: 429, message: 'Resource has been exhausted', status: 'RESOURCE_EXHAUSTED' } }),
    ],
  },
  'azure-openai': {
    source: 'Azure OpenAI documentation',
    bad: [
      invalid(401, {
        error: {
          code: '401',
          message:
            'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key.',
        },
      }),
    ],
    good: models,
    more: [limited(403, { error: { code: '403', message: 'Access denied due to Virtual Network/Firewall rules.' } })],
  },
  bedrock: {
    source: 'AWS API reference, "Common errors"; bodies of 2026-11',
    bad: [
      invalid(403, { message: 'The security token included in the request is invalid.' }),
      invalid(403, { __type: 'UnrecognizedClientException', message: 'The security token is invalid.' }),
      invalid(403, {
        __type: 'InvalidSignatureException',
        message: 'The request signature we calculated does not match the signature you provided.',
      }),
    ],
    good: { modelSummaries: [] },
    more: [
      expired(403, {
        __type: 'ExpiredTokenException',
        message: 'The security token included in the request is expired',
      }),
      limited(403, {
        __type: 'AccessDeniedException',
        message: 'User: arn:aws:iam::1:user/u is not authorized to perform: bedrock:ListFoundationModels',
      }),
    ],
  },
  xai: {
    source: 'xAI API, live',
    bad: [
      invalid(400, {
        code: 'Client specified an invalid argument',
        error: 'Incorrect API key provided: in***ef. You can obtain an API key from https://console.x.ai.',
      }),
      invalid(401, { code: 'unauthenticated', error: 'Unauthorized' }),
    ],
    good: {
      name: 'k',
      acls: ['api-key:model:*'],
      api_key_blocked: false,
      api_key_disabled: false,
      team_blocked: false,
    },
    more: [
      expired(200, { name: 'k', acls: [], api_key_blocked: false, api_key_disabled: true, team_blocked: false }),
      expired(200, { name: 'k', acls: [], api_key_blocked: true, api_key_disabled: false, team_blocked: false }),
      unclear(400, { code: 'Client specified an invalid argument', error: 'Failed to deserialize the query' }),
      noCredit(403, { code: 'permission-denied', error: "Your newly created team doesn't have any credits yet." }),
    ],
  },
  cohere: {
    source: 'Cohere API reference',
    bad: [invalid(200, { valid: false }), invalid(401, { message: 'invalid api token' })],
    good: { valid: true, organization_id: 'o', owner_id: 'w' },
    more: [valid(429, { message: 'trial token rate limit exceeded, limit is 100 api calls per minute' })],
  },
  mistral: {
    source: 'Mistral API, live',
    bad: [invalid(401, { message: 'Unauthorized', request_id: 'r' }), invalid(401, { detail: 'Unauthorized' })],
    good: models,
    more: [noCredit(402, { message: 'Payment required' })],
  },
  perplexity: {
    source: 'the openai SDK’s error classes; Perplexity documents no body',
    bad: [invalid(401, { error: { message: 'Invalid API key provided.', type: 'invalid_api_key', code: 401 } })],
    good: embedded,
    more: [
      noCredit(401, { error: { message: 'You have insufficient credits.', type: 'insufficient_quota', code: 401 } }),
    ],
  },
  inflection: {
    source: 'no body is known; FastAPI’s own',
    bad: [invalid(401, { detail: 'Unauthorized' })],
    good: answer,
  },
  ai21: {
    source: 'AI21 documentation',
    bad: [
      invalid(401, { detail: 'Forbidden: Bad or missing API token.' }),
      invalid(403, { detail: 'Forbidden: Bad or missing API token.' }),
    ],
    good: answer,
  },
  deepseek: {
    source: 'DeepSeek API, live',
    bad: [
      invalid(401, {
        error: {
          message: 'Authentication Fails, Your api key: ****cdef is invalid',
          type: 'authentication_error',
          param: null,
          code: 'invalid_request_error',
        },
      }),
    ],
    good: { is_available: true, balance_infos: [{ currency: 'USD', total_balance: '12.34' }] },
    more: [
      noCredit(200, { is_available: false, balance_infos: [{ currency: 'USD', total_balance: '0.00' }] }),
      noCredit(402, { error: { message: 'Insufficient Balance' } }),
    ],
  },
  together: {
    source: 'Together API, live',
    bad: [
      invalid(
        401,
        openaiBody('Invalid API key provided. You can find your API key at https://api.together.ai/settings/api-keys.'),
      ),
    ],
    good: [{ id: 'm', type: 'chat' }],
    more: [noCredit(402, { error: { message: 'Credit limit exceeded: reached its maximum allowed spending limit' } })],
  },
  fireworks: {
    source: 'Fireworks API, live',
    bad: [
      invalid(401, { error: { object: 'error', type: 'invalid_request_error', message: 'unauthorized' } }),
      invalid(403, { error: { object: 'error', type: 'invalid_request_error', message: 'unauthorized' } }),
    ],
    good: models,
    more: [noCredit(412, { error: { message: 'Account suspended: reached its monthly spending limit' } })],
  },
  groq: {
    source: 'Groq API, live',
    bad: [invalid(401, openaiBody('Invalid API Key'))],
    good: models,
    more: [expired(401, openaiBody('This API key has expired.', 'expired_api_key'))],
  },
  replicate: {
    source: 'Replicate API, live',
    bad: [
      invalid(401, { title: 'Unauthenticated', detail: 'You did not pass a valid authentication token', status: 401 }),
    ],
    good: { type: 'user', username: 'u' },
    more: [noCredit(402, { title: 'Payment required', detail: 'You have insufficient credit', status: 402 })],
  },
  hyperbolic: {
    source: 'no body is known; FastAPI’s own',
    bad: [invalid(401, { detail: 'Could not validate credentials' })],
    good: answer,
    more: [noCredit(402, { detail: 'Insufficient funds' }), valid(404, { message: 'Model not found' })],
  },
  sambanova: {
    source: 'SambaNova Cloud; its 402 since 2026-08',
    bad: [invalid(401, { error: 'Invalid token' })],
    good: answer,
    more: [
      noCredit(402, { error: { code: 'PAYMENT_METHOD_REQUIRED', message: 'Add a payment method' } }),
      valid(404, { error: { message: 'Model not found', code: 'model_not_found' } }),
      valid(400, { error: { message: 'maximum context length is 4096', code: 'context_length_exceeded' } }),
      unclear(404, { message: 'Not Found' }),
      unclear(400, {}),
    ],
  },
  databricks: {
    source: 'Databricks REST API',
    bad: [
      invalid(401, { error_code: '401', message: 'Credential was not sent or was of an unsupported type' }),
      invalid(403, { error_code: '403', message: 'Invalid access token. [ReqId: r]' }),
    ],
    good: { id: '1', userName: 'u', active: true },
    more: [
      expired(403, { error_code: '403', message: 'Access token expired.' }),
      expired(200, { id: '1', active: false }),
      limited(403, { error_code: 'PERMISSION_DENIED', message: 'User does not have the permission.' }),
    ],
  },
  cloudflare: {
    source: 'Cloudflare API v4, live',
    bad: [
      invalid(401, {
        success: false,
        errors: [{ code: 1000, message: 'Invalid API Token' }],
        messages: [],
        result: null,
      }),
      invalid(403, {
        success: false,
        errors: [{ code: 9109, message: 'Invalid access token' }],
        messages: [],
        result: null,
      }),
      invalid(400, {
        success: false,
        errors: [{ code: 6111, message: 'Invalid format for Authorization header' }],
        messages: [],
        result: null,
      }),
      invalid(200, {
        success: false,
        errors: [{ code: 1000, message: 'Invalid API Token' }],
        messages: [],
        result: null,
      }),
    ],
    good: { success: true, errors: [], messages: [], result: { id: 'i', status: 'active' } },
    more: [
      expired(200, { success: true, errors: [], result: { id: 'i', status: 'disabled' } }),
      expired(200, { success: true, errors: [], result: { id: 'i', status: 'expired' } }),
    ],
  },
  novita: {
    source: 'Novita API, live',
    bad: [invalid(401, { code: 401, reason: 'INVALID_API_KEY', message: 'invalid api key' })],
    good: { id: 'u', credit_balance: 10_000 },
    more: [
      limited(403, { code: 403, reason: 'FORBIDDEN', message: 'no' }),
      noCredit(403, { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'insufficient balance' }),
    ],
  },
  openrouter: {
    source: 'OpenRouter documentation, 2026-08-22',
    bad: [
      invalid(401, { error: { code: 401, message: 'User not found.' } }),
      invalid(200, { error: { code: 401, message: 'No auth credentials found' } }),
    ],
    good: { data: { label: 'k', limit: null, limit_remaining: null, is_free_tier: false } },
    more: [
      noCredit(200, { data: { label: 'k', limit: 5, limit_remaining: 0 } }),
      noCredit(200, { data: { label: 'k', limit: 5, limit_remaining: -0.2 } }),
      noCredit(402, { error: { code: 402, message: 'Insufficient credits' } }),
    ],
  },
  ollama: {
    source: 'Ollama documentation, 2026-08-21; the cloud answers 401',
    bad: [invalid(401, { error: 'unauthorized' })],
    good: { models: [] },
    more: [limited(403, { error: 'this model requires a subscription' })],
  },
  huggingface: {
    source: 'Hugging Face hub, live; scopes of 2026-08',
    bad: [invalid(401, { error: 'Invalid username or password.' })],
    good: { type: 'user', name: 'u', auth: { type: 'access_token', accessToken: { displayName: 'k', role: 'read' } } },
    more: [
      valid(200, {
        auth: {
          accessToken: { role: 'fineGrained', fineGrained: { global: ['inference.serverless.write'], scoped: [] } },
        },
      }),
      valid(200, {
        auth: {
          accessToken: {
            role: 'fineGrained',
            fineGrained: { scoped: [{ entity: { type: 'user' }, permissions: ['inference.serverless.write'] }] },
          },
        },
      }),
      limited(200, {
        auth: {
          accessToken: {
            role: 'fineGrained',
            fineGrained: { global: ['discussion.write'], scoped: [{ permissions: ['repo.content.read'] }] },
          },
        },
      }),
      expired(401, { error: 'Access token has been revoked' }),
    ],
  },
  cerebras: {
    source: 'Cerebras API, live',
    bad: [
      invalid(401, {
        message: 'Wrong API Key',
        type: 'invalid_request_error',
        param: 'api_key',
        code: 'wrong_api_key',
      }),
    ],
    good: models,
    more: [noCredit(402, { message: 'Payment required', type: 'payment_required_error', code: 'payment_required' })],
  },
  nvidia: {
    source: 'NGC key service, live; detectors of 2026-08',
    bad: [invalid(401, { requestStatus: { statusCode: 'UNAUTHORIZED', statusDescription: 'Invalid API key.' } })],
    good: { requestStatus: { statusCode: 'SUCCESS' }, type: 'PERSONAL_KEY', orgName: 'o', user: { roles: [] } },
    more: [
      invalid(200, { requestStatus: { statusCode: 'FORBIDDEN' } }),
      noCredit(403, { status: 403, detail: 'Cloud credits expired - Please contact NVIDIA representatives' }),
    ],
  },
  moonshot: {
    source: 'Moonshot API, live',
    bad: [invalid(401, { error: { message: 'Invalid Authentication', type: 'invalid_authentication_error' } })],
    good: {
      code: 0,
      data: { available_balance: 49.5, voucher_balance: 40, cash_balance: 9.5 },
      scode: '0x0',
      status: true,
    },
    more: [
      noCredit(200, { code: 0, data: { available_balance: 0, voucher_balance: 0, cash_balance: -1 }, status: true }),
      noCredit(429, {
        error: {
          message: 'Your account is suspended, please check your plan and billing details',
          type: 'exceeded_current_quota_error',
        },
      }),
    ],
  },
  zai: {
    source: 'Z.ai error codes, 2026-11',
    bad: [
      invalid(401, { error: { code: '401', message: 'token expired or incorrect' } }),
      invalid(401, { error: { code: '1000', message: 'Authentication Failed' } }),
      invalid(401, { error: { code: '1002', message: 'Authentication Token is illegal' } }),
    ],
    good: models,
    more: [noCredit(429, { error: { code: '1113', message: 'No resource package. Please recharge.' } })],
  },
  alibaba: {
    source: 'DashScope documentation',
    bad: [
      invalid(401, openaiBody('Incorrect API key provided. For details, see: https://help.aliyun.com/')),
      invalid(401, { code: 'InvalidApiKey', message: 'Invalid API-key provided.', request_id: 'r' }),
    ],
    good: models,
    more: [
      noCredit(403, {
        error: { code: 'AllocationQuota.FreeTierOnly', message: 'The free tier of the model has been exhausted.' },
      }),
      noCredit(400, {
        error: { code: 'Arrearage', message: 'Access denied, please make sure your account is in good standing.' },
      }),
    ],
  },
  minimax: {
    source: 'MiniMax API, live; older routes answer 200',
    bad: [
      invalid(401, {
        type: 'error',
        error: { type: 'authorized_error', message: 'invalid api key (2049)', http_code: '401' },
      }),
      invalid(200, { base_resp: { status_code: 2049, status_msg: 'invalid api key' } }),
      invalid(200, { base_resp: { status_code: 1004, status_msg: 'login fail: Please carry the API secret key' } }),
    ],
    good: { ...models, base_resp: { status_code: 0, status_msg: 'success' } },
    more: [noCredit(200, { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } })],
  },
  vertex: {
    source: 'Google Cloud API errors',
    bad: [
      invalid(401, {
        error: { code: 401, message: 'Request had invalid authentication credentials.', status: 'UNAUTHENTICATED' },
      }),
    ],
    good: { totalTokens: 1 },
    more: [
      limited(403, {
        error: {
          code: 403,
          message: "Permission 'aiplatform.endpoints.predict' denied on resource",
          status: 'PERMISSION_DENIED',
        },
      }),
    ],
  },
  lmstudio: {
    source: 'LM Studio 0.4 with tokens on',
    bad: [invalid(401, { error: { message: 'Invalid API token', type: 'invalid_request_error' } })],
    // The server runs and nothing is loaded.
    good: { object: 'list', data: [] },
  },
  vllm: {
    source: 'vLLM with --api-key',
    bad: [invalid(401, { error: 'Unauthorized' })],
    good: models,
  },
  llamacpp: {
    source: 'llama.cpp server with --api-key',
    bad: [invalid(401, { error: { code: 401, message: 'Invalid API Key', type: 'authentication_error' } })],
    good: { default_generation_settings: { n_ctx: 8192 }, total_slots: 1 },
    more: [unclear(503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } })],
  },
  litellm: {
    source: 'LiteLLM proxy',
    bad: [
      invalid(401, {
        error: {
          message: 'Authentication Error, Invalid proxy server token passed.',
          type: 'auth_error',
          param: 'None',
          code: '401',
        },
      }),
    ],
    good: models,
    more: [
      expired(401, {
        error: {
          message: 'Authentication Error - Expired Key. Key Expiry time 2026-01-01',
          type: 'expired_key',
          param: 'None',
          code: '401',
        },
      }),
      expired(200, { key: 'h', info: { blocked: true, spend: 0, max_budget: null } }),
      noCredit(200, { key: 'h', info: { blocked: null, spend: 5.1, max_budget: 5 } }),
      noCredit(400, {
        error: {
          message: 'Budget has been exceeded! Current cost: 5.1, Max budget: 5',
          type: 'budget_exceeded',
          code: '400',
        },
      }),
    ],
  },
  vercel: {
    source: 'Vercel AI Gateway documentation',
    bad: [invalid(401, { error: { message: 'Authentication failed', type: 'authentication_error' } })],
    good: { balance: '95.50', total_used: '4.50' },
    more: [
      noCredit(200, { balance: '0', total_used: '5.00' }),
      noCredit(403, {
        error: { message: 'AI Gateway requires a valid credit card on file', type: 'customer_verification_required' },
      }),
    ],
  },
  nebius: {
    source: 'FastAPI’s own; Nebius documents no body',
    bad: [invalid(401, { detail: 'Could not validate credentials' })],
    good: models,
  },
  deepinfra: {
    source: 'DeepInfra API, live',
    bad: [invalid(401, { detail: { error: 'User is not authenticated' } })],
    good: { uid: 'u', email: 'e' },
  },
  voyage: {
    source: 'Voyage API, live',
    bad: [invalid(401, { detail: 'Provided API key is invalid.' })],
    good: embedded,
    more: [valid(429, { detail: 'You have not yet added your payment method… reduced rate limits of 3 RPM' })],
  },
  custom: {
    source: 'OpenAI-compatible servers',
    bad: [invalid(401, { detail: 'Unauthorized' })],
    good: models,
    more: [unclear(404, { detail: 'Not Found' })],
  },
};
