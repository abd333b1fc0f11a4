import type { CodeJob } from '../code/job.ts';
import { t } from '../core/l10n.ts';
import type { CommandId } from './names.ts';

/** How a job is spoken of, and what it takes. */
export interface CodeKind {
  readonly job: CodeJob;
  readonly command: CommandId;
  /** At the head of boxes, pages and progress: `Fix Code`. */
  readonly title: string;
  /** While it goes on: `Fixing total in cart.ts`. The name is of what is meant, where that is not the whole file. */
  readonly doing: (file: string, name?: string) => string;
  /** Behind the name of the file in the tab: `proposed fix`. */
  readonly proposed: string;
  /** Its answer is written into the file that was asked about. */
  readonly inPlace: boolean;
}

const kind = (job: CodeJob, command: CommandId, words: Omit<CodeKind, 'job' | 'command'>): CodeKind => ({
  job,
  command,
  ...words,
});

export const codeKinds = {
  generate: kind('generate', 'keyway.generateCode', {
    title: t('Generate Code'),
    doing: (file) => t('Generating code in {0}', file),
    proposed: t('proposed code'),
    inPlace: true,
  }),
  explain: kind('explain', 'keyway.explainCode', {
    title: t('Explain Code'),
    doing: (file, name) => (name === undefined ? t('Explaining {0}', file) : t('Explaining {0} in {1}', name, file)),
    proposed: t('explanation'),
    inPlace: false,
  }),
  fix: kind('fix', 'keyway.fixCode', {
    title: t('Fix Code'),
    doing: (file, name) => (name === undefined ? t('Fixing {0}', file) : t('Fixing {0} in {1}', name, file)),
    proposed: t('proposed fix'),
    inPlace: true,
  }),
  tests: kind('tests', 'keyway.writeTests', {
    title: t('Write Tests'),
    doing: (file, name) =>
      name === undefined ? t('Writing tests for {0}', file) : t('Writing tests for {0} in {1}', name, file),
    proposed: t('proposed tests'),
    inPlace: false,
  }),
  document: kind('document', 'keyway.documentCode', {
    title: t('Document Code'),
    doing: (file, name) => (name === undefined ? t('Documenting {0}', file) : t('Documenting {0} in {1}', name, file)),
    proposed: t('proposed documentation'),
    inPlace: true,
  }),
  refactor: kind('refactor', 'keyway.refactorCode', {
    title: t('Refactor Code'),
    doing: (file, name) => (name === undefined ? t('Refactoring {0}', file) : t('Refactoring {0} in {1}', name, file)),
    proposed: t('proposed refactoring'),
    inPlace: true,
  }),
  translate: kind('translate', 'keyway.translateCode', {
    title: t('Translate Code'),
    doing: (file, name) => (name === undefined ? t('Translating {0}', file) : t('Translating {0} in {1}', name, file)),
    proposed: t('proposed translation'),
    inPlace: false,
  }),
} as const satisfies Readonly<Record<CodeJob, CodeKind>>;
