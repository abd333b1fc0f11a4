import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import bundle from '../media/l10n/bundle.l10n.zh-cn.json' with { type: 'json' };
import raw from '../package.json' with { type: 'json' };
import english from '../package.nls.json' with { type: 'json' };
import chinese from '../package.nls.zh-cn.json' with { type: 'json' };
import { readSource, type Place, type Said, type Source, type Unsaid } from './sentences.ts';
import type { Sentences } from './spoken-manifest.ts';

const root = path.resolve(import.meta.dirname, '..');
const words: Sentences = bundle;
const titles: Sentences = english;
const chineseTitles: Sentences = chinese;

/** Nothing of these is Chinese, and that is right. */
const same = new Set(['OpenTelemetry', 'en', '{0} of {1}', '{0} token', '{0} tokens']);

/** Reads sentences apart at their braces, and so asks for them without values. */
const templates = new Set(['src/core/explain-groups.ts']);

interface Exemption {
  readonly file: RegExp;
  /** Inside of a constant, property or call of this name. */
  readonly within?: RegExp;
  readonly words?: RegExp;
  readonly because: string;
}

/** What looks like a sentence for people and is none. */
const exemptions: readonly Exemption[] = [
  {
    file: /^src\/(?:usage|search)\//,
    words:
      /\b(?:SELECT|INSERT|UPDATE|DELETE|PRAGMA|TABLE|BEGIN|EXISTS|GROUP BY|NOT NULL|RETURNING)\b|start of month|^\s*\w+(?:,\s+\w+)+/,
    because: 'SQL',
  },
  { file: /^src\/usage\/schema\.ts$/, within: /^name$/, because: 'steps of a migration' },
  { file: /^src\/editor\/names\.ts$/, within: /^commands$/, because: 'titles of the manifest, in package.nls.json' },
  { file: /^src\/core\/virtual\.ts$/, within: /^name$/, because: 'names of models' },
  {
    file: /^src\/providers\//,
    within: /^(?:name|unverified|text)$/,
    because: 'names, questions of tests, and notes for who keeps the records',
  },
  { file: /^src\/editor\/foreign-file\.ts$/, words: /^Roo Code$/, because: 'a name' },
  { file: /^src\/editor\/guard-words\.ts$/, words: /^VS Code$/, because: 'a name' },
  {
    file: /^src\/code\/(?:chat-form|commit-|completion-request|job-words|languages|write)/,
    because: 'told to models, and names of languages',
  },
  {
    file: /^src\/wire\/|^src\/core\/history\.ts$/,
    words:
      /^\[|^Images of|^I have read|^Not available|^Bearer |^Continue\.$|^Text (?:Generation|Embeddings)$|^US dollars/,
    because: 'told to models, providers and collectors, or by them',
  },
  {
    file: /^src\/editor\/(?:tool-loop|tool-calls|tool-paths|references|search-answer|search-tool|code-conventions|search-embedder)\.ts$/,
    because: 'told to models, as results of tools and beside files',
  },
  { file: /^src\/guard\/(?:kept-rules|shapes)\.ts$/, because: 'kinds of secrets, which kind-words.ts has words for' },
  { file: /^src\/providers\/voyage\.ts$/, within: /^choices$/, because: 'names' },
  {
    file: /^src\/(?:core\/task|core\/task-words|catalog\/model-name|editor\/code-comment)\.ts$/,
    because: 'words that are looked for in prompts, names and code',
  },
  { file: /./, within: /^(?:note|noteDeed)$/, because: 'the audit log keeps one language' },
  {
    file: /^src\/(?:editor\/(?:budgets|caller-decisions|import-at-start|kept-open|key-notes|key-retests|reconcile|setting-changes)|usage\/audit)\.ts$/,
    within:
      /^(?:subject|detail|liftedFor|decided|tell|list|decide|forThisSession|updatedText|detailOf|entries|changeText)$/,
    because: 'the audit log keeps one language',
  },
  { file: /^src\/usage\//, within: /^(?:sealOf|digest|claim)$/, because: 'what is sealed' },
  {
    file: /^src\/editor\/(?:offers|guard-looks|search-follow)\.ts$/,
    within: /^(?:reason|onTrouble|unreadable|debug)$/,
    because: 'told to the log alone',
  },
  {
    file: /^(?:media\/(?:panel|tabs)|src\/(?:core\/(?:embed|leash)|search\/index-writing|usage\/(?:budget-gate|export-file|file)|wire\/(?:bedrock-client|bedrock-transport|gemini-ask)))\.ts$/,
    within: /^(?:Error|IsFolder|LedgerDamaged|over)$/,
    because: 'errors that another part of ours catches, or that cannot be',
  },
];

const exempts = ({ file, words: wanted, within }: Exemption, found: Unsaid): boolean =>
  file.test(found.file) &&
  (wanted?.test(found.words) ?? true) &&
  (within === undefined || found.within.some((name) => within.test(name)));

const isExempt = (found: Unsaid): boolean => exemptions.some((one) => exempts(one, found));

const sources = async (): Promise<readonly Source[]> => {
  const read: Source[] = [];
  for await (const file of glob('{src,media}/**/*.ts', { cwd: root }))
    read.push(readSource(file.replaceAll('\\', '/'), await readFile(path.join(root, file), 'utf8')));
  return read;
};

const shown = ({ file, line }: Place, more = ''): string => `${file}:${line} ${more}`.trim();

/** Fails with the list of what is wrong and what to do about it. */
const none = (found: readonly string[], advice: string): void => {
  if (found.length > 0) assert.fail(`${advice}\n  ${found.join('\n  ')}\n`);
};

const holes = (sentence: string): readonly string[] =>
  [...new Set([...sentence.matchAll(/\{\d+\}/g)].map(([hole]) => hole))].toSorted();

const fits = (sentence: string, values: number | undefined): boolean => {
  const found = holes(sentence);
  return found.every((hole, n) => hole === `{${n}}`) && (values ?? found.length) === found.length;
};

/** Commands that a sentence names, without the ellipsis. */
const commandsIn = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/Keyway: ([^”"*`]+)(?=”|"|\*\*|`)/g)].map(([, title = '']) => title.replace(/…$/, ''));

const chineseTitle = new Map(
  Object.entries(titles).flatMap(([key, title]) =>
    key.startsWith('command.') ? [[title.replace(/…$/, ''), (chineseTitles[key] ?? '').replace(/…$/, '')]] : [],
  ),
);

/** What a reader of Chinese would stumble over in a translation. */
const faultsOf = (sentence: string, translation: string): readonly string[] => {
  const expected = commandsIn(sentence).map((title) => chineseTitle.get(title) ?? title);
  return [
    ...(/\p{Script=Han}/u.test(translation) || same.has(sentence) || !/[A-Za-z]/.test(sentence)
      ? []
      : ['is not translated']),
    ...(holes(sentence).join() === holes(translation).join()
      ? []
      : [`has other values than ${holes(sentence).join()}`]),
    ...(/\p{Script=Han}[A-Za-z\d]|[A-Za-z\d]\p{Script=Han}/u.test(translation) ? ['lacks a space'] : []),
    ...(/\p{Script=Han}[,;:?!]|\p{Script=Han}\.(?:\s|$)/u.test(translation) ? ['has punctuation of half width'] : []),
    ...(commandsIn(translation).toSorted().join() === expected.toSorted().join()
      ? []
      : [`names other commands than ${expected.join()}`]),
  ];
};

const faultsIn = (pairs: readonly (readonly [sentence: string, translation: string])[]): readonly string[] =>
  pairs.flatMap(([sentence, translation]) =>
    faultsOf(sentence, translation).map((fault) => `“${translation}” for “${sentence}” ${fault}`),
  );

describe('what the extension says', () => {
  let all: readonly Source[];
  let said: readonly Said[];

  before(async () => {
    all = await sources();
    said = all.flatMap((source) => source.said);
    assert.ok(said.length > 500, 'calls of t are found');
  });

  it('is a plain string in every call of t, so that it can be looked up', () => {
    none(
      all.flatMap((source) => source.wrong.map((place) => shown(place))),
      'Give t the whole sentence as one string, with {0} for each value, and the values one by one:',
    );
  });

  it('has a value for each brace, and a brace for each value', () => {
    none(
      said
        .filter(({ file, sentence, values }) => !templates.has(file) && !fits(sentence, values))
        .map((one) => shown(one, one.sentence)),
      'Number the values of a sentence from {0} on and use each:',
    );
  });

  it('is there in Chinese', () => {
    none(
      said
        .filter(({ sentence }) => !Object.hasOwn(words, sentence))
        .map((one) => shown(one, JSON.stringify(one.sentence))),
      'Add these to media/l10n/bundle.l10n.zh-cn.json:',
    );
  });

  it('is all that is translated', () => {
    const known = new Set(said.map(({ sentence }) => sentence));
    none(
      Object.keys(words).filter((sentence) => !known.has(sentence)),
      'Nobody says these any more. Take them out of media/l10n/bundle.l10n.zh-cn.json:',
    );
    assert.deepEqual(Object.keys(words), Object.keys(words).toSorted(), 'the bundle is sorted by its sentences');
  });

  it('reads well in Chinese, with the same values and the same commands', () => {
    none(faultsIn(Object.entries(words)), 'Mend these in media/l10n/bundle.l10n.zh-cn.json:');
  });

  it('goes through t, wherever people read it', () => {
    none(
      all
        .flatMap((source) => source.unsaid)
        .filter((one) => !isExempt(one))
        .map((one) => shown(one, JSON.stringify(one.words))),
      'Say these through t of src/core/l10n.ts, or exempt them at the top of test/l10n.test.ts with the reason:',
    );
  });

  it('is exempt only where there is something to exempt', () => {
    const unsaid = all.flatMap((source) => source.unsaid);
    const idle = exemptions.filter((one) => !unsaid.some((found) => exempts(one, found)));
    assert.deepEqual(idle, []);
  });
});

/** Every text of the manifest, with the name it stands under. */
const textsIn = (value: unknown, under = ''): readonly (readonly [under: string, text: string])[] => {
  if (typeof value === 'string') return [[under, value]];
  if (Array.isArray(value)) return value.flatMap((one: unknown) => textsIn(one, under));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (name === 'default' ? [] : textsIn(one, name)));
};

/** What VS Code shows of the manifest. Categories and labels that are our name alone stay as they are. */
const isShown = ([under, text]: readonly [string, string]): boolean =>
  /^(?:title|shortTitle|displayName|fullName|label|description|\w+Descriptions?|\w+Message|sampleRequest|altText|contents|enumItemLabels)$/.test(
    under,
  ) &&
  under !== 'modelDescription' &&
  text !== 'Keyway';

describe('what the manifest says', () => {
  const { contributes, capabilities, description } = raw;
  const { languageModelTools, ...others } = contributes;
  // What a model reads of a tool stays English.
  const tools = languageModelTools.map(({ displayName, userDescription }) => ({ displayName, userDescription }));
  const texts = textsIn({ description, others, tools, capabilities });

  it('comes from package.nls.json', () => {
    none(
      texts.filter((one) => isShown(one) && !/^%[\w.-]+%$/.test(one[1])).map(([under, text]) => `${under}: ${text}`),
      'Move these to package.nls.json and put %key% in their place:',
    );
  });

  it('is all there, and nothing else is', () => {
    const used = new Set(texts.flatMap(([, text]) => /^%(.+)%$/.exec(text)?.[1] ?? []));
    assert.ok(used.size > 100);
    none(
      [...used].filter((key) => !Object.hasOwn(titles, key)),
      'Add these to package.nls.json:',
    );
    none(
      Object.keys(titles).filter((key) => !used.has(key)),
      'package.json does not use these; take them out of package.nls.json:',
    );
  });

  it('is there in Chinese, under the same keys in the same order', () => {
    assert.deepEqual(Object.keys(chineseTitles), Object.keys(titles));
  });

  it('reads well in Chinese', () => {
    none(
      faultsIn(Object.entries(titles).map(([key, text]) => [text, chineseTitles[key] ?? ''])),
      'Mend these in package.nls.zh-cn.json:',
    );
  });
});
