import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asContext, classify, type Refusal } from '../../src/core/classify.ts';
import { ChatFailure, remedies, type FailureKind } from '../../src/core/failure.ts';

/** What a protocol reads out of a provider's answer. */
interface Answered {
  readonly from: string;
  readonly kind: FailureKind;
  readonly refusal: Omit<Refusal, 'secrets'>;
}

const headers =
  (all: Readonly<Record<string, string>>) =>
  (name: string): string | null =>
    all[name] ?? null;

const verdict = (refusal: Omit<Refusal, 'secrets'>, secrets: readonly string[] = []) =>
  classify({ ...refusal, secrets });

/** Bodies as the providers send them: status, code or type, sentence. */
const table: readonly Answered[] = [
  {
    from: 'OpenAI, no credit: a 429 that time does not cure',
    kind: 'quota',
    refusal: {
      status: 429,
      code: 'insufficient_quota',
      text: 'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
    },
  },
  {
    from: 'OpenAI, tokens per minute',
    kind: 'rate',
    refusal: {
      status: 429,
      code: 'rate_limit_exceeded',
      text: 'Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000. Please try again in 2s.',
    },
  },
  {
    from: 'OpenAI, one request left: a rate limit all the same',
    kind: 'rate',
    refusal: { status: 429, text: 'Too Many Requests', header: headers({ 'x-ratelimit-remaining-requests': '1' }) },
  },
  {
    from: 'OpenAI, wrong key',
    kind: 'auth',
    refusal: {
      status: 401,
      code: 'invalid_api_key',
      text: 'Incorrect API key provided: sk-proj-****abcd. You can find your API key at https://platform.openai.com/account/api-keys.',
    },
  },
  {
    from: 'OpenAI, too long',
    kind: 'context',
    refusal: {
      status: 400,
      code: 'context_length_exceeded',
      text: "This model's maximum context length is 128000 tokens. However, your messages resulted in 130452 tokens. Please reduce the length of the messages.",
    },
  },
  {
    from: 'OpenAI Responses, too long',
    kind: 'context',
    refusal: {
      status: 400,
      code: 'context_length_exceeded',
      text: 'Your input exceeds the context window of this model. Please adjust your input and try again.',
    },
  },
  {
    from: 'OpenAI, a model nobody has',
    kind: 'model-missing',
    refusal: {
      status: 404,
      code: 'model_not_found',
      text: 'The model `gpt-9` does not exist or you do not have access to it.',
    },
  },
  {
    from: 'OpenAI, a country',
    kind: 'forbidden',
    refusal: {
      status: 403,
      code: 'unsupported_country_region_territory',
      text: 'Country, region, or territory not supported',
    },
  },
  {
    from: 'OpenAI, a parameter that a model does not know is no missing model',
    kind: 'request',
    refusal: {
      status: 400,
      code: 'unsupported_parameter',
      text: "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    },
  },
  {
    from: 'OpenAI, an answer longer than the model gives is no overflow',
    kind: 'request',
    refusal: {
      status: 400,
      code: 'invalid_value',
      text: 'max_tokens is too large: 100000. This model supports at most 16384 completion tokens, whereas you provided 100000.',
    },
  },
  {
    from: 'OpenAI, inside the stream',
    kind: 'server',
    refusal: { code: 'server_error', text: 'The server had an error while processing your request. Sorry about that!' },
  },
  {
    from: 'Azure, content filter',
    kind: 'policy',
    refusal: {
      status: 400,
      code: 'content_filter',
      text: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
    },
  },
  {
    from: 'Azure, content filter without a code',
    kind: 'policy',
    refusal: { status: 400, text: "…the prompt triggering Azure OpenAI's content management policy." },
  },
  {
    from: 'Anthropic, no credit: a 400',
    kind: 'quota',
    refusal: {
      status: 400,
      code: 'invalid_request_error',
      text: 'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
    },
  },
  {
    from: 'Anthropic, the month’s own limit: a 400',
    kind: 'quota',
    refusal: {
      status: 400,
      code: 'invalid_request_error',
      text: 'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
    },
  },
  {
    from: 'Anthropic, too long',
    kind: 'context',
    refusal: {
      status: 400,
      code: 'invalid_request_error',
      text: 'prompt is too long: 210432 tokens > 200000 maximum',
    },
  },
  {
    from: 'Anthropic, too long together with the answer',
    kind: 'context',
    refusal: {
      status: 400,
      code: 'invalid_request_error',
      text: 'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length or `max_tokens` and try again',
    },
  },
  {
    from: 'Anthropic, overloaded, inside the stream',
    kind: 'server',
    refusal: { code: 'overloaded_error', text: 'Overloaded' },
  },
  {
    from: 'Anthropic, overloaded',
    kind: 'server',
    refusal: { status: 529, code: 'overloaded_error', text: 'Overloaded' },
  },
  {
    from: 'Anthropic, rate limit',
    kind: 'rate',
    refusal: {
      status: 429,
      code: 'rate_limit_error',
      text: 'This request would exceed your organization’s rate limit of 40,000 input tokens per minute.',
    },
  },
  {
    from: 'Anthropic, wrong key',
    kind: 'auth',
    refusal: { status: 401, code: 'authentication_error', text: 'invalid x-api-key' },
  },
  {
    from: 'Anthropic, a key that may not',
    kind: 'forbidden',
    refusal: {
      status: 403,
      code: 'permission_error',
      text: 'Your API key does not have permission to use the specified resource.',
    },
  },
  {
    from: 'Anthropic, unknown model',
    kind: 'model-missing',
    refusal: { status: 404, code: 'not_found_error', text: 'model: claude-9' },
  },
  {
    from: 'Anthropic, too large a body',
    kind: 'context',
    refusal: { status: 413, code: 'request_too_large', text: 'Request exceeds the maximum size' },
  },
  {
    from: 'Anthropic, a history it does not take',
    kind: 'request',
    refusal: {
      status: 400,
      code: 'invalid_request_error',
      text: 'messages.3: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1.',
    },
  },
  {
    from: 'Gemini, wrong key: a 400',
    kind: 'auth',
    refusal: { status: 400, code: 'INVALID_ARGUMENT', text: 'API key not valid. Please pass a valid API key.' },
  },
  {
    from: 'Gemini, wrong key, by its reason',
    kind: 'auth',
    refusal: { status: 400, code: 'API_KEY_INVALID', text: 'API key not valid. Please pass a valid API key.' },
  },
  {
    from: 'Gemini, expired key',
    kind: 'auth',
    refusal: { status: 400, code: 'INVALID_ARGUMENT', text: 'API key expired. Please renew the API key.' },
  },
  {
    from: 'Gemini, leaked key',
    kind: 'auth',
    refusal: {
      status: 403,
      code: 'PERMISSION_DENIED',
      text: 'Your API key was reported as leaked. Please use another API key.',
    },
  },
  {
    from: 'Gemini, requests per minute',
    kind: 'rate',
    refusal: {
      status: 429,
      code: 'RESOURCE_EXHAUSTED',
      text: 'You exceeded your current quota, please check your plan and billing details.\n* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 10\nPlease retry in 24.512s.',
    },
  },
  {
    from: 'Gemini, requests per day',
    kind: 'quota',
    refusal: {
      status: 429,
      code: 'daily_quota',
      text: 'You exceeded your current quota. Please retry in 24.512s.',
      retryAfter: 24_512,
    },
  },
  {
    from: 'Gemini, a model outside the free tier',
    kind: 'quota',
    refusal: {
      status: 429,
      code: 'RESOURCE_EXHAUSTED',
      text: 'Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 0, model: gemini-2.5-pro\nPlease retry in 3s.',
    },
  },
  {
    from: 'Gemini, too long',
    kind: 'context',
    refusal: {
      status: 400,
      code: 'INVALID_ARGUMENT',
      text: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
    },
  },
  {
    from: 'Gemini, a country',
    kind: 'forbidden',
    refusal: {
      status: 400,
      code: 'FAILED_PRECONDITION',
      text: 'User location is not supported for the API use.',
    },
  },
  {
    from: 'Gemini, busy',
    kind: 'server',
    refusal: { status: 503, code: 'UNAVAILABLE', text: 'The model is overloaded. Please try again later.' },
  },
  {
    from: 'DeepSeek, no credit',
    kind: 'quota',
    refusal: { status: 402, code: 'invalid_request_error', text: 'Insufficient Balance' },
  },
  {
    from: 'DeepSeek, wrong key',
    kind: 'auth',
    refusal: {
      status: 401,
      code: 'authentication_error',
      text: 'Authentication Fails, Your api key: ****abcd is invalid',
    },
  },
  {
    from: 'DeepSeek, unknown model: a 400',
    kind: 'model-missing',
    refusal: { status: 400, code: 'invalid_request_error', text: 'Model Not Exist' },
  },
  {
    from: 'OpenRouter, no credit',
    kind: 'quota',
    refusal: {
      status: 402,
      text: 'This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, but can only afford 1200.',
    },
  },
  {
    from: 'OpenRouter, free requests of the day: only this model waits for it',
    kind: 'rate',
    refusal: {
      status: 429,
      text: 'Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000 free model requests per day',
    },
  },
  {
    from: 'OpenRouter, moderation',
    kind: 'policy',
    refusal: {
      status: 403,
      text: 'openai/gpt-4o requires moderation on OpenAI. Your input was flagged for "violence".',
    },
  },
  {
    from: 'OpenRouter, nobody serves it now',
    kind: 'server',
    refusal: { status: 503, text: 'There is no available model provider that meets your routing requirements' },
  },
  {
    from: 'OpenRouter, a 429 inside the stream',
    kind: 'rate',
    refusal: { status: 429, text: 'Provider returned error' },
  },
  {
    from: 'OpenRouter, a 502 inside the stream',
    kind: 'server',
    refusal: { status: 502, text: 'Provider disconnected' },
  },
  {
    from: 'xAI, wrong key: a 400',
    kind: 'auth',
    refusal: {
      status: 400,
      code: 'Client specified an invalid argument',
      text: 'Incorrect API key provided: xa***bc. You can obtain an API key from https://console.x.ai.',
    },
  },
  {
    from: 'xAI, too long',
    kind: 'context',
    refusal: {
      status: 400,
      text: "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    },
  },
  {
    from: 'xAI, no credit: a 403',
    kind: 'quota',
    refusal: {
      status: 403,
      code: 'The caller does not have permission to execute the specified operation',
      text: 'Your newly created team doesn’t have any credits yet. You can purchase credits on https://console.x.ai.',
    },
  },
  {
    from: 'xAI, safety check: a 403',
    kind: 'policy',
    refusal: {
      status: 403,
      code: 'The caller does not have permission to execute the specified operation',
      text: 'Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO',
    },
  },
  {
    from: 'Groq, tokens per minute: a 413 that looks like an overflow',
    kind: 'rate',
    refusal: {
      status: 413,
      code: 'rate_limit_exceeded',
      text: 'Request too large for model `llama-3.1-8b-instant` in organization `org_x` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 9204, please reduce your message size and try again.',
    },
  },
  {
    from: 'Groq, the same without a code',
    kind: 'rate',
    refusal: { status: 413, text: 'Request too large … on tokens per minute (TPM): Limit 6000, Requested 9204' },
  },
  {
    from: 'Groq, too long',
    kind: 'context',
    refusal: { status: 400, text: 'Please reduce the length of the messages or completion.' },
  },
  {
    from: 'Groq, a retired model',
    kind: 'model-missing',
    refusal: {
      status: 400,
      code: 'model_decommissioned',
      text: 'The model `gemma-7b-it` has been decommissioned and is no longer supported.',
    },
  },
  ...[
    ['Hugging Face’s text-generation-inference, too long', '`inputs` must have less than 8192 tokens. Given: 9000'],
    [
      'the same, prompt and answer together',
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 4000 `inputs` tokens and 512 `max_new_tokens`',
    ],
    ['Mistral, too long', 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length'],
    ['Vertex, too long', 'The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).'],
    ['a gateway, too long', 'Your request exceeds the maximum number of tokens for this model.'],
    ['Bedrock, too long', 'Too many input tokens. Max input tokens: 8192, request input token count: 9279'],
    ['SGLang, too long', 'Input length (9000 tokens) exceeds the maximum allowed length (8187 tokens).'],
    ['DashScope, too long', 'Range of input length should be [1, 30720]'],
    ['Z.ai, too long', 'Prompt exceeds max length'],
  ].map(([from = '', text]): Answered => ({
    from,
    kind: 'context',
    refusal: { status: 422, code: 'validation', text },
  })),
  {
    from: 'text-generation-inference, a parameter out of its range: no matter of the prompt',
    kind: 'request',
    refusal: {
      status: 422,
      code: 'validation',
      text: 'Input validation error: `max_new_tokens` must be strictly positive',
    },
  },
  {
    from: 'a list that is too long: no matter of the prompt',
    kind: 'request',
    refusal: {
      status: 400,
      text: 'tools must have less than 128 items. Function name exceeds the maximum allowed length (64).',
    },
  },
  { from: 'Cerebras, too long: a 413 without a body', kind: 'context', refusal: { status: 413 } },
  { from: 'Cerebras, the same with an empty one', kind: 'context', refusal: { status: 413, text: '' } },
  { from: 'Cerebras, too long: a 400 without a body', kind: 'context', refusal: { status: 400 } },
  { from: 'Cerebras, wrong key', kind: 'auth', refusal: { status: 401, code: 'wrong_api_key', text: 'Wrong API Key' } },
  {
    from: 'Groq, a call that the model could not write',
    kind: 'server',
    refusal: { status: 400, code: 'tool_use_failed', text: 'Failed to call a function. Please adjust your prompt.' },
  },
  { from: 'Z.ai, no balance', kind: 'quota', refusal: { status: 429, code: '1113', text: 'Please recharge.' } },
  { from: 'MiniMax, no balance', kind: 'quota', refusal: { status: 200, code: '1008', text: 'insufficient balance' } },
  { from: 'MiniMax, wrong key', kind: 'auth', refusal: { status: 200, code: '2049', text: 'invalid api key' } },
  { from: 'MiniMax, no login', kind: 'auth', refusal: { status: 200, code: '1004', text: 'login fail' } },
  {
    from: 'DashScope, a free tier that is used up',
    kind: 'quota',
    refusal: {
      status: 403,
      code: 'AllocationQuota.FreeTierOnly',
      text: 'The free tier of the model has been exhausted.',
    },
  },
  {
    from: 'DashScope, an unpaid bill',
    kind: 'quota',
    refusal: { status: 400, code: 'Arrearage', text: 'Access denied.' },
  },
  {
    from: 'Vercel, no card',
    kind: 'quota',
    refusal: { status: 403, code: 'customer_verification_required', text: 'AI Gateway requires a valid credit card.' },
  },
  { from: 'NVIDIA, wrong key', kind: 'auth', refusal: { status: 403, text: 'Authorization failed' } },
  {
    from: 'NVIDIA, spent credits',
    kind: 'quota',
    refusal: { status: 403, text: 'Cloud credits expired - Please contact us' },
  },
  {
    from: 'NVIDIA, a model this account may not use',
    kind: 'model-missing',
    refusal: { status: 404, text: 'Function ‘f’: Not found for account ‘a’' },
  },
  {
    from: 'Cloudflare, a model that is gone',
    kind: 'model-missing',
    refusal: { status: 410, code: '5028', text: 'AiError: This model was deprecated on 2026-05-30.' },
  },
  {
    from: 'Moonshot, too long',
    kind: 'context',
    refusal: { status: 400, code: 'invalid_request_error', text: 'Your request exceeded model token limit: 262144' },
  },
  {
    from: 'Moonshot, no credit',
    kind: 'quota',
    refusal: {
      status: 429,
      code: 'exceeded_current_quota_error',
      text: 'Your account is suspended, please check your plan and billing details',
    },
  },
  {
    from: 'llama.cpp, too long',
    kind: 'context',
    refusal: {
      status: 400,
      code: 'exceed_context_size_error',
      text: 'the request exceeds the available context size, try increasing it',
    },
  },
  {
    from: 'Ollama, unknown model',
    kind: 'model-missing',
    refusal: { status: 404, text: 'model "llama9" not found, try pulling it first' },
  },
  {
    from: 'a gateway, a rate limit as 400',
    kind: 'rate',
    refusal: { status: 400, text: 'Rate limit exceeded, please slow down' },
  },
  {
    from: 'a proxy, a page',
    kind: 'server',
    refusal: { status: 502, text: '<html><head><title>502 Bad Gateway</title></head></html>' },
  },
  { from: 'any, a time-out', kind: 'server', refusal: { status: 408 } },
  { from: 'any, a lock', kind: 'server', refusal: { status: 409 } },
  { from: 'any, a bad request', kind: 'request', refusal: { status: 422, text: 'Input should be a valid string' } },
  { from: 'any, gone', kind: 'model-missing', refusal: { status: 410 } },
  { from: 'any, an error inside the stream that says nothing', kind: 'stream', refusal: {} },
  { from: 'any, an error inside the stream with a code nobody knows', kind: 'stream', refusal: { code: 'oops' } },
];

describe('the kind of a refusal', () => {
  for (const { from, kind, refusal } of table) {
    it(`${from}: ${kind}`, () => assert.equal(verdict(refusal).kind, kind));
  }

  it('does not let a 5xx that mentions a limit in passing drain a key', () => {
    assert.equal(verdict({ status: 500, text: 'upstream said: rate limit' }).kind, 'server');
    assert.equal(verdict({ status: 503, text: 'insufficient funds of capacity' }).kind, 'server');
  });

  it('only ever blames the key where the refusal speaks about the key', () => {
    for (const { from, kind } of table) {
      if (remedies[kind] === 'next-key') assert.ok(['rate', 'quota', 'auth'].includes(kind), from);
    }
    assert.equal(verdict({ status: 403 }).remedy, 'next-model');
  });

  it('is one of the closed list, whatever comes', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'hasOwnProperty'));
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
        fc.option(word, { nil: undefined }),
        fc.option(word, { nil: undefined }),
        (status, code, text) => {
          assert.ok(Object.hasOwn(remedies, verdict({ status, code, text }).kind));
        },
      ),
    );
  });
});

