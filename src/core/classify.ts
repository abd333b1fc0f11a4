import { tokensText } from './counted.ts';
import { ChatFailure, type FailureKind } from './failure.ts';
import { t } from './l10n.ts';
import { redact } from './redact.ts';
import { retryAfterInText, retryAfterOf } from './retry-after.ts';

/** What a provider answered instead of an answer: an HTTP error, or an error object inside a stream. */
export interface Refusal {
  /** HTTP status; inside a stream the status the error object carries, absent where it carries none. */
  readonly status?: number | undefined;
  /** The provider's own code or type: `insufficient_quota`, `overloaded_error`, `RESOURCE_EXHAUSTED`. */
  readonly code?: string | undefined;
  /** The provider's own sentence. */
  readonly text?: string | undefined;
  /** Reads a response header by lower-case name; null where it is absent. */
  readonly header?: ((name: string) => string | null) | undefined;
  /** Milliseconds to wait, where the body says so (Gemini's RetryInfo). */
  readonly retryAfter?: number | undefined;
  readonly requestId?: string | undefined;
  /** Secrets of the call: cut out of the sentence, since OpenAI and others echo the key. */
  readonly secrets: readonly string[];
  readonly cause?: unknown;
}

/** Codes that name their kind whatever the status says. Order does not matter: a code is one word. */
const codes: Readonly<Record<string, FailureKind>> = {
  insufficient_quota: 'quota',
  exceeded_current_quota_error: 'quota',
  billing_hard_limit_reached: 'quota',
  billing_not_active: 'quota',
  insufficient_balance: 'quota',
  billing_error: 'quota',
  enforced_spend_limit: 'quota',
  daily_quota: 'quota',
  // DashScope's free tier and unpaid bill, Vercel without a card, Z.ai's and MiniMax's balance.
  'allocationquota.freetieronly': 'quota',
  arrearage: 'quota',
  customer_verification_required: 'quota',
  '1113': 'quota',
  '1008': 'quota',
  rate_limit_exceeded: 'rate',
  rate_limit_error: 'rate',
  resource_exhausted: 'rate',
  too_many_requests: 'rate',
  invalid_api_key: 'auth',
  api_key_invalid: 'auth',
  authentication_error: 'auth',
  unauthenticated: 'auth',
  unauthorized: 'auth',
  // Moonshot, Cerebras; MiniMax's `base_resp`, with status 200 around it.
  invalid_authentication_error: 'auth',
  wrong_api_key: 'auth',
  '1004': 'auth',
  '2049': 'auth',
  permission_error: 'forbidden',
  permission_denied: 'forbidden',
  not_found_error: 'model-missing',
  model_not_found: 'model-missing',
  context_length_exceeded: 'context',
  request_too_large: 'context',
  model_context_window_exceeded: 'context',
  content_filter: 'policy',
  content_policy_violation: 'policy',
  overloaded_error: 'server',
  overloaded: 'server',
  api_error: 'server',
  server_error: 'server',
  internal_server_error: 'server',
  internal: 'server',
  unavailable: 'server',
  timeout_error: 'server',
  deadline_exceeded: 'server',
  insufficient_system_resource: 'server',
  // Groq: the model wrote a call that is none. Another try, or another model, writes a better one.
  tool_use_failed: 'server',
};

/** A map, because a plain object also answers to `constructor`. */
const kindByCode = new Map(Object.entries(codes));

/**
 * Sentences that name their kind where the code does not, each with the provider that says it. Read from the top:
 * money before rate, rate before size, because Groq's 413 "tokens per minute" looks like an overflow and is a rate limit.
 */
