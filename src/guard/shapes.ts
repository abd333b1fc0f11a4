import type { Finder } from './grams.ts';
import { common, type Span } from './span.ts';

/**
 * Keys of the kind this extension handles that secretlint's recommended preset (13.0.7) does not know. The log cuts out the
 * same prefixes (`core/redact.ts`) by far looser patterns: there a word too much costs nothing, here it costs the answer.
 */
interface Shape {
  readonly words: string;
  readonly pieces: readonly string[];
  /** Global. Its first group, where it has one, is the secret; each repetition has an end. */
  readonly pattern: RegExp;
}

/** A key has digits among its letters; `sk-folding-cube` and `fw_firmwareVersionTable` have none. */
const digit = String.raw`(?=[A-Za-z_-]{0,200}\d)`;
const solid = String.raw`(?=[A-Za-z0-9_-]{0,200}?[A-Za-z0-9]{12})`;
const notWithin = String.raw`(?<![A-Za-z0-9_-])`;

const begin = String.raw`-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----`;
const headers = String.raw`(?:\s{0,9}[A-Za-z-]{3,40}: [^\r\n]{0,200}){0,6}`;
const marked = String.raw`\s{1,40}[-+>|#*]{0,3} {0,4}`;
const lines = String.raw`(?:${marked}|\s{0,40})[A-Za-z0-9+/]{40,20000}={0,2}(?:${marked}[A-Za-z0-9+/]{16,100}={0,2}){0,300}`;
const end = String.raw`(?:${marked}=?[A-Za-z0-9+/]{1,100}={0,2}){0,2}(?:${marked}|\s{0,40})-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----`;
/** The last line of what is left, where the end is not. */
const rest = String.raw`(?:${marked}(?=[A-Za-z]{0,60}[\d+/])[A-Za-z0-9+/]{1,100}={0,2}(?![\w+/=]))?`;
/** All that is left behind a header where a text was cut in the first line of the key. */
const cutOff = String.raw`(?:${marked}|\s{0,40})(?=[A-Za-z]{0,39}[\d+/])[A-Za-z0-9+/]{8,39}={0,2}(?![\w+/=])`;
const privateKey = new RegExp(`${begin}${headers}(?:${lines}(?:${end}|${rest})|${cutOff})`, 'g');

const privateKeyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** UTF-16 units of the longest key. */
const mostOfKey = 20_000;
/** The line of a key that ends here, and what stands between two of them in a diff, a quotation or a list of strings. */
const lineFromEnd = /([A-Za-z0-9+/=]{1,200})[\s\-+>|#*"'`,\\]{0,60}$/;

/** The end of a key whose beginning was cut away: line by line upwards, as far as there is nothing but key. */
const keyEnds = (text: string): readonly (readonly [start: number, end: number])[] =>
  [...text.matchAll(privateKeyEnd)].flatMap(({ 0: mark, index }) => {
    const start = upwards(text, index);
    return start < index ? [[start, index + mark.length] as const] : [];
  });

/** Only the last line may be short, and all of it is longer than any word. */
const upwards = (text: string, end: number): number => {
  const least = Math.max(0, end - mostOfKey);
  let start = end;
  let key = '';
  for (let isLast = true; start > least; isLast = false) {
    const above = text.slice(Math.max(least, start - 200), start);
    const [matched = '', line = ''] = lineFromEnd.exec(above) ?? [];
    // One line may be longer than what was read of it.
    const isContinued = matched.length === line.length;
    const isShort = !isLast && !isContinued && line.length < 16;
    if (line === '' || (isShort && !/\d/.test(line))) break;
    if (key.length < 100) key += line;
    start -= matched.length;
    // The first of what is left may be short as well.
    if (isShort) break;
  }
  return key.length >= 24 && /\d/.test(key) ? start : end;
};

const shapes: readonly Shape[] = [
  // DeepSeek, Moonshot, Alibaba, OpenRouter (`sk-or-v1-`), MiniMax (`sk-api-`), LiteLLM; Anthropic's admin and OAuth keys. The
  // preset has OpenAI's own and Anthropic's `sk-ant-api0…AA` only.
  { words: 'an API key', pieces: ['sk-'], pattern: new RegExp(`${notWithin}sk-${digit}${solid}[\\w-]{20,300}`, 'g') },
  // gitleaks `gcp-api-key`; Google's documentation of API keys, 2026-11.
  { words: 'a Google API key', pieces: ['AIza'], pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g },
  { words: 'a Google API key', pieces: ['AQ.'], pattern: /(?<![\w-])AQ\.[A-Za-z0-9][\w-]{39,300}/g },
  { words: 'a Google access token', pieces: ['ya29'], pattern: /(?<![\w-])ya29\.[\w-]{20,2048}/g },
  // trufflehog `xai`: 80 characters.
  { words: 'an xAI key', pieces: ['xai-'], pattern: /(?<![\w-])xai-\w{40,200}/g },
  // trufflehog `replicate`: 37 characters.
  { words: 'a Replicate token', pieces: ['r8_'], pattern: /(?<![\w-])r8_[A-Za-z0-9_-]{37}(?![\w-])/g },
  // gitleaks `perplexity-api-key`: 48 characters.
  { words: 'a Perplexity key', pieces: ['pplx'], pattern: /(?<![\w-])pplx-[A-Za-z0-9]{40,64}(?![\w-])/g },
  // trufflehog `nvapi`: 64 characters.
  { words: 'an NVIDIA key', pieces: ['nvap'], pattern: /(?<![\w-])nvapi-[\w-]{60,80}/g },
  {
    words: 'a Fireworks key',
    pieces: ['fw_', 'fpk_'],
    pattern: new RegExp(`${notWithin}(?:fw|fpk)_(?=[A-Za-z]{0,60}\\d)[A-Za-z0-9]{22,64}(?![\\w-])`, 'g'),
  },
  {
    words: 'a Cerebras key',
    pieces: ['csk-'],
    pattern: new RegExp(`${notWithin}csk-(?=[A-Za-z]{0,60}\\d)[A-Za-z0-9]{40,64}(?![\\w-])`, 'g'),
  },
  { words: 'a Together key', pieces: ['tgp_'], pattern: /(?<![\w-])tgp_v\d_[\w-]{40,64}(?![\w-])/g },
  // The one in Amazon's documentation ends so. The preset has the secret beside it, and this one only by an option.
  { words: 'an AWS access key ID', pieces: ['AKIA', 'ASIA'], pattern: /\bA(?:K|S)IA(?!\w{9}EXAMPLE)[A-Z2-7]{16}\b/g },
  // gitleaks `aws-amazon-bedrock-api-key-long-lived` and `-short-lived`.
  { words: 'a Bedrock key', pieces: ['ABSK'], pattern: /(?<![\w-])ABSK[A-Za-z0-9+/]{60,400}={0,2}/g },
  { words: 'a Bedrock key', pieces: ['k-ap'], pattern: /(?<![\w-])bedrock-api-key-[A-Za-z0-9+/_-]{20,4096}={0,2}/g },
  {
    words: 'a bearer token',
    pieces: ['arer'],
    pattern:
      /\b[Bb]earer\s{1,4}((?=[A-Za-z._~+/-]{0,200}\d)(?=[^\s"'`]{0,400}?[A-Za-z0-9]{16})[\w.~+/-]{24,4096}={0,2})/g,
  },
  // Cut off, of another algorithm, encrypted, in a diff, or with the headers of PGP and OpenSSL: the preset wants all of it.
  { words: 'a private key', pieces: ['-BEG'], pattern: privateKey },
];

const endOfKey: Finder<Span> = {
  pieces: ['-END'],
  find: (text) => keyEnds(text).map(([start, end]) => ({ start, end, kind: common('a private key') })),
};

const shaped: readonly Finder<Span>[] = shapes.map(({ words, pieces, pattern }) => {
  const kind = common(words);
  return {
    pieces,
    find: (text) =>
      [...text.matchAll(pattern)].map((match) => {
        const [whole, secret = whole] = match;
        const start = match.index + whole.indexOf(secret);
        return { start, end: start + secret.length, kind };
      }),
  };
});

export const shapeFinders: readonly Finder<Span>[] = [...shaped, endOfKey];
