import { languageName, translatable } from '../code/languages.ts';
import { t } from '../core/l10n.ts';
import { commentAbove } from './code-comment.ts';
import { codeKinds, type CodeKind } from './code-kinds.ts';
import { linesOf } from './code-symbols.ts';
import type { Here } from './code-target.ts';
import type { Questions } from './questions.ts';

/** What a person says beside the name of a job. */
export interface Wish {
  readonly instruction: string;
  /** For translations: VS Code's id of the language wanted. */
  readonly language?: string | undefined;
}

/** Asks what has to be asked; undefined where the person gave up. */
export const wishFor = async (kind: CodeKind, here: Here, questions: Questions): Promise<Wish | undefined> => {
  const { job, title } = kind;
  if (job === 'translate') return languageFor(here, questions);
  if (job !== 'generate' && job !== 'refactor') return { instruction: '' };
  const { document, selection } = here;
  const comment =
    job === 'generate' ? commentAbove(linesOf(document), selection.end.line, document.languageId) : undefined;
  const typed = await questions.type({
    title,
    prompt:
      job === 'generate'
        ? t('The code you want, in your own words. It is written at the cursor.')
        : t('What is to become of this code?'),
    placeholder: job === 'generate' ? t('Read a CSV file and give its rows') : t('Split it into smaller functions'),
    ...(comment && { value: comment.text }),
    read: (text) => (text.trim() === '' ? { problem: t('Say in a few words what you want.') } : { value: text.trim() }),
  });
  return typed.type === 'answer' ? { instruction: typed.value } : undefined;
};

const languageFor = async ({ document }: Here, questions: Questions): Promise<Wish | undefined> => {
  const own = document.languageId;
  const others = translatable.filter((id) => id !== own);
  const picked = await questions.choose({
    title: codeKinds.translate.title,
    placeholder: t('The language that it is written in afterwards'),
    choices: others.map((id) => ({ value: id, label: languageName(id) })),
  });
  return picked.type === 'answer' ? { instruction: '', language: picked.value } : undefined;
};
