import { isDeepStrictEqual } from 'node:util';
import type { Budget } from '../core/budget.ts';
import { budgetsIn, type Named } from '../core/budget-settings.ts';
import { budgetTitle } from '../core/budget-words.ts';
import { money } from '../core/cost.ts';
import { inEnglish } from '../core/l10n.ts';
import { isTable } from '../core/table.ts';
import { nameOf } from '../providers/index.ts';
import type { AuditAction, AuditEntry } from '../usage/audit-entry.ts';
import type { SettingSeen } from '../usage/audit-settings.ts';

/** What the audit log says of settings that changed, by a command or by hand; in English. Without VS Code. */

export interface Setting {
  /** With its `keyway.`, and with the workspace behind it where it is the workspace's own. */
  readonly name: string;
  /** As the person wrote it; undefined where they say nothing. */
  readonly value: unknown;
  /** Names servers, headers or tokens: no value of it goes into the log. */
  readonly isPrivate: boolean;
  /** Whose it is; the person's where it is absent. */
  readonly by?: 'workspace' | undefined;
}

/** How a setting is looked at. `named` tells whom budgets mean. */
export const settingSeen = ({ name, value, isPrivate, by }: Setting, named: () => Named): SettingSeen => {
  const action = actionOf(name);
  const entry = (detail: string): AuditEntry => ({ action, by: by ?? 'person', subject: `Setting ${name}`, detail });
  return {
    name,
    value: (digest) => textOf(isPrivate ? hidden(value, digest) : value),
    isDigested: isPrivate,
    entries: (from, to) => {
      if (isCut(from) || isCut(to)) return [entry('changed; it is too long to be shown')];
      if (isPrivate) return [entry(privateText(valueIn(from), valueIn(to)))];
      const budgets =
        name === 'keyway.budgets' ? inEnglish(() => budgetEntries(valueIn(from), valueIn(to), named())) : [];
      return budgets.length > 0 ? budgets : [entry(changeText(valueIn(from), valueIn(to)))];
    },
  };
};

const textOf = (value: unknown): string => JSON.stringify(value) ?? '';

/** Too long to be remembered whole. */
const isCut = (text: string): boolean => text !== '' && valueIn(text) === undefined;

const valueIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A table keeps its names: they are providers. */
const hidden = (value: unknown, digest: (text: string) => string): unknown => {
  if (value === undefined || value === '') return undefined;
  if (!isTable(value)) return digest(textOf(value));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, digest(textOf(one))]));
};

const privateText = (from: unknown, to: unknown): string => {
  if (isTable(from) || isTable(to)) return differences(from, to, nameOf).map(privately).join('; ');
  return privately({ name: '', from, to }).trim();
};

const privately = ({ name, from, to }: Difference): string => {
  if (from === undefined) return `${name} set`;
  return to === undefined ? `${name} taken away` : `${name} changed`;
};

interface Difference {
  readonly name: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** The entries of a table that are not the same. */
const differences = (from: unknown, to: unknown, called = (name: string): string => name): readonly Difference[] => {
  const [before, after] = [isTable(from) ? from : {}, isTable(to) ? to : {}];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((name) => ({ name: called(name), from: before[name], to: after[name] }))
    .filter((one) => !isDeepStrictEqual(one.from, one.to));
};

const mostShown = 160;

const shown = (value: unknown): string => {
  const text = value === undefined ? 'not set' : textOf(value);
  return text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
};

/** `code: "strong" → "frontier"`; of a list, what went and what came. */
const changeText = (from: unknown, to: unknown): string => {
  if (isTable(from) && isTable(to))
    return differences(from, to)
      .map((one) => `${one.name}: ${shown(one.from)} → ${shown(one.to)}`)
      .join('; ');
  if (!Array.isArray(from) || !Array.isArray(to)) return `${shown(from)} → ${shown(to)}`;
  const [gone, come] = [without(from, to), without(to, from)];
  const parts = [...gone.map((one) => `taken away: ${shown(one)}`), ...come.map((one) => `new: ${shown(one)}`)];
  return parts.length === 0 ? 'in another order' : parts.join('; ');
};

const without = (list: readonly unknown[], others: readonly unknown[]): readonly unknown[] =>
  list.filter((one) => !others.some((other) => isDeepStrictEqual(one, other)));

const budgetEntries = (from: unknown, to: unknown, named: Named): readonly AuditEntry[] => {
  const [before, after] = [budgetsIn(from, named).budgets, budgetsIn(to, named).budgets];
  return [...new Set([...before, ...after].map(({ id }) => id))].flatMap((id) => {
    const [old, now] = [before, after].map((budgets) => budgets.find((budget) => budget.id === id));
    const [was, is] = [limitText(old), limitText(now)];
    const subject = now ?? old;
    if (was === is || !subject) return [];
    return [{ action: 'budget-changed', by: 'person', subject: budgetTitle(subject), detail: `${was} → ${is}` }];
  });
};

const limitText = (budget: Budget | undefined): string =>
  budget === undefined ? 'none' : `${money(budget.limit)}, ${budget.strict ? 'strict, ' : ''}then ${budget.action}`;

const actionOf = (name: string): AuditAction => {
  if (name === 'keyway.budgets') return 'budget-changed';
  return /^keyway\.(?:routing\.|workspace\.|models$)/.test(name) ? 'rules-changed' : 'settings-changed';
};
