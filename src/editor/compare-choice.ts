import { detail } from '../catalog/describe.ts';
import { t } from '../core/l10n.ts';
import type { Offer } from '../core/plan.ts';
import { modelKey } from '../core/provider.ts';
import { providerOf } from '../providers/index.ts';
import type { Questions } from './questions.ts';

/** More answers than this are not compared by anybody. */
const mostCompared = 6;
const leastCompared = 2;

/** What a prompt names before its question. */
export interface Named {
  /** `provider/model`, in the order in which they stand. */
  readonly picks: readonly string[];
  /** What looks like the name of a model and is none. */
  readonly unknown: readonly string[];
  readonly question: string;
}

/**
 * The models at the beginning of a prompt: `openai/gpt-6-luna anthropic/claude-sonnet-5: Which …`, with a colon, a comma or a
 * blank behind each. A model may be named without its provider where only one sells it. What stands before a colon and
 * begins with a provider was meant as a model; without a colon the question may begin with anything.
 */
export const namedIn = (prompt: string, offers: readonly Offer[]): Named => {
  const known = namesOf(offers);
  const words = headOf(prompt, known);
  const isClosed = words.at(-1)?.isLast === true;
  const end = words.findIndex(({ pick }) => pick === undefined);
  const meant = isClosed || end < 0 ? words : words.slice(0, end);
  return {
    picks: [...new Set(meant.flatMap(({ pick }) => pick ?? []))],
    unknown: meant.flatMap(({ pick, name }) => (pick === undefined ? [name] : [])),
    question: prompt
      .slice(meant.at(-1)?.end ?? 0)
      .replace(/^\s*:/, '')
      .trim(),
  };
};

interface HeadWord {
  readonly name: string;
  /** Undefined: nobody has it. */
  readonly pick: string | undefined;
  /** UTF-16 units from the beginning of the prompt. */
  readonly end: number;
  /** A colon follows. */
  readonly isLast: boolean;
}

/** The words at the beginning that are models, or look like one. Names of models may hold colons themselves. */
const headOf = (prompt: string, known: ReadonlyMap<string, string>): readonly HeadWord[] => {
  const words: HeadWord[] = [];
  for (const { 0: word, index } of prompt.matchAll(/\S+/g)) {
    const isWhole = known.has(word.toLowerCase());
    const name = isWhole ? word : word.replace(/[,:]+$/, '');
    const pick = known.get(name.toLowerCase());
    if (pick === undefined && !(name.includes('/') && providerOf(name.slice(0, name.indexOf('/'))))) break;
    const end = index + word.length;
    const isLast = (!isWhole && word.endsWith(':')) || /^\s*:(?:\s|$)/.test(prompt.slice(end));
    words.push({ name, pick, end, isLast });
    if (isLast) break;
  }
  return words;
};

/** By lower-case name. */
const namesOf = (offers: readonly Offer[]): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  const sold = new Map<string, number>();
  for (const { model } of offers) sold.set(model.id.toLowerCase(), (sold.get(model.id.toLowerCase()) ?? 0) + 1);
  for (const { model } of offers) {
    const id = model.id.toLowerCase();
    names.set(modelKey(model).toLowerCase(), modelKey(model));
    // A model that is called like a word of a question has to be named whole.
    if (sold.get(id) === 1 && /[\d/-]/.test(id)) names.set(id, modelKey(model));
  }
  return names;
};

/** Why so many cannot be compared, in a sentence. */
export const numberTrouble = (number: number): string | undefined => {
  if (number < leastCompared) return t('Choose at least {0} models to compare.', leastCompared);
  return number > mostCompared ? t('Choose at most {0} models to compare.', mostCompared) : undefined;
};

export interface Choosing {
  readonly questions: Questions;
  readonly offers: readonly Offer[];
  /** Those of the last time. */
  readonly before: readonly string[];
}

/** Asks which models, until the number is right. Undefined where the person gave up. */
export const chooseModels = async ({ questions, offers, before }: Choosing): Promise<readonly string[] | undefined> => {
  const chats = offers
    .filter(({ model }) => model.kind === 'chat')
    .toSorted((a, b) => a.provider.name.localeCompare(b.provider.name) || a.model.name.localeCompare(b.model.name));
  let picked = before;
  let trouble: string | undefined;
  for (;;) {
    const answer = await questions.chooseSeveral({
      title: t('Compare Models'),
      placeholder: t('{0} to {1} models', leastCompared, mostCompared),
      prompt: trouble ?? t('Each is asked the same at once, and each is billed to your keys.'),
      choices: chats.map(({ provider, model }) => ({
        value: modelKey(model),
        label: model.name,
        description: detail(model, provider),
        group: provider.name,
        picked: picked.includes(modelKey(model)),
      })),
    });
    if (answer.type !== 'answer') return undefined;
    picked = answer.value;
    trouble = numberTrouble(picked.length);
    if (trouble === undefined) return picked;
  }
};
