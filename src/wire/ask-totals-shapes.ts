import * as z from 'zod/mini';
import { money } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import type { TotalsShape } from '../core/provider.ts';
import type { CountedSpan, ProviderTotal } from '../core/provider-total.ts';
import { maybe } from './ask-fields.ts';
import type { Question } from './ask-get.ts';
import { moneyField } from './ask-totals-money.ts';

/** What an answer holds: amounts, and sentences for a person. Undefined where it is not of this shape. */
interface Told {
  readonly totals: readonly ProviderTotal[];
  readonly notes?: readonly string[];
}

type Reader = (body: unknown, question: Question) => Told | undefined;

const parsed = <T extends z.core.$ZodType>(schema: T, body: unknown): z.output<T> | undefined =>
  z.safeParse(schema, body).data;

const some = (told: Told): Told | undefined => (told.totals.length === 0 ? undefined : told);

const amount = moneyField();
const optional = maybe(moneyField());

const spent = (of: 'key' | 'account', span: CountedSpan, nano: number | undefined): readonly ProviderTotal[] =>
  nano === undefined ? [] : [{ kind: 'spent', of, span, currency: 'USD', nano }];

const left = (nano: number, currency = 'USD'): ProviderTotal => ({ kind: 'left', of: 'account', currency, nano });

const usd = (nano: number): string => money(nano / 1e9);

/** OpenRouter's credits are US dollars. What ran over a person's own keys there (BYOK) is counted apart. */
const openrouterKey = z.object({
  data: z.object({
    usage: amount,
    usage_daily: optional,
    usage_weekly: optional,
    usage_monthly: optional,
    byok_usage: optional,
    limit: optional,
    limit_remaining: optional,
    limit_reset: maybe(z.enum(['daily', 'weekly', 'monthly'])),
  }),
});

const openrouter: Reader = (body) => {
  const key = parsed(openrouterKey, body)?.data;
  if (!key) return undefined;
  const { limit, limit_remaining: rest, byok_usage: byok } = key;
  return {
    totals: [
      ...spent('key', 'day', key.usage_daily),
      ...spent('key', 'week', key.usage_weekly),
      ...spent('key', 'month', key.usage_monthly),
      ...spent('key', 'ever', key.usage),
    ],
    notes: [
      ...(limit === undefined || rest === undefined ? [] : [limitText(usd(limit), usd(rest), key.limit_reset)]),
      ...(byok === undefined || byok <= 0
        ? []
        : [t('Beside these amounts OpenRouter counts {0} that your own keys there were billed (BYOK).', usd(byok))]),
    ],
  };
};

type Reset = 'daily' | 'weekly' | 'monthly';

const limitText = (limit: string, rest: string, reset: Reset | undefined): string =>
  reset === undefined
    ? t("The key's limit at OpenRouter is {0}, of which {1} are left.", limit, rest)
    : t("The key's limit at OpenRouter is {0}, of which {1} are left, anew {2}.", limit, rest, resets[reset]);

const resets: Readonly<Record<Reset, string>> = { daily: t('daily'), weekly: t('weekly'), monthly: t('monthly') };

const openrouterCredits: Reader = (body) => {
  const credits = parsed(z.object({ data: z.object({ total_credits: amount, total_usage: amount }) }), body)?.data;
  if (!credits) return undefined;
  const { total_credits: bought, total_usage: used } = credits;
  // Two amounts that can be counted may differ by one that cannot, and the ledger could never read it again.
  if (!Number.isSafeInteger(bought - used)) return undefined;
  return { totals: [...spent('account', 'ever', used), left(bought - used)] };
};

/** Each total is a row in the ledger and a line on a page: a list of thousands is no balance. */
const mostBalances = 20;

/** One balance for each currency the account has: CNY, USD (api-docs.deepseek.com, 2026-11). */
const deepseekBalance = z.object({
  balance_infos: z
    .array(z.object({ currency: z.string().check(z.regex(/^[A-Z]{3}$/)), total_balance: amount }))
    .check(z.maxLength(mostBalances)),
});

const deepseek: Reader = (body) =>
  some({
    totals: (parsed(deepseekBalance, body)?.balance_infos ?? []).map(({ currency, total_balance: nano }) =>
      left(nano, currency),
    ),
  });

/** The answer names no currency: yuan in China (platform.moonshot.cn/docs/api/balance), US dollars elsewhere. */
const moonshot: Reader = (body, { access }) => {
  const balance = parsed(z.object({ data: z.object({ available_balance: amount }) }), body)?.data;
  if (!balance) return undefined;
  const host = access.plain['host'] ?? URL.parse(access.baseUrl)?.hostname;
  const isChina = host?.endsWith('.cn') === true;
  return { totals: [left(balance.available_balance, isChina ? 'CNY' : 'USD')] };
};

const litellmKey = z.object({
  info: z.object({
    spend: amount,
    max_budget: optional,
    budget_duration: maybe(z.string().check(z.minLength(1))),
  }),
});

/** A key with a budget that comes anew (`budget_duration: 30d`) has its spend set to nothing each time. */
const litellm: Reader = (body) => {
  const key = parsed(litellmKey, body)?.info;
  if (!key) return undefined;
  const { spend, max_budget: most } = key;
  return {
    totals: spent('key', key.budget_duration === undefined ? 'ever' : 'reset', spend),
    notes: most === undefined ? [] : [t("The key's budget at LiteLLM is {0}.", usd(most))],
  };
};

const vercel: Reader = (body) => {
  const credits = parsed(z.object({ balance: amount, total_used: optional }), body);
  if (!credits) return undefined;
  return { totals: [...spent('account', 'ever', credits.total_used), left(credits.balance)] };
};

const novita: Reader = (body) => {
  const balance = parsed(z.object({ availableBalance: moneyField(-4) }), body);
  return balance && { totals: [left(balance.availableBalance)] };
};

export const totalsReaders: { readonly [S in TotalsShape]: Reader } = {
  openrouter,
  'openrouter-credits': openrouterCredits,
  deepseek,
  moonshot,
  litellm,
  vercel,
  novita,
};