describe('the wait that a refusal names', () => {
  const at = (date: number): string => new Date(date).toUTCString();

  it('is what the body says before what the headers say before what the sentence says', () => {
    const text = 'Please try again in 3s.';
    const header = headers({ 'retry-after': '2' });
    assert.equal(verdict({ status: 429, text, header, retryAfter: 1_000 }).retryAfter, 1_000);
    assert.equal(verdict({ status: 429, text, header }).retryAfter, 2_000);
    assert.equal(verdict({ status: 429, text, header: headers({}) }).retryAfter, 3_000);
    assert.equal(verdict({ status: 429, text: 'Slow down', header: headers({}) }).retryAfter, undefined);
  });

  it('is read from a date', () => {
    const wait = verdict({ status: 429, header: headers({ 'retry-after': at(Date.now() + 60_000) }) }).retryAfter ?? 0;
    assert.ok(wait > 50_000 && wait <= 60_000, `${wait}`);
  });

  it('is not shortened, however long', () => {
    assert.equal(verdict({ status: 429, header: headers({ 'retry-after': '86400' }) }).retryAfter, 86_400_000);
  });

  it('is not believed where seconds are named beside a quota of the day, as Gemini does', () => {
    const refusal = { status: 429, code: 'daily_quota', text: 'Please retry in 24s.' };
    assert.equal(verdict({ ...refusal, retryAfter: 24_000 }).retryAfter, undefined);
    assert.equal(verdict({ ...refusal, retryAfter: 7_200_000 }).retryAfter, 7_200_000);
  });
});

