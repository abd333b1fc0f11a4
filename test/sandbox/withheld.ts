import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * The check of a whole run that no file that is ignored or excluded ever leaves: such files are planted in every workspace,
 * each with words that stand nowhere else, and every sandbox looks for these words in whatever it is sent.
 */

export interface Planted {
  /** Relative to the workspace: one that a `.gitignore` ignores. */
  readonly ignored: string;
  /** One that the setting `keyway.excludedFiles` excludes. */
  readonly excluded: string;
  /** Throws where a word of theirs was sent to a sandbox since; looks no longer. */
  readonly check: () => void;
}

interface Word {
  readonly file: string;
  /** As it may be written into a body: as it is, which is also how JSON and addresses write it, or in base64 or hex. */
  readonly forms: readonly string[];
}

const folder = 'withheld';
const words = new Set<Word>();
/** What was sent where, by the file it is of. */
const sent = new Map<Word, Set<string>>();

/** Puts the files into a workspace, which are looked for from now on. Git sees the folder as one like any other. */
export const plant = (workspace: string): Planted => {
  const [ignored, excluded] = [`${folder}/withheld-notes.ts`, `${folder}/withheld-access.pem`] as const;
  const rules = path.join(workspace, folder, '.gitignore');
  fs.mkdirSync(path.dirname(rules), { recursive: true });
  fs.writeFileSync(rules, 'withheld-notes.ts\n');
  const planted = [ignored, excluded].map((file) => {
    const word = `withheld${randomBytes(12).toString('hex')}`;
    fs.writeFileSync(path.join(workspace, file), `export const notes = "${word}"; // "${word}"\n`);
    return { file, forms: formsOf(word) };
  });
  for (const word of planted) words.add(word);
  return {
    ignored,
    excluded,
    check: () => {
      const found = planted.flatMap((word) => [...(sent.get(word) ?? [])].map((where) => `${word.file} to ${where}`));
      for (const word of planted) {
        words.delete(word);
        sent.delete(word);
      }
      if (found.length > 0) throw new Error(`A file that must never be sent was sent: ${found.join(', ')}`);
    },
  };
};

/** Notes what of the planted files a request holds. */
export const look = (body: string, where: string): void => {
  for (const word of words) if (word.forms.some((form) => body.includes(form))) noted(word).add(where);
};

const noted = (word: Word): Set<string> => {
  const places = sent.get(word) ?? new Set();
  sent.set(word, places);
  return places;
};

/** In base64 a text looks different at each of three places; its ends depend on what stands beside it. */
const formsOf = (word: string): readonly string[] => {
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.from('.'.repeat(offset) + word).toString('base64');
    return text.slice(offset === 0 ? 0 : 4, -4);
  });
  return [word, ...base64, Buffer.from(word).toString('hex')];
};
