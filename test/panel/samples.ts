import type { Summary } from '../../src/core/summary.ts';
import type { Attempt } from '../../src/core/attempt.ts';
import type { Group } from '../../src/usage/report.ts';
import type { PastAttempt } from '../../src/usage/row.ts';

export const summary = (facts: Partial<Summary> = {}): Summary => ({
  requests: 1,
  attempts: 1,
  answered: 1,
  failed: 0,
  stopped: 0,
  fallbacks: 0,
  kept: 0,
  tokens: { input: 1_234, output: 56, cached: 0, reasoning: 0, unreported: 0 },
  cost: { reported: 0, computed: 0.0031, estimated: 0, unknown: 0 },
  ...facts,
});

export const cost = (facts: Partial<Summary['cost']>): Summary['cost'] => ({
  reported: 0,
  computed: 0,
  estimated: 0,
  unknown: 0,
  ...facts,
});

export const tokens = (facts: Partial<Summary['tokens']>): Summary['tokens'] => ({
  input: 0,
  output: 0,
  cached: 0,
  reasoning: 0,
  unreported: 0,
  ...facts,
});

export const nothing = summary({
  requests: 0,
  attempts: 0,
  answered: 0,
  tokens: tokens({}),
  cost: cost({}),
});

export const group = (label: string, facts: Partial<Summary> = {}): Group => ({
  group: label,
  label,
  ...summary(facts),
});

export const attempt = (facts: Partial<PastAttempt> = {}): PastAttempt => {
  const whole: Attempt = {
    requestId: 'request-1',
    at: new Date(2026, 10, 20, 22, 6, 3).getTime(),
    provider: 'openai',
    model: 'gpt-6-luna',
    keyId: 'key-1',
    keyNickname: 'work',
    task: 'chat',
    caller: 'core',
    outcome: 'answered',
    status: 200,
    firstTokenMs: 1_300,
    totalMs: 2_000,
    usage: { input: 1_000, output: 200 },
    cost: { usd: 0.0031, from: 'computed' },
  };
  return { ...whole, ...facts };
};