describe('a refusal in words that nobody knows', () => {
  const odd = verdict({ status: 400, text: 'Payload rejected.', requestId: 'req_1' });
  const judged = (promptTokens: number, failure = odd) => asContext(failure, { promptTokens }, 10_000);

  it('is taken for a prompt that is too long where the prompt fills most of the window, and says so', () => {
    const failure = judged(7_001);
    assert.deepEqual([failure.kind, failure.status, failure.requestId], ['context', 400, 'req_1']);
    assert.equal(
      failure.message,
      'it did not accept the request (400): “Payload rejected.”; a prompt of about 7,001 tokens is probably too long for it',
    );
    assert.equal(failure.cause, odd);
  });

  it('stays what it is where there is room', () => {
    assert.equal(judged(7_000), odd);
    assert.equal(asContext(odd, { promptTokens: 7_001 }, 0), odd, 'a window that nobody knows');
  });

  it('is only asked about where nothing better is known: no prompt is counted for other failures', () => {
    const counting = {
      get promptTokens(): number {
        throw new Error('counted');
      },
    };
    for (const kind of Object.keys(remedies)) {
      const failure = new ChatFailure({ kind: kind as FailureKind, what: 'it happened' });
      if (kind !== 'request') assert.equal(asContext(failure, counting, 10_000), failure);
    }
  });
});

