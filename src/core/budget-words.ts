import { amountOf, leftOf, nanoOf, type Budget, type BudgetPeriod, type Need, type Standing } from './budget.ts';
import { money } from './cost.ts';

const spans: Readonly<Record<BudgetPeriod, string>> = { day: 'today', week: 'this week', month: 'this month' };

const adjectives: Readonly<Record<BudgetPeriod, string>> = { day: 'daily', week: 'weekly', month: 'monthly' };

/** "the budget of today", "the strict budget “Team” of this month for OpenAI, key work". */
const budgetName = ({ name, period, covers, strict }: Budget): string => {
  const called = name === undefined ? '' : ` “${name}”`;
  return `the ${strict ? 'strict ' : ''}budget${called} of ${spans[period]}${covers === undefined ? '' : ` for ${covers}`}`;
};

/** As a title: "Daily budget for OpenAI", "Team: monthly budget". */
export const budgetTitle = ({ name, period, covers }: Pick<Budget, 'name' | 'period' | 'covers'>): string => {
  const title = `${adjectives[period]} budget${covers === undefined ? '' : ` for ${covers}`}`;
  return name === undefined ? capital(title) : `${name}: ${title}`;
};

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Nano-dollars as people read money. */
const nanoText = (nano: number): string => money(nano / 1e9);

/** Where something is left that rounding hides. */
const nearly = (used: number, { limit }: Budget): string =>
  used < nanoOf(limit) && nanoText(used) === money(limit) ? 'almost ' : '';

/** `$2.10 of $5.00`. */
const spentText = ({ budget, spent }: Standing): string =>
  `${nearly(spent, budget)}${nanoText(spent)} of ${money(budget.limit)}`;

/** Why an attempt may not be sent; a clause with the numbers it comes from. */
export const refusalOf = (standing: Standing, need: Need): string => {
  const { budget, spent, reserved } = standing;
  if (budget.unread !== undefined) return budget.unread;
  const who = budgetName(budget);
  const limit = money(budget.limit);
  if (budget.limit === 0) return `${who} is ${limit}: only what costs nothing may be used`;
  if (spent >= nanoOf(budget.limit)) return `${who} is used up: ${nanoText(spent)} of ${limit}`;
  const amount = amountOf(budget, need);
  if (amount === undefined && budget.strict) return `its price is not known, and ${who} lets only known prices through`;
  const held = reserved > 0 ? ` and ${nanoText(reserved)} reserved for requests under way` : '';
  const facts = `${nearly(spent + reserved, budget)}${nanoText(spent)}${held} of ${limit}`;
  if (amount === undefined || leftOf(standing) <= 0) return `${who} is used up: ${facts}`;
  const may = budget.strict ? 'can cost up to' : 'is likely to cost';
  return `${who} has ${nanoText(leftOf(standing))} left (${facts}), and this ${may} ${nanoText(amount)}`;
};

/** Why nothing may be sent while the budgets cannot be read. The reason is a clause: "the disk is full". */
export const uncheckedText = (budget: Budget, reason: string): string =>
  `${budgetName(budget)} cannot be checked, because Keyway's usage ledger cannot be used: ${reason}`;

/** Told once where budgets that are not strict let requests pass unchecked. */
export const unguardedText = (reason: string): string =>
  `Keyway cannot check budgets, because its usage ledger cannot be used: ${reason}. Requests still work; strict budgets let none through that costs.`;

/** Told once for each model whose price no budget can count. */
export const unpricedText = (budget: Budget, model: string): string =>
  `${capital(budgetName(budget))} cannot count ${model}, because nobody knows its price. The request is sent all the same; a strict budget would refuse it, and the setting keyway.models can name the price.`;

/** "The budget of today has reached 90 %: $4.55 of $5.00. It begins anew tomorrow." */
export const warningText = (standing: Standing, percent: number): string => {
  const { budget } = standing;
  const again = { day: 'tomorrow', week: 'on Monday', month: 'on the first of next month' } as const;
  return `${capital(budgetName(budget))} has reached ${percent} %: ${spentText(standing)}. It begins anew ${again[budget.period]}.`;
};

/** "The budget of today has $0.40 left ($4.60 of $5.00), and this is likely to cost $0.62. Send it all the same?" */
export const questionText = (standing: Standing, need: Need): string =>
  `${capital(refusalOf(standing, need))}. Send it all the same?`;

/** Why cheaper models are used than the floor asks for; a clause. */
export const shortText = (standing: Standing): string => {
  const { budget } = standing;
  const state = leftOf(standing) <= 0 ? 'is used up' : 'is almost used up';
  return `${budgetName(budget)} ${state}: ${spentText(standing)}`;
};

/** Ten steps: `▰▰▰▰▱▱▱▱▱▱`. Full only where everything is spent. */
export const barText = (part: number, whole: number): string => {
  const share = whole > 0 ? part / whole : 1;
  const full = Math.max(0, Math.min(10, share >= 1 ? 10 : Math.floor(share * 10)));
  return '▰'.repeat(full) + '▱'.repeat(10 - full);
};

const percentText = (part: number, whole: number): string =>
  whole > 0 ? `${Math.floor((part / whole) * 100)} %` : 'no money';

const deeds: Readonly<Record<Budget['action'], string>> = {
  block: 'then blocks',
  ask: 'then asks',
  downgrade: 'then uses cheaper models',
};

/** `▰▰▰▰▱▱▱▱▱▱ 42 % · $2.10 of $5.00`. */
export const usedText = (standing: Standing): string => {
  const { budget, spent } = standing;
  const limit = nanoOf(budget.limit);
  return `${barText(spent, limit)} ${percentText(spent, limit)} · ${spentText(standing)}`;
};

/** `$0.30 reserved · $2.60 left · anew tomorrow · then blocks`, and what makes the numbers less than certain. */
export const detailText = (standing: Standing, anew: string): string => {
  const { budget, reserved, doubt, untold, lifted } = standing;
  return [
    `${nanoText(reserved)} reserved`,
    `${nanoText(Math.max(0, leftOf(standing)))} left`,
    `anew ${anew}`,
    lifted ? 'lifted until then' : `${deeds[budget.action]}${budget.strict ? ', strictly' : ''}`,
    ...(doubt > 0 ? [`${nanoText(doubt)} counted for requests whose cost nobody told`] : []),
    ...(doubt === 0 && untold > 0 ? [`${untold} requests of unknown cost not counted`] : []),
  ].join(' · ');
};
