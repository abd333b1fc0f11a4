import type { rules as presetRules } from '@secretlint/secretlint-rule-preset-recommend';
import { isTable } from '../core/table.ts';
import type { Finder } from './grams.ts';
import { common, type Kind, type Span } from './span.ts';

/**
 * The rule set others keep: secretlint's recommended preset. Its rules are asked directly: `lintSource` of `@secretlint/core`
 * 13.0.7 leaves 93 marks in the process's timeline with every call, which nobody takes away, and builds every rule anew.
 */
export const loadKeptRules = async (): Promise<readonly Finder<Span>[]> => {
  // 230 kB: read when the first request is looked at, or shortly after the start.
  const { rules } = await import('@secretlint/secretlint-rule-preset-recommend');
  return rules.filter(({ meta }) => !leftOut.has(nameOf(meta.id))).map(finderOf);
};

type Creator = (typeof presetRules)[number];
type Context = Parameters<Creator['create']>[0];
type Source = Parameters<NonNullable<ReturnType<Creator['create']>['file']>>[0];

const nameOf = (id: string): string => id.replace(/^@secretlint\/secretlint-rule-/, '');

const leftOut: ReadonlySet<string> = new Set([
  // A comment `secretlint-disable` in any file or web page that is sent along would switch the guard off.
  'filter-comments',
  // Judges files by their names, and reads them; the private key in one of Google's is found as one.
  'gcp',
]);

interface Known {
  readonly pieces: readonly string[];
  readonly words: string;
  /** Where one rule finds secrets of several kinds: words by the names of its messages. */
  readonly also?: Readonly<Record<string, string>>;
}

/** `mongodb`, `+srv`, `mysql`, `mysqlx`, `postgres`, `postgresql`, in any case. */
const databases = ['b', 'v', 'l', 'x', 's'].flatMap((last) => [`${last}://`, `${last.toUpperCase()}://`]);

/** A rule that comes with a later version reads every text, and what it finds is "a secret". Pieces are tested against the rules. */
const known: Readonly<Record<string, Known>> = {
  '1password': { pieces: ['s_ey'], words: 'a 1Password token' },
  anthropic: { pieces: ['k-an'], words: 'an Anthropic key' },
  aws: { pieces: ['cret', 'CRET'], words: 'an AWS secret access key' },
  basicauth: { pieces: ['://'], words: 'a URL login' },
  cloudflare: { pieces: ['cfk_', 'cfut', 'cfat'], words: 'a Cloudflare token' },
  'database-connection-string': { pieces: databases, words: 'a database password' },
  databricks: { pieces: ['dapi'], words: 'a Databricks token' },
  docker: { pieces: ['ckr_'], words: 'a Docker token' },
  figma: { pieces: ['figd'], words: 'a Figma token' },
  github: { pieces: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'b_pa'], words: 'a GitHub token' },
  gitlab: { pieces: ['glpa'], words: 'a GitLab token' },
  grafana: { pieces: ['glc_', 'glsa'], words: 'a Grafana token' },
  groq: { pieces: ['gsk_'], words: 'a Groq key' },
  'hashicorp-vault': { pieces: ['hvs.', 'hvb.', 'hvr.'], words: 'a Vault token' },
  huggingface: { pieces: ['hf_'], words: 'a Hugging Face token' },
  linear: { pieces: ['n_ap'], words: 'a Linear key' },
  notion: { pieces: ['ntn_'], words: 'a Notion token' },
  npm: {
    pieces: ['npm_', 'hTok', 'x-oa'],
    words: 'an npm token',
    also: { PackageJSON_xOauthToken: 'a GitHub token' },
  },
  openai: { pieces: ['T3Bl'], words: 'an OpenAI key' },
  privatekey: { pieces: ['-BEG'], words: 'a private key' },
  sendgrid: { pieces: ['SG.'], words: 'a SendGrid key' },
  shopify: { pieces: ['shpp', 'shpc', 'shpa', 'shps'], words: 'a Shopify token' },
  slack: {
    pieces: ['xoxb', 'xoxp', 'xoxa', 'xoxo', 'xoxr', 'xapp', '://'],
    words: 'a Slack token',
    also: { IncomingWebhook: 'a Slack webhook' },
  },
  stripe: { pieces: ['k_li', 'k_te'], words: 'a Stripe key' },
  tailscale: { pieces: ['tske'], words: 'a Tailscale key' },
  vercel: { pieces: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'], words: 'a Vercel token' },
};

