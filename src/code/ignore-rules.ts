import ignore, { type Ignore } from 'ignore';

/** What git ignores in one repository, or in a folder that is none. Paths are relative to its top, with `/`. */

export interface RuleFile {
  readonly text: string;
  /** As a person knows it. */
  readonly file: string;
}

export interface RuleFiles {
  /** The text of a file; undefined where there is none. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** What a repository excludes for itself, by its folder; undefined where that is none. Absent: `.git/info/exclude` at the top. */
  readonly excludes?: ((folder: string) => Promise<RuleFile | undefined>) | undefined;
  /** The person's own rules for all repositories: any other outweighs them. */
  readonly own?: (() => Promise<RuleFile | undefined>) | undefined;
  readonly ignoresCase: boolean;
}

export class IgnoreRules {
  readonly #files: RuleFiles;
  /** Rules that hold in a folder, by its path: those of all folders above it and its own. */
  readonly #rules = new Map<string, Promise<Ignore>>();

  constructor(files: RuleFiles) {
    this.#files = files;
  }

  /** The path of the file with the rule that ignores this one; undefined where none does. */
  async ruleFor(path: string): Promise<string | undefined> {
    const rules = await this.#rulesIn(parentOf(path));
    return rules.test(path).rule?.mark;
  }

  async ignoresFolder(path: string): Promise<boolean> {
    return (await this.#rulesIn(parentOf(path))).test(`${path}/`).ignored;
  }

  /** Folder by folder down: a later rule outweighs an earlier one, and nothing in an ignored folder comes back. */
  #rulesIn(folder: string): Promise<Ignore> {
    const known = this.#rules.get(folder);
    if (known) return known;
    const made = this.#make(folder);
    this.#rules.set(folder, made);
    // What could not be read now may be readable later.
    made.catch(() => this.#rules.delete(folder));
    return made;
  }

  async #make(folder: string): Promise<Ignore> {
    const above = folder === '' ? await this.#top() : await this.#rulesIn(parentOf(folder));
    const found = [await this.#excludes(folder), await this.#read(`${prefixOf(folder)}.gitignore`)];
    return found.reduce((rules, one) => (one ? this.#empty().add(rules).add(patternsIn(one, folder)) : rules), above);
  }

  async #top(): Promise<Ignore> {
    const own = await this.#files.own?.();
    return own ? this.#empty().add(patternsIn(own, '')) : this.#empty();
  }

  #empty(): Ignore {
    return ignore({ ignorecase: this.#files.ignoresCase });
  }

  async #excludes(folder: string): Promise<RuleFile | undefined> {
    if (this.#files.excludes) return this.#files.excludes(folder);
    return folder === '' ? this.#read('.git/info/exclude') : undefined;
  }

  async #read(file: string): Promise<RuleFile | undefined> {
    const text = await this.#files.read(file);
    return text === undefined ? undefined : { text, file };
  }
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

const prefixOf = (folder: string): string => (folder === '' ? '' : `${folder}/`);

interface Marked {
  readonly pattern: string;
  readonly mark: string;
}

/** The lines of a rule file as patterns that hold from the top. */
const patternsIn = ({ text, file }: RuleFile, folder: string): readonly Marked[] =>
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => withoutBlanks(line.replace(/\r$/, '')))
    .filter((line) => !isEmpty(line) && !line.startsWith('#'))
    .map((line) => ({ pattern: fromTop(line, folder), mark: file }));

/** Blanks at the end say nothing, but for one behind a backslash. */
const withoutBlanks = (line: string): string => line.replace(/(\\.)?[ ]+$/, (_, escaped: string = '') => escaped);

/** Names nothing: to git it says nothing, to `ignore` (7.0.16) that nothing is ignored at all. */
const isEmpty = (line: string): boolean => line === '' || line === '!';

/** A pattern with a slash in it begins at its own folder; one without holds in all folders below. */
const fromTop = (line: string, folder: string): string => {
  if (folder === '') return line;
  const isNegative = line.startsWith('!');
  const pattern = (isNegative ? line.slice(1) : line).replace(/^\\(?=[!#])/, '');
  const isAnchored = pattern.slice(0, -1).includes('/');
  const below = `/${folder.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)}/`;
  return `${isNegative ? '!' : ''}${below}${isAnchored ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
};
