import * as z from 'zod/mini';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import type { ListedModel } from '../core/listing.ts';
import { addressOf } from './ask-address.ts';
import { id, maybe, name, words } from './ask-fields.ts';
import { get, type Answered, type Question } from './ask-get.ts';
import { entries, itemsIn } from './ask-models-page.ts';
import { failureOf } from './ask-refusal.ts';
import { codeOf, saidInBody } from './bedrock-refusal.ts';
import { textOf } from './loose.ts';
import type { Access } from './wire.ts';

/**
 * Bedrock's lists are plain GETs of its control plane. Its own SDK for them weighs 140 kB beside the one for chat
 * (3.1162.0, minified), which signs them as well.
 */

/** Asks for the list of foundation models; a refusal is an answer. Throws `ChatFailure` where no answer came. */
export const checkBedrock = async (question: Question): Promise<Answered> =>
  ask(question, addressIn(question, question.provider.check.path));

/** Which foundation models and inference profiles a key unlocks in its region. Throws `ChatFailure`. */
export const listBedrock = async (question: Question): Promise<readonly ListedModel[]> => {
  const address = addressIn(question, question.provider.listing.path ?? '/foundation-models');
  const answered = await ask(question, address);
  if (answered.status >= 300) throw failureOf(answered, question);
  const items = itemsIn(answered.body, 'modelSummaries');
  if (!items) throw new ChatFailure({ kind: 'stream', what: t('its list of models cannot be read') });
  const models = entries(foundationModel, items).filter(isOurs);
  const byId = new Map(models.map((model) => [model.modelId, model]));
  const profiles = await profilesAt(new URL('/inference-profiles', address), question);
  return [
    ...models.filter(isOnDemand).map(listedModel),
    ...profiles.flatMap((profile) => listedProfile(profile, byId)),
  ];
};

/** Where the base URL is the person's own, its origin is asked. */
const addressIn = (question: Question, path: string): URL => {
  const address = addressOf(path, question) ?? URL.parse('/foundation-models', question.access.baseUrl);
  if (address) return address;
  throw new ChatFailure({
    kind: 'network',
    what: t('its address “{0}” is none: check the base URL', question.access.baseUrl),
  });
};

const ask = async (question: Question, address: URL): Promise<Answered> => {
  const access = await signed(question.access, address);
  const answered = await get({ ...question, access }, address);
  if (answered.status < 300) return answered;
  const { name: exception, text } = saidInBody(answered.body, answered.headers);
  // What has expired was a key: that is kept apart from one that never was.
  const code = /^expired/i.test(exception ?? '') ? exception : codeOf(exception, text);
  return { ...answered, body: answered.body && { code, message: textOf(text) } };
};

/** With an access key the headers of its signature instead of the key; a Bedrock API key is a header as it is. */
const signed = async (
  access: Access,
  { protocol, hostname, port, host, pathname, searchParams }: URL,
): Promise<Access> => {
  if (access.secrets['apiKey'] || Object.keys(access.secrets).length === 0) return access;
  // Loaded where it is needed: it brings the SDK.
  const { signerOf } = await import('./bedrock-client.ts');
  const signer = await signerOf(access);
  if (!signer) return access;
  const { headers } = await signer.sign({
    method: 'GET',
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host },
  });
  const { host: _host, ...signature } = headers;
  return { ...access, secrets: {}, headers: { ...access.headers, ...signature } };
};

/** `FoundationModelSummary` of the SDK's types, as far as it is read. */
const foundationModel = z.object({
  modelId: id,
  modelName: name,
  inputModalities: words,
  outputModalities: words,
  responseStreamingSupported: maybe(z.boolean()),
  inferenceTypesSupported: words,
});
type FoundationModel = z.output<typeof foundationModel>;

/** Models that write text, as a stream, and embeddings of texts. Rerankers say that they write text. */
const isOurs = (model: FoundationModel): boolean =>
  kindOf(model) === 'embedding'
    ? model.inputModalities?.includes('TEXT') !== false
    : model.outputModalities?.includes('TEXT') !== false &&
      model.responseStreamingSupported !== false &&
      !/rerank/.test(model.modelId);

/** The others are used through inference profiles, or on hardware that was bought beforehand. */
const isOnDemand = ({ inferenceTypesSupported }: FoundationModel): boolean =>
  inferenceTypesSupported?.includes('ON_DEMAND') !== false;

const kindOf = ({ outputModalities }: FoundationModel): 'chat' | 'embedding' =>
  outputModalities?.includes('EMBEDDING') ? 'embedding' : 'chat';

const listedModel = (model: FoundationModel): ListedModel => ({
  id: model.modelId,
  name: model.modelName,
  kind: kindOf(model),
  images: model.inputModalities?.includes('IMAGE'),
});

/** `InferenceProfileSummary` of the SDK's types. */
const inferenceProfile = z.object({
  inferenceProfileId: id,
  inferenceProfileName: name,
  status: maybe(z.string()),
  models: z.array(z.object({ modelArn: z.string() })),
});
type InferenceProfile = z.output<typeof inferenceProfile>;

/** A profile is one model in several regions, whose facts it has. One whose model is not ours is left out. */
const listedProfile = (
  profile: InferenceProfile,
  models: ReadonlyMap<string, FoundationModel>,
): readonly ListedModel[] => {
  const alias = profile.models[0]?.modelArn.split('/').at(-1) ?? '';
  const model = models.get(alias);
  if (!model || (profile.status ?? 'ACTIVE') !== 'ACTIVE') return [];
  return [{ ...listedModel(model), id: profile.inferenceProfileId, name: profile.inferenceProfileName, alias }];
};

/** A list that never ends must end here. */
const mostPages = 20;

/** The profiles that Amazon made. A key may have the right to one list and not to the other. */
const profilesAt = async (address: URL, question: Question): Promise<readonly InferenceProfile[]> => {
  const profiles: InferenceProfile[] = [];
  address.search = new URLSearchParams({ maxResults: '1000', type: 'SYSTEM_DEFINED' }).toString();
  for (let page = 0; page < mostPages; page++) {
    const answered = await ask(question, address);
    if (answered.status === 403 || answered.status === 404) break;
    if (answered.status >= 300) throw failureOf(answered, question);
    // One by one: a page may hold more than a call takes arguments.
    for (const profile of entries(inferenceProfile, itemsIn(answered.body, 'inferenceProfileSummaries') ?? []))
      profiles.push(profile);
    const next = z.safeParse(z.object({ nextToken: z.string().check(z.minLength(1)) }), answered.body);
    if (!next.success) break;
    address.searchParams.set('nextToken', next.data.nextToken);
  }
  return profiles;
};
