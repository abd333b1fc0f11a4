import { amountOf, leftOf, nanoOf, type Budget, type BudgetPeriod, type Need, type Standing } from './budget.ts';
import { money } from './cost.ts';
import { count } from './count.ts';
import { t } from './l10n.ts';

const spans: Readonly<Record<BudgetPeriod, (covers: string | undefined) => string>> = {
  day: (covers) => (covers === undefined ? t('today') : t('today for {0}', covers)),
  week: (covers) => (covers === undefined ? t('this week') : t('this week for {0}', covers)),
  month: (covers) => (covers === undefined ? t('this month') : t('this month for {0}', covers)),
};

const titles: Readonly<Record<BudgetPeriod, (covers: string | undefined) => string>> = {
  day: (covers) => (covers === undefined ? t('daily budget') : t('daily budget for {0}', covers)),
  week: (covers) => (covers === undefined ? t('weekly budget') : t('weekly budget for {0}', covers)),
  month: (covers) => (covers === undefined ? t('monthly budget') : t('monthly budget for {0}', covers)),
};

/** "the budget of today", "the strict budget “Team” of this month for OpenAI, key work". */
const budgetName = ({ name, period, covers, strict }: Budget): string => {
  const span = spans[period](covers);
  if (name === undefined) return strict ? t('the strict budget of {0}', span) : t('the budget of {0}', span);
  return strict ? t('the strict budget “{0}” of {1}', name, span) : t('the budget “{0}” of {1}', name, span);
};

/** As a title: "Daily budget for OpenAI", "Team: monthly budget". */
export const budgetTitle = ({ name, period, covers }: Pick<Budget, 'name' | 'period' | 'covers'>): string => {
  const title = titles[period](covers);
  return name === undefined ? capital(title) : t('{0}: {1}', name, title);
};

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Nano-dollars as people read money. */
const nanoText = (nano: number): string => money(nano / 1e9);

/** `$2.10 of $5.00`; almost, where something is left that rounding hides. */
const ofLimit = (used: number, { limit }: Budget, usedWords = nanoText(used)): string =>
  used < nanoOf(limit) && nanoText(used) === money(limit)
    ? t('almost {0} of {1}', usedWords, money(limit))
    : t('{0} of {1}', usedWords, money(limit));

/** `$2.10 of $5.00`. */
const spentText = ({ budget, spent }: Standing): string => ofLimit(spent, budget);

/** Why an attempt may not be sent; a clause with the numbers it comes from. */
export const refusalOf = (standing: Standing, need: Need): string => {
  const { budget, spent, reserved } = standing;
  if (budget.unread !== undefined) return budget.unread;
  const who = budgetName(budget);
  const limit = money(budget.limit);
  if (budget.limit === 0) return t('{0} is {1}: only what costs nothing may be used', who, limit);
  if (spent >= nanoOf(budget.limit)) return t('{0} is used up: {1}', who, spentText(standing));
  const amount = amountOf(budget, need);
  if (amount === undefined && budget.strict)
    return t('its price is not known, and {0} lets only known prices through', who);
  const held =
    reserved > 0
      ? t('{0} and {1} reserved for requests under way', nanoText(spent), nanoText(reserved))
      : nanoText(spent);
  const facts = ofLimit(spent + reserved, budget, held);
  if (amount === undefined || leftOf(standing) <= 0) return t('{0} is used up: {1}', who, facts);
  const left = nanoText(leftOf(standing));
  return budget.strict
    ? t('{0} has {1} left ({2}), and this can cost up to {3}', who, left, facts, nanoText(amount))
    : t('{0} has {1} left ({2}), and this is likely to cost {3}', who, left, facts, nanoText(amount));
};

/** Why nothing may be sent while the budgets cannot be read. The reason is a clause: "the disk is full". */
export const uncheckedText = (budget: Budget, reason: string): string =>
  t("{0} cannot be checked, because Keyway's usage ledger cannot be used: {1}", budgetName(budget), reason);