const sentences: readonly (readonly [RegExp, FailureKind])[] = [
  // Anthropic "Your credit balance is too low", "reached your specified API usage limits", DeepSeek "Insufficient Balance", OpenRouter
  // "Insufficient credits", xAI "doesn't have any credits yet", Google "dunning decision is deny" and "limit: 0" outside its free tier,
  // NVIDIA "Cloud credits expired".
  [
    /credit balance|credits? (?:has |have )?expired|insufficient (?:balance|credits|funds)|(?:out of|any) credits|dunning decision|spend(?:ing)? limit|api usage limits|requires more credits|\blimit: 0(?![\d.]*\d)/i,
    'quota',
  ],
  // OpenAI "Incorrect API key provided", Google "API key not valid", DeepSeek "Authentication Fails", Google "API key expired", "was reported as leaked",
  // NVIDIA "Authorization failed" with 403.
  [
    /incorrect api key|invalid (?:x-)?api[- ]key|api key (?:not valid|not found|expired|is invalid|has been)|authentication fails|authorization failed|(?:key|consumer\b.{0,80}) (?:was |has been )?(?:reported as )?(?:revoked|disabled|suspended|leaked)/i,
    'auth',
  ],
  // Groq "tokens per minute (TPM)", gateways "rate limit" inside a 400.
  [/rate.?limit|too many requests|(?:tokens|requests) per (?:minute|second|hour)|\b[TR]PM\b/i, 'rate'],
  // Anthropic "prompt is too long", OpenAI "exceeds the context window", Google "input token count … exceeds", xAI "maximum prompt length",
  // Groq "reduce the length of the messages", OpenRouter "maximum context length", llama.cpp "available context size",
  // Moonshot "exceeded model token limit", text-generation-inference "`inputs` must have less than 8192 tokens", Bedrock "Too many input
  // tokens", SGLang "Input length (…) exceeds the maximum allowed length", DashScope "Range of input length", Z.ai "Prompt exceeds max length".
  [
    /prompt is too long|context.?(?:window|length|limit|size)|token count.{0,40}exceeds|maximum (?:prompt|context) length|reduce the length|too many (?:input |prompt )?tokens|model token limit|input is too long|must have (?:less|fewer) than [\d,]+ tokens|inputs.{0,3} tokens \+ .{0,3}max_new_tokens|exceeds (?:the )?maximum number of (?:input )?tokens|(?:input|prompt)(?: length)?(?: \([^)]{1,30}\))? exceeds (?:the )?max(?:imum)?(?: allowed)? length|range of input length/i,
    'context',
  ],
  // Azure "content management policy", OpenRouter "flagged", OpenAI "violates our usage policies", xAI "violates usage guidelines".
  [/content (?:management )?policy|content.?filter|was flagged|flagged for|usage (?:polic|guidelines)/i, 'policy'],
  // Google "User location is not supported", as a 400.
  [/location is not supported/i, 'forbidden'],
  // OpenAI "The model `x` does not exist", DeepSeek "Model Not Exist", Ollama "model 'x' not found", Groq "has been decommissioned".
  [
    /model\b.{0,80}(?:not exist|not found|not supported|decommissioned|deprecated and|no longer available)|no such model/i,
    'model-missing',
  ],
  [/overloaded|temporarily unavailable|at capacity/i, 'server'],
];

const byStatus = (status: number): FailureKind => {
  if (status === 401) return 'auth';
  if (status === 402) return 'quota';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'model-missing';
  if (status === 413) return 'context';
  if (status === 429) return 'rate';
  if (status === 408 || status === 409 || status === 425 || status >= 500) return 'server';
  return 'request';
};

/** Statuses that a sentence may not overrule: the provider was explicit, and its prose often mentions limits in passing. */
const explicit = new Set([401, 402, 404]);

const kindOf = ({ status, code, text }: Refusal): FailureKind => {
  const byCode = code === undefined ? undefined : kindByCode.get(code.toLowerCase());
  if (byCode === 'quota') return byCode;
  if (status !== undefined && explicit.has(status)) return byStatus(status);
  const bySentence = text === undefined ? undefined : sentences.find(([pattern]) => pattern.test(text))?.[1];
  if (status === 429) return bySentence === 'quota' ? 'quota' : 'rate';
  // Cerebras refuses a prompt that is too long with nothing but the status.
  if (status === 400 && code === undefined && !text?.trim()) return 'context';
  if (status !== undefined && status >= 500) return 'server';
  // A sentence knows more than Anthropic's `invalid_request_error` or a bare 400, and less than a code of its own.
  if (byCode !== undefined && byCode !== 'forbidden') return byCode;
  return bySentence ?? byCode ?? (status === undefined ? inStream(code) : byStatus(status));
};

/** Share of a window above which a prompt is suspected: local counts are up to a third short of what others count. */
const suspicious = 0.7;

