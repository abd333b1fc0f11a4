import { t } from '../core/l10n.ts';
import { sentencesText } from '../core/listed.ts';
import type { Field } from '../core/provider.ts';
import { hostWarning } from './origin.ts';
import type { Reading } from './reading.ts';

/** Reads the host of an address template: `my-res`, `my-res.openai.azure.com`, or an endpoint as portals show it. */

const longest = 2_000;

/** A host as a template takes it: lower case, with its port where it has one. Whatever else stood there is cut off. */
export const readHost = (typed: string, field: Field): Reading<string> => {
  const text = typed.trim();
  const mistake = mistakeOfText(text, field);
  if (mistake !== undefined) return { problem: mistake };
  const [, scheme = '', authority = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)/i.exec(text) ?? [];
  // Before any parser sees it: to a URL, 1234 is the address 0.0.4.210.
  if (scheme === '' && bareName.test(authority)) return readBareName(authority.toLowerCase(), field);
  const host = hostOf(authority);
  // Where names get an ending, one that has none and no port is not a host.
  if (host === undefined || (field.hostEnding !== '' && !/[.:]/.test(host)))
    return { problem: sentencesText([t('That is no host.'), exampleOf(field)]) };
  const warning = hostWarning(host);
  const note = text.length === scheme.length + authority.length ? undefined : t('Only the host counts: {0}.', host);
  return { value: host, ...(warning === undefined ? {} : { warning }), ...(note === undefined ? {} : { note }) };
};

/** A label of a host name, RFC 1123. */
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const bareName = new RegExp(`^${label}$`, 'i');
const hostName = new RegExp(`^${label}(?:\\.${label})*$`);

const readBareName = (name: string, { hostEnding = '' }: Field): Reading<string> => {
  const value = name + hostEnding;
  return hostEnding === '' ? { value } : { value, note: t('The host is {0}.', value) };
};

const exampleOf = ({ hostEnding = '', hint }: Field): string =>
  hostEnding === ''
    ? t('It looks like {0}.', hint ?? 'host.example.com')
    : t('It looks like {0}, or {1}.', `my-name${hostEnding}`, 'my-name');

const mistakeOfText = (text: string, { label }: Field): string | undefined => {
  if (text.length > longest)
    return t('That is {0} characters long: {1} is not.', text.length.toLocaleString('en'), label);
  // URL parsers drop line breaks and turn backslashes into slashes: the host read would not be the host seen.
  if (/[\s\p{Cc}\p{Cf}]/u.test(text))
    return t('{0} cannot contain spaces, line breaks or invisible characters.', label);
  if (text.includes('\\')) return t('{0} cannot contain a backslash.', label);
  if (/^[^/?#]*(?:\/\/[^/?#]*)?@/.test(text)) return t('{0} cannot contain a user name or password.', label);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'https') return t('{0} is reached with https, not with {1}.', label, scheme);
  return undefined;
};

/** Undefined where it is none, or where the host that would be reached is not the one that is read. */
const hostOf = (authority: string): string | undefined => {
  const url = URL.parse(`https://${authority}/`);
  if (url === null || !hostName.test(url.hostname)) return undefined;
  const seen = authority.replace(/:\d*$/, '').toLowerCase();
  // Letters outside ASCII are written otherwise in a URL, which the warning shows; nothing else may change.
  const isAsSeen = url.hostname === seen || /[^ -~]/u.test(seen);
  return isAsSeen && url.hostname.length <= 253 ? url.host : undefined;
};