/** Told once where budgets that are not strict let requests pass unchecked. */
export const unguardedText = (reason: string): string =>
  t(
    'Keyway cannot check budgets, because its usage ledger cannot be used: {0}. Requests still work; strict budgets let none through that costs.',
    reason,
  );

/** Told once for each model whose price no budget can count. */
export const unpricedText = (budget: Budget, model: string): string =>
  t(
    '{0} cannot count {1}, because nobody knows its price. The request is sent all the same; a strict budget would refuse it, and the setting keyway.models can name the price.',
    capital(budgetName(budget)),
    model,
  );

const again: Readonly<Record<BudgetPeriod, string>> = {
  day: t('tomorrow'),
  week: t('on Monday'),
  month: t('on the first of next month'),
};

/** "The budget of today has reached 90%: $4.55 of $5.00. It begins anew tomorrow." */
export const warningText = (standing: Standing, percent: number): string => {
  const { budget } = standing;
  return t(
    '{0} has reached {1}%: {2}. It begins anew {3}.',
    capital(budgetName(budget)),
    percent,
    spentText(standing),
    again[budget.period],
  );
};

/** "The budget of today has $0.40 left ($4.60 of $5.00), and this is likely to cost $0.62. Send it all the same?" */
export const questionText = (standing: Standing, need: Need): string =>
  t('{0}. Send it all the same?', capital(refusalOf(standing, need)));

/** Why cheaper models are used than the floor asks for; a clause. */
export const shortText = (standing: Standing): string => {
  const { budget } = standing;
  return leftOf(standing) <= 0
    ? t('{0} is used up: {1}', budgetName(budget), spentText(standing))
    : t('{0} is almost used up: {1}', budgetName(budget), spentText(standing));
};

/** Ten steps: `▰▰▰▰▱▱▱▱▱▱`. Full only where everything is spent. */
export const barText = (part: number, whole: number): string => {
  const share = whole > 0 ? part / whole : 1;
  const full = Math.max(0, Math.min(10, share >= 1 ? 10 : Math.floor(share * 10)));
  return '▰'.repeat(full) + '▱'.repeat(10 - full);
};

const percentText = (part: number, whole: number): string =>
  whole > 0 ? t('{0}%', Math.floor((part / whole) * 100)) : t('no money');

const deeds: Readonly<Record<Budget['action'], (strict: boolean) => string>> = {
  block: (strict) => (strict ? t('then blocks, strictly') : t('then blocks')),
  ask: (strict) => (strict ? t('then asks, strictly') : t('then asks')),
  downgrade: (strict) => (strict ? t('then uses cheaper models, strictly') : t('then uses cheaper models')),
};

/** `▰▰▰▰▱▱▱▱▱▱ 42% · $2.10 of $5.00`. */
export const usedText = (standing: Standing): string => {
  const { budget, spent } = standing;
  const limit = nanoOf(budget.limit);
  return `${barText(spent, limit)} ${percentText(spent, limit)} · ${spentText(standing)}`;
};

const untoldText = (untold: number): string =>
  untold === 1
    ? t('1 request of unknown cost not counted')
    : t('{0} requests of unknown cost not counted', count.format(untold));

/** `$0.30 reserved · $2.60 left · anew tomorrow · then blocks`, and what makes the numbers less than certain. */
export const detailText = (standing: Standing, anew: string): string => {
  const { budget, reserved, doubt, untold, lifted } = standing;
  return [
    t('{0} reserved', nanoText(reserved)),
    t('{0} left', nanoText(Math.max(0, leftOf(standing)))),
    t('anew {0}', anew),
    lifted ? t('lifted until then') : deeds[budget.action](budget.strict),
    ...(doubt > 0 ? [t('{0} counted for requests whose cost nobody told', nanoText(doubt))] : []),
    ...(doubt === 0 && untold > 0 ? [untoldText(untold)] : []),
  ].join(' · ');
};
