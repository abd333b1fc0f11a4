import type { CodeJob } from '../code/job.ts';
import type { CommandId } from './names.ts';

/** How a job is spoken of, and what it takes. */
export interface CodeKind {
  readonly job: CodeJob;
  readonly command: CommandId;
  /** At the head of boxes, pages and progress: `Fix Code`. */
  readonly title: string;
  /** While it goes on: `Fixing`. */
  readonly doing: string;
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
    title: 'Generate Code',
    doing: 'Generating code',
    proposed: 'proposed code',
    inPlace: true,
  }),
  explain: kind('explain', 'keyway.explainCode', {
    title: 'Explain Code',
    doing: 'Explaining',
    proposed: 'explanation',
    inPlace: false,
  }),
  fix: kind('fix', 'keyway.fixCode', {
    title: 'Fix Code',
    doing: 'Fixing',
    proposed: 'proposed fix',
    inPlace: true,
  }),
  tests: kind('tests', 'keyway.writeTests', {
    title: 'Write Tests',
    doing: 'Writing tests for',
    proposed: 'proposed tests',
    inPlace: false,
  }),
  document: kind('document', 'keyway.documentCode', {
    title: 'Document Code',
    doing: 'Documenting',
    proposed: 'proposed documentation',
    inPlace: true,
  }),
  refactor: kind('refactor', 'keyway.refactorCode', {
    title: 'Refactor Code',
    doing: 'Refactoring',
    proposed: 'proposed refactoring',
    inPlace: true,
  }),
  translate: kind('translate', 'keyway.translateCode', {
    title: 'Translate Code',
    doing: 'Translating',
    proposed: 'proposed translation',
    inPlace: false,
  }),
} as const satisfies Readonly<Record<CodeJob, CodeKind>>;
