import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import type { ListedModel } from '../core/listing.ts';
import type { Listing } from '../core/provider.ts';
import { addressOf } from './ask-address.ts';
import { type Answered, get, type Question, ready } from './ask-get.ts';
import { failureOf } from './ask-refusal.ts';
import { deployments } from './ask-models-deployments.ts';
import { pageOf } from './ask-models.ts';
import { ollamaShown } from './ask-models-local.ts';
import type { Page } from './ask-models-page.ts';

/** More pages than any provider has: a list that never ends must end here. */
const mostPages = 20;
const mostModels = 10_000;

/**
 * Asks a provider which models a key unlocks. Empty where nobody can be asked: then the bundled table is the list.
 * Throws `ChatFailure`.
 */
export const list = async (asked: Question): Promise<readonly ListedModel[]> => {
  const question = await ready(asked);
  const { listing } = question.provider;
  const models = new Map<string, ListedModel>();
  const add = (more: readonly ListedModel[]): void => {
    for (const model of more)
      if (!quotesKey(model, question) && (models.has(model.id) || models.size < mostModels))
        models.set(model.id, model);
  };
  add(await listed(listing, question));
  for (const one of listing.also ?? []) add(await beside(one, question));
  return [...models.values()];
};

type OneList = Pick<Listing, 'path' | 'shape'>;

const listed = async ({ path, shape }: OneList, question: Question): Promise<readonly ListedModel[]> => {
  if (shape === 'table') return [];
  if (shape === 'deployments') return deployments(question.access.plain);
  if (shape === 'bedrock') return (await import('./bedrock-ask.ts')).listBedrock(question);
  const address = path === undefined ? undefined : addressOf(path, question);
  if (!address) return [];
  const models = await turned(address, shape, question);
  return shape === 'ollama' ? shown(models, question) : models;
};

/** A key may be kept from a second list for good, and still has the first. Any other failure is one of the whole. */
const beside = async (one: OneList, question: Question): Promise<readonly ListedModel[]> => {
  try {
    return await listed(one, question);
  } catch (thrown) {
    if (thrown instanceof ChatFailure && forGood.includes(thrown.kind)) return [];
    throw thrown;
  }
};

const forGood: readonly ChatFailure['kind'][] = ['auth', 'forbidden', 'model-missing'];

/** Turns pages until the last. */
const turned = async (first: URL, shape: keyof typeof pageOf, question: Question): Promise<readonly ListedModel[]> => {
  const models: ListedModel[] = [];
  let address: URL | undefined = first;
  for (let count = 0; address && count < mostPages && models.length < mostModels; count++) {
    const page = pageIn(await get(question, address), shape, question);
    // One by one: a page may hold more than a call takes arguments.
    for (const model of page.models) models.push(model);
    address = after(page, address);
  }
  return models;
};

const pageIn = (answered: Answered, shape: keyof typeof pageOf, question: Question): Page => {
  if (answered.status >= 300) throw failureOf(answered, question);
  const page = pageOf[shape](answered.body);
  if (!page) throw new ChatFailure({ kind: 'stream', what: t('its list of models cannot be read') });
  return page;
};

/** Where the next page is. An address of another origin is not followed: the key goes nowhere that nobody agreed to. */
const after = ({ next }: Page, address: URL): URL | undefined => {
  if (!next) return undefined;
  if ('address' in next) {
    const url = URL.parse(next.address, address.href);
    return url?.origin === address.origin && url.username === '' && url.password === '' ? url : undefined;
  }
  const url = new URL(address);
  url.searchParams.set(next.name, next.value);
  return url;
};

/** Old servers are asked about so many models, and so many at a time: each question reads a file of theirs. */
const mostShown = 50;
const atATime = 5;

/** Ollama before 0.34 tells what a model can do only where it is asked about that one. */
const shown = async (models: readonly ListedModel[], question: Question): Promise<readonly ListedModel[]> => {
  const silent = models.filter(({ tools }) => tools === undefined).slice(0, mostShown);
  const answers = new Map<string, readonly ListedModel[]>();
  for (let start = 0; start < silent.length; start += atATime) {
    const some = silent.slice(start, start + atATime);
    await Promise.all(some.map(async (model) => answers.set(model.id, await show(model, question))));
  }
  return models.flatMap((model) => answers.get(model.id) ?? [model]);
};

const show = async (model: ListedModel, question: Question): Promise<readonly ListedModel[]> => {
  try {
    const address = new URL('/api/show', question.access.baseUrl);
    const { status, body } = await get(question, address, { json: { model: model.id } });
    return status < 300 ? ollamaShown(model, body) : [model];
  } catch (thrown) {
    if (thrown instanceof ChatFailure && thrown.kind !== 'aborted') return [model];
    throw thrown;
  }
};

/** Shorter ones are words that local servers take for a key and models have in their names: `ollama`, `lm-studio`. */
const shortestSecret = 12;

/** Names of models are kept in files and shown in lists: one that holds our key is left out. */
const quotesKey = ({ id, name = '', alias = '' }: ListedModel, { access }: Question): boolean =>
  Object.values(access.secrets).some(
    (secret) => secret.length >= shortestSecret && [id, name, alias].some((word) => word.includes(secret)),
  );
