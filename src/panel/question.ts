import { t } from '../core/l10n.ts';

/** What the usage page can be asked, and the words people read for it. */

export const spans = ['today', 'week', 'month'] as const;

export type Span = (typeof spans)[number];

export const spanTitle = (span: Span): string =>
  ({ today: t('Today'), week: t('This week'), month: t('This month') })[span];

export const groupings = ['provider', 'model', 'task', 'key', 'caller', 'workspace', 'day'] as const;

export type Grouping = (typeof groupings)[number];

export const groupingTitle = (by: Grouping): string =>
  ({
    provider: t('Provider'),
    model: t('Model'),
    task: t('Task'),
    key: t('Key'),
    caller: t('Asked by'),
    workspace: t('Workspace'),
    day: t('Day'),
  })[by];

/** A table's title: `This week by model`. */
export const questionTitle = ({ span, by }: Question): string =>
  ({
    provider: t('{0} by provider', spanTitle(span)),
    model: t('{0} by model', spanTitle(span)),
    task: t('{0} by task', spanTitle(span)),
    key: t('{0} by key', spanTitle(span)),
    caller: t('{0} by caller', spanTitle(span)),
    workspace: t('{0} by workspace', spanTitle(span)),
    day: t('{0} by day', spanTitle(span)),
  })[by];

export interface Question {
  readonly span: Span;
  readonly by: Grouping;
}

export const firstQuestion: Question = { span: 'today', by: 'model' };
