import { t } from '../core/l10n.ts';
import { redact } from '../core/redact.ts';
import { sectionOf, type Section } from './section.ts';

/** An address that somebody followed, as the editor took it apart: path and query are decoded. */
export interface Address {
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** What a link may do: show something. It sets nothing, sends nothing, and carries no secret. */
export type Link =
  | { readonly to: 'panel'; readonly section?: Section | undefined }
  /** Asks for a key of this provider, or of one that is picked; the key is typed by the person. */
  | { readonly to: 'add-key'; readonly provider?: string | undefined }
  | { readonly to: 'usage' | 'receipts' | 'diagnose' };

type LinkRead = Link | { readonly refused: string };

/** No address of ours is longer. UTF-16 units. */
const longest = 100;

/** All of `vscode://keyway.keyway/…` that is understood; anything more, less or else is refused with a sentence. */
export const readLink = ({ path, query, fragment }: Address, isProvider: (id: string) => boolean): LinkRead => {
  const extra = query + fragment;
  if (looksSecret(`${path}?${extra}`)) return { refused: secretText() };
  const link = path.length + extra.length <= longest && fragment === '' ? linkAt(path, query, isProvider) : undefined;
  return link ?? { refused: unknownText() };
};

const linkAt = (path: string, query: string, isProvider: (id: string) => boolean): Link | undefined => {
  if (path === '/add-key' && query !== '') {
    const provider = /^provider=([a-z0-9-]+)$/.exec(query)?.[1];
    return provider !== undefined && isProvider(provider) ? { to: 'add-key', provider } : undefined;
  }
  if (query !== '') return undefined;
  if (path.startsWith('/panel/')) {
    const section = sectionOf(path.slice('/panel/'.length));
    return section && { to: 'panel', section };
  }
  return plainLinks[path];
};

/** Without a prototype, whose names a path may have. */
const plainLinks: Readonly<Record<string, Link | undefined>> = Object.assign(Object.create(null), {
  '/panel': { to: 'panel' },
  '/add-key': { to: 'add-key' },
  '/usage': { to: 'usage' },
  '/receipts': { to: 'receipts' },
  '/diagnose': { to: 'diagnose' },
} satisfies Record<string, Link>);

/** By its looks, or by its name. Whatever it is, neither a message nor the log repeats a link. */
const looksSecret = (text: string): boolean => {
  const start = text.slice(0, looked).replaceAll('+', ' ');
  return redact(start, []) !== start || named.test(start) || dense.test(start);
};

/** UTF-16 units that are looked at; what is longer is refused all the same. */
const looked = 4_000;

const named = /(?:key(?!way)|token|secret|password|credential|auth)[^/?&=]{0,40}=/i;

/** Longer than any word of ours, with digits among letters. */
const dense = /(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[a-z])[\w-]{24}/i;

const secretText = (): string =>
  t('A link cannot bring a key to Keyway. If it held a real one, replace that key: others may have read the link.');

const unknownText = (): string => t('Keyway does not know this link, so nothing was done.');