describe('the sentence of a refusal', () => {
  const secret = 'nv/9+Ab=cd&ef12';

  it('says what happened, with the status and the provider’s own words', () => {
    const failure = verdict({ status: 429, code: 'insufficient_quota', text: 'You exceeded your  current\nquota.' });
    assert.equal(failure.message, 'its credit or quota is used up (429): “You exceeded your current quota.”');
  });

  it('says it alone where the provider sends a page or nothing', () => {
    for (const text of ['<!DOCTYPE html><html><body>Bad gateway</body></html>', '  \n<html>', '', undefined])
      assert.equal(verdict({ status: 502, text }).message, 'it has a problem of its own (502)');
  });

  it('has neither the key nor its percent-encoded form, in capitals or not', () => {
    const encoded = encodeURIComponent(secret);
    const lower = encoded.replaceAll(/%../g, (byte) => byte.toLowerCase());
    for (const echoed of [secret, encoded, lower]) {
      const { message } = verdict({ status: 400, text: `No such key: ${echoed}, sorry` }, [secret]);
      assert.equal(message, 'it did not accept the request (400): “No such key: [key], sorry”');
    }
  });

  it('has no key at its cut edge either', () => {
    const text = `${'x'.repeat(230)} ${secret}${'y'.repeat(40)}`;
    const { message } = verdict({ status: 400, text }, [secret]);
    assert.ok(!message.includes(secret.slice(0, 6)), message);
  });

  it('is cut short', () => {
    const { message } = verdict({ status: 400, text: 'word '.repeat(2_000) });
    assert.ok(message.length < 300, `${message.length}`);
    assert.match(message, /…”$/);
  });

  it('is not cut in the middle of a character', () => {
    for (const length of [238, 239, 240]) {
      const { message } = verdict({ status: 400, text: `${'x'.repeat(length)}😀😀` });
      assert.ok(message.isWellFormed(), `cut after ${length}`);
    }
  });

  it('keeps what the log needs beside it', () => {
    const cause = new Error('the SDK’s own');
    const failure = verdict({ status: 500, requestId: 'req_1', cause });
    assert.deepEqual([failure.status, failure.requestId, failure.cause], [500, 'req_1', cause]);
  });
});
