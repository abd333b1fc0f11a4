import { type Cost, costText } from '../core/cost.ts';
import { count } from '../core/count.ts';
import { chunksText, filesText } from '../core/counted.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import type { Maker } from './search-embedder.ts';

/** What people are told about the search index. */

export const noIndex = t(
  'This workspace has no search index yet. Run “Keyway: Index Workspace for Search”: it says first what it takes.',
);
export const noFilesText = t('No file of this workspace can be indexed: all are excluded, generated or no text.');
export const noWorkspace = t('Open a folder first: Keyway searches the files of a workspace.');

/** Tokens are estimated: more digits would promise more than they keep. */
const tokensText = (tokens: number): string => t('about {0} tokens', count.format(roughly(tokens)));

const roughly = (tokens: number): number => Number(tokens.toPrecision(2));

const modelText = ({ provider, model }: Maker): string => `${provider.name} ${model.id}`;

const priceText = ({ provider }: Maker, cost: Cost): string => {
  if (provider.local === true) return t('Nothing: it runs on your own machine or network.');
  if (cost.from === 'unknown') return t('Unknown: nobody knows what this model costs.');
  return cost.usd === 0 ? t('Nothing.') : t('About {0}.', costText(cost).replace('~', ''));
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
    t('Files: {0} ({1}, {2})', count.format(files), chunksText(chunks), tokensText(tokens)),
    t('Model: {0}', modelText(maker)),
    t('Price: {0} Later only what changes is sent.', priceText(maker, cost)),
    '',
    ...(beyond > 0
      ? [t('There are {0} more than keyway.search.maxFiles allows: they are left out.', filesText(beyond)), '']
      : []),
    t(
      'The text of these files is sent to {0}, in parts, to be turned into vectors. Ignored and excluded files, files of secrets, generated files and those larger than 1 MB are not. The index stays on this machine.',
      maker.provider.name,
    ),
  ].join('\n');

export const consent = {
  first: t('Index this workspace for search by meaning?'),
  again: t('Make the search index of this workspace anew?'),
  update: t('Bring the search index of this workspace up to date?'),
  action: t('Index'),
} as const;

/** Why it is to be made anew, before what it takes. */
export const otherModelText = (before: string, isOffered: boolean): string =>
  isOffered
    ? t('It was made by {0}, and your setting names another model: vectors of two models do not fit.', before)
    : t('It was made by {0}, which no key unlocks any more: vectors of two models do not fit.', before);

export const behindText = ({ chunks, cost, maker }: Pick<Asked, 'chunks' | 'cost' | 'maker'>): string =>
  t('The search index is behind by {0}: {1}.', chunksText(chunks), clause(priceText(maker, cost)).toLowerCase());

export const dayIsOverText = ({ chunks, cost, maker }: Pick<Asked, 'chunks' | 'cost' | 'maker'>): string =>
  t(
    'Following your changes has cost in the last 24 hours what it may without a question. The search index waits, and is behind by {0}: {1}.',
    chunksText(chunks),
    clause(priceText(maker, cost)).toLowerCase(),
  );

/** Folders that came to the workspace after its index was agreed to. */
export const addedText = (added: readonly { readonly name: string }[]): string => {
  const [{ name: first } = { name: '' }] = added;
  return added.length === 1
    ? t('The folder “{0}” is not in the search index: nothing of it is sent before you say so.', first)
    : t(
        '{0} folders are not in the search index: nothing of them is sent before you say so. They are {1}.',
        added.length,
        listed(added.map(({ name }) => `“${name}”`)),
      );
};

export const progressTitle = t('Keyway indexes this workspace for search');
export const surveyTitle = t('Keyway looks at the files of this workspace');

export const stepText = (done: number, of: number): string =>
  of === 1
    ? t('{0} of {1} chunk', count.format(done), count.format(of))
    : t('{0} of {1} chunks', count.format(done), count.format(of));

interface Standing {
  readonly files: number;
  readonly chunks: number;
  /** `provider/model` */
  readonly model: string;
}

export const doneText = (standing: Standing): string => t('The search index is ready: {0}.', standingText(standing));
export const upToDateText = (standing: Standing): string =>
  t('The search index is up to date: {0}.', standingText(standing));

const standingText = ({ files, chunks, model }: Standing): string =>
  t('{0}, {1}, by {2}', filesText(files), chunksText(chunks), model);

export const pausedText = t(
  'Indexing is paused; what is done is kept. Run “Keyway: Index Workspace for Search” to go on.',
);
export const busyText = t('Another window of this workspace is indexing it already.');

export const stoppedText = (why: string): string =>
  t('Indexing for search has stopped, and goes on by itself later; what is done is kept. {0}', sentence(why));

export const failedText = (why: string): string => t('The search index cannot be used: {0}.', clause(why));

export const damagedText = t(
  'The search index of this workspace was damaged and is deleted. Run “Keyway: Index Workspace for Search” to make it anew.',
);

export const byWordsText = (why: string): string =>
  t('Found by words only, since the question got no vector. {0}', sentence(why));

export const goneModelText = (model: string): string =>
  t(
    'no key unlocks {0} any more, which made the index. Run “Keyway: Index Workspace for Search” to make it anew with another model.',
    model,
  );

export const unfinishedText = t('The index is not complete yet: there may be better places.');

const sentence = (text: string): string => {
  const trimmed = text.trim();
  const begun = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?。！？]$/.test(begun) ? begun : t('{0}.', begun);
};

const clause = (text: string): string => text.trim().replace(/[.。]$/, '');

export const forgetting = {
  sentence: t('Forget the search index of this workspace?'),
  detail: t(
    'Its file is deleted. Searching by meaning then needs a new index, which costs again what this one has cost.',
  ),
  action: t('Forget'),
} as const;

export const forgottenText = t('The search index of this workspace is deleted.');
