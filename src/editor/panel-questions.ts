import type { Questions } from './questions.ts';

/** The same questions, some of them answered in another way. */
export const answeredBy = (questions: Questions, others: Partial<Questions>): Questions => ({
  choose: (question) => questions.choose(question),
  chooseSeveral: (question) => questions.chooseSeveral(question),
  type: (question) => questions.type(question),
  confirm: (question) => questions.confirm(question),
  tell: (level, sentence) => questions.tell(level, sentence),
  during: (title, work) => questions.during(title, work),
  ...others,
});
