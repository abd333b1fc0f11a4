import { type Cost, costText } from '../core/cost.ts';
import { count } from '../core/count.ts';
import type { Maker } from './search-embedder.ts';

/** What people are told about the search index. */

const indexCommand = '“Keyway: Index Workspace for Search”';

export const noIndex = `This workspace has no search index yet. Run ${indexCommand}: it says first what it takes.`;
export const noFilesText = 'No file of this workspace can be indexed: all are excluded, generated or no text.';
export const noWorkspace = 'Open a folder first: Keyway searches the files of a workspace.';

const plural = (number: number, one: string, many = `${one}s`): string =>
  `${count.format(number)} ${number === 1 ? one : many}`;

const filesText = (files: number): string => plural(files, 'file');
export const chunksText = (chunks: number): string => plural(chunks, 'chunk');

/** Tokens are estimated: more digits would promise more than they keep. */
const tokensText = (tokens: number): string => `about ${count.format(roughly(tokens))} tokens`;

const roughly = (tokens: number): number => Number(tokens.toPrecision(2));

const modelText = ({ provider, model }: Maker): string => `${provider.name} ${model.id}`;

const priceText = ({ provider }: Maker, cost: Cost): string => {
  if (provider.local === true) return 'Nothing: it runs on your own machine or network.';
  if (cost.from === 'unknown') return 'Unknown: nobody knows what this model costs.';
  return cost.usd === 0 ? 'Nothing.' : `About ${costText(cost).replace('~', '')}.`;
};

export interface Asked {
  readonly maker: Maker;
  readonly files: number;
  /** Files that were found beyond the number that the setting allows. */
  readonly beyond: number;
  readonly chunks: number;
  readonly tokens: number;
  readonly cost: Cost;
}

/** The question before the first index, whole: who gets what, and for how much. */
export const consentDetail = ({ maker, files, beyond, chunks, tokens, cost }: Asked): string =>
  [
    `Files: ${count.format(files)} (${chunksText(chunks)}, ${tokensText(tokens)})`,
    `Model: ${modelText(maker)}`,
    `Price: ${priceText(maker, cost)} Later only what changes is sent.`,
    '',
    ...(beyond > 0
      ? [`There are ${filesText(beyond)} more than keyway.search.maxFiles allows: they are left out.`, '']
      : []),
    `The text of these files is sent to ${maker.provider.name}, in parts, to be turned into vectors. Ignored and excluded files, files of secrets, generated files and those larger than 1 MB are not. The index stays on this machine.`,
  ].join('\n');

export const consent = {
  first: 'Index this workspace for search by meaning?',
  again: 'Make the search index of this workspace anew?',
  update: 'Bring the search index of this workspace up to date?',
  action: 'Index',
} as const;

/** Why it is to be made anew, before what it takes. */
export const otherModelText = (before: string, isOffered: boolean): string =>
  isOffered
    ? `It was made by ${before}, and your setting names another model: vectors of two models do not fit.`
    : `It was made by ${before}, which no key unlocks any more: vectors of two models do not fit.`;

export const behindText = ({ chunks, cost, maker }: Pick<Asked, 'chunks' | 'cost' | 'maker'>): string =>
  `The search index is behind by ${chunksText(chunks)}: ${priceText(maker, cost).replace(/\.$/, '').toLowerCase()}.`;

export const progressTitle = 'Keyway indexes this workspace for search';
export const surveyTitle = 'Keyway looks at the files of this workspace';

export const stepText = (done: number, of: number): string => `${count.format(done)} of ${chunksText(of)}`;

interface Standing {
  readonly files: number;
  readonly chunks: number;
  /** `provider/model` */
  readonly model: string;
}

export const doneText = (standing: Standing): string => `The search index is ready: ${standingText(standing)}.`;
export const upToDateText = (standing: Standing): string =>
  `The search index is up to date: ${standingText(standing)}.`;

const standingText = ({ files, chunks, model }: Standing): string =>
  `${filesText(files)}, ${chunksText(chunks)}, by ${model}`;

export const pausedText = `Indexing is paused; what is done is kept. Run ${indexCommand} to go on.`;
export const busyText = 'Another window of this workspace is indexing it already.';

export const stoppedText = (why: string): string =>
  `Indexing for search has stopped, and goes on by itself later; what is done is kept. ${sentence(why)}`;

export const failedText = (why: string): string => `The search index cannot be used: ${clause(why)}.`;

export const damagedText = `The search index of this workspace was damaged and is deleted. Run ${indexCommand} to make it anew.`;

export const byWordsText = (why: string): string =>
  `Found by words only, since the question got no vector. ${sentence(why)}`;

export const goneModelText = (model: string): string =>
  `no key unlocks ${model} any more, which made the index. Run ${indexCommand} to make it anew with another model.`;

export const unfinishedText = 'The index is not complete yet: there may be better places.';

const sentence = (text: string): string => {
  const trimmed = text.trim();
  const begun = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
};

const clause = (text: string): string => text.trim().replace(/\.$/, '');

export const forgetting = {
  sentence: 'Forget the search index of this workspace?',
  detail: 'Its file is deleted. Searching by meaning then needs a new index, which costs again what this one has cost.',
  action: 'Forget',
} as const;

export const forgottenText = 'The search index of this workspace is deleted.';
