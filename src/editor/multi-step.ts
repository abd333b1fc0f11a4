import type { Answer, Place } from './questions.ts';

/** One question of a series: takes what is known, answers with what is known afterwards. */
export type Step<S> = (state: S, place: Place) => Promise<Answer<S>>;

export interface Series<S> {
  readonly title: string;
  /** The steps may depend on earlier answers: which fields a provider has. */
  readonly steps: (state: S) => readonly Step<S>[];
  /** Number of the first question asked, from 0; Back goes on from there to the ones before. */
  readonly from?: number;
}

/** Asks one question after the other; Back keeps what was typed. Undefined where the person gave up. */
export const walk = async <S>(series: Series<S>, initial: S): Promise<S | undefined> => {
  let state = initial;
  let at = series.from ?? 0;
  for (;;) {
    const steps = series.steps(state);
    const step = steps[at];
    if (step === undefined) return state;
    // Where one question is all that is known of, `1/1` says nothing, and is wrong as soon as its answer brings more.
    const count = steps.length > 1 ? { step: at + 1, steps: steps.length } : {};
    const place: Place = { title: series.title, ...count, canGoBack: at > 0 };
    const answer = await step(state, place);
    switch (answer.type) {
      case 'cancelled':
        return undefined;
      case 'back':
        at = Math.max(0, at - 1);
        break;
      case 'answer':
        state = answer.value;
        at += 1;
        break;
    }
  }
};