/** Rules look at a file's name; the npm rule finds one thing in each of these. A name of '' stands for every other. */
const fileNames: Readonly<Record<string, readonly string[]>> = { npm: ['package.json', '.npmrc'] };

interface Reported {
  readonly messageId: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly range: readonly [number, number];
}

/** What a rule tells of a finding, as far as it is looked at. Written out: the preset brings its types in a package of their own. */
interface Told {
  readonly message: { readonly messageId: string; readonly data?: unknown };
  readonly range: Reported['range'];
}

const finderOf = (creator: Creator): Finder<Span> => {
  const name = nameOf(creator.meta.id);
  const { pieces, words = 'a secret', also = {} } = known[name] ?? {};
  const kinds = new Map(Object.entries(also).map(([id, other]) => [id, common(other)]));
  const kind = common(words);
  let reports: Reported[] = [];
  const handler = creator.create(
    contextFor((report) => reports.push(report)),
    {},
  );
  return {
    pieces,
    find: (text) => {
      reports = [];
      for (const file of fileNames[name] ?? ['']) void handler.file?.(sourceOf(text, file));
      return reports.flatMap((report) => spanOf(text, report, kinds.get(report.messageId) ?? kind));
    },
  };
};

/** Messages are not written out: they quote the secret. */
const contextFor = (take: (report: Reported) => void): Context => ({
  sharedOptions: {},
  createTranslator: () => (messageId: unknown, data: unknown) => ({ message: '', messageId: String(messageId), data }),
  report: ({ message: { messageId, data }, range }: Told) =>
    take({ messageId, data: isTable(data) ? data : {}, range }),
  ignore: () => undefined,
});

const nowhere = { line: 0, column: 0 };

/** As much of a file as a rule reads: its text and its name. Places in lines are for people. */
const sourceOf = (content: string, filePath: string): Source => ({
  hasBOM: false,
  content,
  filePath,
  physicalFilePath: undefined,
  contentType: 'text',
  ext: '.txt',
  getFilePath: () => filePath,
  getPhysicalFilePath: () => undefined,
  locationToRange: () => [0, 0],
  rangeToLocation: () => ({ start: nowhere, end: nowhere }),
  positionToIndex: () => 0,
  indexToPosition: () => nowhere,
});

/** What a message of the preset calls the secret itself. */
const named = ['KEY', 'TOKEN', 'ID', 'URL', 'URI', 'CREDENTIAL'] as const;

const login = /:\/\/([^:/\s@]+:[^@/\s]+)@/d;
const password = /:\/\/[^:/\s]+:([^@/\s]+)@/d;

/** The secret within what a message names, where that is more: an address's host is none, and a model needs it. */
const inside: Readonly<Record<string, RegExp>> = {
  BasicAuth: login,
  MongoDBConnection: password,
  MySQLConnection: password,
  PostgreSQLConnection: password,
  // The rest of the line, whatever it is.
  Npmrc_authToken: /^["']?([A-Za-z0-9][\w.=+/-]{7,})/d,
  // From the first address in the line on.
  PackageJSON_xOauthToken: /([^\s/@:"']{8,})$/d,
};

/**
 * Where the secret stands. Not at the range alone: those of AWS's secret and of npm's tokens begin where their names do, and
 * have the secret's length (13.0.7), so that its end would stay.
 */
const spanOf = (text: string, { messageId, data, range }: Reported, kind: Kind): readonly Span[] => {
  const told = named.map((name) => data[name]).find((value) => typeof value === 'string');
  const whole = told ?? text.slice(...range);
  const at = text.indexOf(whole, range[0]);
  const narrow = inside[messageId];
  const [start, end] = narrow ? (narrow.exec(whole)?.indices?.[1] ?? [0, 0]) : [0, whole.length];
  return at < 0 || start === end ? [] : [{ start: at + start, end: at + end, kind }];
};
