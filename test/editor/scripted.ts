import assert from 'node:assert/strict';
import type { Answer, Choice, ChoiceQuestion, Questions, TextQuestion } from '../../src/editor/questions.ts';

/** What the person does next: picks a label, types, presses Enter on what is there, goes back or gives up. */
export type Act =
  | { readonly pick: string | readonly string[] }
  | { readonly type: string }
  | 'enter'
  | 'back'
  | 'escape'
  | { readonly confirm: boolean };

/** A person with a plan. Fails the test where a question does not fit the next act. */
export class Scripted implements Questions {
  readonly #acts: Act[];
  /** Titles with steps, placeholders, problems and warnings, as they were seen. */
  readonly seen: string[] = [];
  /** What asked for text, as it stood below the box. */
  readonly prompts: string[] = [];
  readonly told: string[] = [];
  readonly choicesSeen: (readonly Choice<unknown>[])[] = [];
  /** The person does not wait for what takes long. */
  impatient = false;

  constructor(acts: readonly Act[]) {
    this.#acts = [...acts];
  }

  choose<T>(question: ChoiceQuestion<T>): Promise<Answer<T>> {
    const act = this.#next(question);
    if (act === 'back' || act === 'escape') return Promise.resolve(left(act, question));
    assert.ok(
      typeof act === 'object' && 'pick' in act && typeof act.pick === 'string',
      `${question.title} asks to pick one`,
    );
    const choice = question.choices.find((one) => one.label === act.pick);
    assert.ok(choice, `${act.pick} is offered: ${question.choices.map((one) => one.label).join(', ')}`);
    return Promise.resolve({ type: 'answer', value: choice.value });
  }

  chooseSeveral<T>(question: ChoiceQuestion<T>): Promise<Answer<readonly T[]>> {
    const act = this.#next(question);
    if (act === 'back' || act === 'escape') return Promise.resolve(left(act, question));
    if (act === 'enter')
      return Promise.resolve({
        type: 'answer',
        value: question.choices.filter((one) => one.picked).map((one) => one.value),
      });
    assert.ok(
      typeof act === 'object' && 'pick' in act && typeof act.pick !== 'string',
      `${question.title} asks to pick several`,
    );
    const { pick } = act;
    return Promise.resolve({
      type: 'answer',
      value: question.choices.filter((one) => pick.includes(one.label)).map((one) => one.value),
    });
  }

  type(question: TextQuestion): Promise<Answer<string>> {
    this.prompts.push(question.prompt);
    const act = this.#next(question);
    if (act === 'back' || act === 'escape') return Promise.resolve(left(act, question));
    assert.ok(
      act === 'enter' || (typeof act === 'object' && 'type' in act),
      `${question.title} asks for text: ${question.prompt}`,
    );
    const read = question.read(act === 'enter' ? (question.value ?? '') : act.type);
    for (const message of [read.problem, read.warning, read.note]) if (message !== undefined) this.seen.push(message);
    // A problem keeps the box open.
    return read.value === undefined ? this.type(question) : Promise.resolve({ type: 'answer', value: read.value });
  }

  confirm(question: { readonly sentence: string; readonly detail: string }): Promise<boolean> {
    this.seen.push(question.sentence, question.detail);
    const act = this.#acts.shift();
    assert.ok(typeof act === 'object' && 'confirm' in act, `an answer to: ${question.sentence}`);
    return Promise.resolve(act.confirm);
  }

  tell(level: 'info' | 'warning' | 'error', sentence: string): void {
    this.told.push(`${level}: ${sentence}`);
  }

  async during<T>(_title: string, work: () => Promise<T>): Promise<T | undefined> {
    const done = work();
    return this.impatient ? undefined : done;
  }

  /** Everything the person was shown, for the search of secrets. */
  shown(): string {
    return JSON.stringify([
      this.seen,
      this.prompts,
      this.told,
      this.choicesSeen.flat().map((choice) => ({ ...choice, value: undefined })),
    ]);
  }

  finished(): void {
    assert.deepEqual(this.#acts, [], 'every act was asked for');
  }

  #next(question: ChoiceQuestion<unknown> | TextQuestion): Act {
    const { title, step, steps } = question;
    this.seen.push(step === undefined ? title : `${title} (${step}/${steps})`);
    if (question.placeholder !== undefined) this.seen.push(question.placeholder);
    if ('choices' in question) {
      if (question.prompt !== undefined) this.seen.push(question.prompt);
      this.choicesSeen.push(question.choices);
    }
    const act = this.#acts.shift();
    assert.ok(act !== undefined, `an act for: ${title}`);
    return act;
  }
}

const left = (act: 'back' | 'escape', question: ChoiceQuestion<unknown> | TextQuestion): Answer<never> => {
  if (act === 'escape') return { type: 'cancelled' };
  assert.equal(question.canGoBack, true, `${question.title} has a Back button`);
  return { type: 'back' };
};
