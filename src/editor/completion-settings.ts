import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { completionLimitIn } from '../core/budget-completions.ts';
import { own } from './settings.ts';

export const completionsEnabled = (): boolean => own('completions.enabled') === true;

/** US dollars a day; 0: no budget of their own. */
export const completionDailyBudget = (): number => completionLimitIn(own('completions.dailyBudget'));

/** `provider/model`; '': the cheapest that fills gaps. */
export const completionModel = (): string => {
  const value = own('completions.model');
  return typeof value === 'string' ? value.trim() : '';
};

const languages = 'completions.languages';

const Languages = z.record(z.string(), z.unknown());

const tableOf = (value: unknown): Readonly<Record<string, unknown>> => {
  const table = Languages.safeParse(value);
  return table.success ? table.data : {};
};

/** What the person says of a language goes before what the default says, and either before what `*` says. */
export const completesLanguage = (languageId: string): boolean => {
  const found = vscode.workspace.getConfiguration('keyway').inspect<unknown>(languages);
  const table = { ...tableOf(found?.defaultValue), ...tableOf(found?.globalValue) };
  const own = Object.hasOwn(table, languageId) ? table[languageId] : table['*'];
  return own === true;
};

const save = async (name: string, value: unknown): Promise<void> =>
  vscode.workspace.getConfiguration('keyway').update(name, value, vscode.ConfigurationTarget.Global);

export const saveCompletionsEnabled = (isOn: boolean): Promise<void> => save('completions.enabled', isOn);

export const saveCompletionLanguage = (languageId: string, isOn: boolean): Promise<void> => {
  const found = vscode.workspace.getConfiguration('keyway').inspect<unknown>(languages);
  return save(languages, { ...tableOf(found?.globalValue), [languageId]: isOn });
};

export const saveCompletionBudget = (usd: number): Promise<void> => save('completions.dailyBudget', usd);
