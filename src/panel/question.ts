/** What the usage page can be asked, and the words people read for it. */

export const spans = ['today', 'week', 'month'] as const;

export type Span = (typeof spans)[number];

export const spanTitles: Readonly<Record<Span, string>> = { today: 'Today', week: 'This week', month: 'This month' };

export const groupings = ['provider', 'model', 'task', 'key', 'caller', 'workspace', 'day'] as const;

export type Grouping = (typeof groupings)[number];

export const groupingTitles: Readonly<Record<Grouping, string>> = {
  provider: 'Provider',
  model: 'Model',
  task: 'Task',
  key: 'Key',
  caller: 'Asked by',
  workspace: 'Workspace',
  day: 'Day',
};

export interface Question {
  readonly span: Span;
  readonly by: Grouping;
}

export const firstQuestion: Question = { span: 'today', by: 'model' };