/**
 * A refusal in words that nobody knows, where the prompt fills so much of the window, is taken for a prompt that is too
 * long: a larger window may help, and `request` would end it. The prompt is counted only where that is the question.
 * `contextTokens` is the window of the model that refused.
 */
export const asContext = (
  failure: ChatFailure,
  prompt: { readonly promptTokens: number },
  contextTokens: number,
): ChatFailure => {
  if (failure.kind !== 'request' || contextTokens <= 0) return failure;
  const { promptTokens } = prompt;
  if (promptTokens <= contextTokens * suspicious) return failure;
  const { message, status, retryAfter, organization, requestId } = failure;
  const what = t('{0}; a prompt of about {1} is probably too long for it', message, tokensText(promptTokens));
  return new ChatFailure({ kind: 'context', what, status, retryAfter, organization, requestId, cause: failure });
};

const inStream = (code: string | undefined): FailureKind =>
  code !== undefined && /invalid/i.test(code) ? 'request' : 'stream';

/** What the person reads where the provider says nothing better. */
export const clauses: Readonly<Record<FailureKind, string>> = {
  network: t('it cannot be reached'),
  server: t('it has a problem of its own'),
  rate: t('its rate limit is reached'),
  quota: t('its credit or quota is used up'),
  auth: t('it refused the key'),
  key: t('the key cannot be used'),
  forbidden: t('it does not allow this request'),
  'model-missing': t('it does not have this model'),
  context: t('the conversation is longer than the model can read'),
  policy: t('its content policy refused the request'),
  request: t('it did not accept the request'),
  stream: t('the answer broke off'),
  stall: t('it stopped answering'),
  empty: t('the answer was empty'),
  aborted: t('the request was stopped'),
};

const sentenceLimit = 240;
/** Milliseconds. */
const shortestQuota = 60_000;

/** The provider's own sentence, cut short; undefined where it has none for people. */
const ownWords = (text: string | undefined, secrets: readonly string[]): string | undefined => {
  const clean = redact(text ?? '', secrets)
    .replace(/\s+/g, ' ')
    .trim();
  if (clean === '' || clean.startsWith('<')) return undefined;
  return clean.length > sentenceLimit ? `${clean.slice(0, sentenceLimit).toWellFormed()}…` : clean;
};

/** `its rate limit is reached (429): “Rate limit reached for …”` */
const clauseFor = (kind: FailureKind, { status, text, secrets }: Refusal): string => {
  const own = ownWords(text, secrets);
  if (own === undefined) return status === undefined ? clauses[kind] : t('{0} ({1})', clauses[kind], status);
  return status === undefined ? t('{0}: “{1}”', clauses[kind], own) : t('{0} ({1}): “{2}”', clauses[kind], status, own);
};

/** OpenAI and Groq: "Rate limit reached for … in organization org-… on tokens per min". */
const organizationInText = /\borgani[sz]ation:? [`'"]?(org[-_]\w[\w-]{0,63})/i;

/** An id as a header gives it; anything else is no name to remember. */
const organizationId = /^[\w.-]{1,64}$/;

/** Whose limit it was. The sentence comes first: OpenAI's header names the same organisation by another word. */
const organizationIn = ({ text = '', header }: Refusal): string | undefined => {
  const said =
    organizationInText.exec(text)?.[1] ?? header?.('anthropic-organization-id') ?? header?.('openai-organization');
  return said && organizationId.test(said) ? said : undefined;
};

/** Finds the kind of a refusal, and says it in one clause with the provider's own sentence, cut short and without secrets. */
export const classify = (refusal: Refusal): ChatFailure => {
  const kind = kindOf(refusal);
  const wait =
    refusal.retryAfter ??
    (refusal.header && retryAfterOf(refusal.header, Date.now())) ??
    retryAfterInText(refusal.text ?? '', Date.now());
  return new ChatFailure({
    kind,
    what: clauseFor(kind, refusal),
    status: refusal.status,
    // Gemini names seconds beside a quota of the day: a quota that comes back within a minute is none.
    retryAfter: kind === 'quota' && wait !== undefined && wait < shortestQuota ? undefined : wait,
    organization: organizationIn(refusal),
    requestId: refusal.requestId,
    cause: refusal.cause,
  });
};
