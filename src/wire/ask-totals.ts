import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import type { TotalsFound } from '../core/provider-total.ts';
import type { Totals } from '../core/provider.ts';
import { addressOf } from './ask-address.ts';
import { type Answered, get, type Question, ready } from './ask-get.ts';
import { foundInRefusal } from './ask-refusal.ts';
import { type Found, nameOf, sentenceOf } from './ask-sentence.ts';
import { totalsReaders } from './ask-totals-shapes.ts';

type Told = Extract<TotalsFound, { kind: 'told' }>;

/**
 * Asks a provider what it billed a key, or what is left, on the same way as the test of a key. Never throws what a
 * provider can cause. A provider whose record names no totals is not asked.
 */
export const askTotals = async (question: Question): Promise<TotalsFound> => {
  const { totals } = question.provider;
  if (totals === undefined) return untold(t('{0} cannot be asked with a key what it billed.', nameOf(question)));
  try {
    const prepared = await ready(question);
    const found = await ask(totals, prepared);
    if (found.kind === 'untold' || totals.also === undefined) return found;
    const also = await askBeside(totals.also, prepared);
    return { ...found, totals: [...found.totals, ...also.totals], notes: [...found.notes, ...also.notes] };
  } catch (thrown) {
    if (thrown instanceof ChatFailure) return untold(failureSentence(thrown, question));
    throw thrown;
  }
};

const untold = (sentence: string): TotalsFound => ({ kind: 'untold', sentence });

const ask = async ({ path, shape }: Pick<Totals, 'path' | 'shape'>, question: Question): Promise<TotalsFound> => {
  const address = addressOf(path, question);
  if (!address)
    return untold(
      t('{0} is reached over a base URL of your own, where nobody knows what was billed.', nameOf(question)),
    );
  const answered = await get(question, address);
  if (answered.status >= 300) return untold(refusalSentence(answered, question));
  const told = totalsReaders[shape](answered.body, question);
  return told ? { kind: 'told', notes: [], ...told } : untold(refusalSentence(answered, question));
};

/** What it knows beside is welcome; that it is not told to this key is no news. */
const askBeside = async (also: NonNullable<Totals['also']>, question: Question): Promise<Told> => {
  const nothing: Told = { kind: 'told', totals: [], notes: [] };
  try {
    const found = await ask(also, question);
    return found.kind === 'told' ? found : nothing;
  } catch (thrown) {
    if (thrown instanceof ChatFailure && thrown.kind !== 'aborted') return nothing;
    throw thrown;
  }
};

/** What these findings mean is said as the test of a key says it. */
const asInTests = new Set<Found>(['invalid', 'needs-key', 'expired', 'country', 'no-credit']);

const refusalSentence = (answered: Answered, question: Question): string => {
  const { status } = answered;
  const found = foundInRefusal(answered, question);
  const name = nameOf(question);
  if (asInTests.has(found)) return sentenceOf(found, { ...question, status });
  if (found === 'limited-now') return t('{0} may not be asked so often ({1}): try again later.', name, status);
  if (found === 'limited' || found === 'scope')
    return t('{0} does not tell this key what was billed ({1}).', name, status);
  if (status >= 500) return t('{0} has a problem of its own ({1}): try again later.', name, status);
  return t('{0} answered unlike its API ({1}), so what it billed is unknown: check the base URL.', name, status);
};

const failureSentence = ({ kind, message }: ChatFailure, question: Question): string => {
  const name = nameOf(question);
  if (kind === 'aborted') return t('{0} was not asked to the end, because you stopped it.', name);
  if (kind === 'key') return t('{0} was not asked, because {1}.', name, message);
  return t('{0} could not be asked what it billed: {1}.', name, message);
};
