import { ChatFailure } from '../core/failure.ts';
import { filled } from '../core/key-fields.ts';
import { t } from '../core/l10n.ts';
import type { Question } from './ask-get.ts';

/**
 * Where a path of a record leads: relative to the base URL, with a leading slash to its origin, or a whole address. The
 * second is for endpoints outside the base URL: DeepSeek's `/user/balance` beside `/v1` and `/beta`. The third is another
 * host of the same company, asked only while the base URL is the record's own: a proxy's key is none of theirs.
 * Undefined where it may not be asked. Throws `ChatFailure` of kind `key` where the key lacks a field that it needs.
 */
export const addressOf = (path: string, question: Question): URL | undefined => {
  const text = filled(path, question.access.plain);
  if (text === undefined)
    throw new ChatFailure({
      kind: 'key',
      what: t('the key lacks the field “{0}”: update it', lackingIn(path, question)),
    });
  if (isWhole(text) && !isOwn(question)) return undefined;
  return URL.parse(text, `${question.access.baseUrl}/`) ?? undefined;
};

const lackingIn = (path: string, { access }: Question): string =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).find((name) => !access.plain[name]) ?? '';

export const isWhole = (path: string): boolean => /^[a-z]+:\/\//i.test(path);

/** The base URL in use is the record's, with the key's plain fields in it. */
export const isOwn = ({ access, provider }: Pick<Question, 'access' | 'provider'>): boolean => {
  const own = filled(provider.baseUrl ?? '', access.plain);
  return own !== undefined && URL.canParse(own) && plainHref(own) === plainHref(access.baseUrl);
};

/** The editor keeps base URLs normalised: lower-case hosts, no default port, no slash at the end. */
const plainHref = (address: string): string => (URL.parse(address)?.href ?? address).replace(/\/+$/, '');

/**
 * The same question at the provider's other regions, each with its label. Empty where the region is not a choice that
 * names the host, and where the person has named a server. Amazon's and Google's keys belong to no region.
 */
export const elsewhere = (question: Question): readonly { readonly label: string; readonly question: Question }[] => {
  const { access, provider } = question;
  const { baseUrl = '', auth, fields } = provider;
  if (auth.scheme === 'aws' || auth.scheme === 'google' || !isOwn(question)) return [];
  const host = /^[a-z]+:\/\/([^/]*)/.exec(baseUrl)?.[1] ?? '';
  const field = fields.find(({ name, choices }) => choices !== undefined && host.includes(`{${name}}`));
  return (field?.choices ?? []).slice(0, mostRegions).flatMap(({ label, value }) => {
    const plain = { ...access.plain, [field?.name ?? '']: value };
    const other = plainHref(filled(baseUrl, plain) ?? '');
    if (!URL.canParse(other) || other === plainHref(access.baseUrl)) return [];
    return [{ label, question: { ...question, access: { ...access, plain, baseUrl: other } } }];
  });
};

/** No provider has more whose keys are apart. */
const mostRegions = 8;
