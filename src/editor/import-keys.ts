import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import { sentencesText } from '../core/listed.ts';
import { type FoundKey, type FoundKeys, keysIn } from './environment.ts';
import { largestEnvFile, readEnvFile } from './env-file.ts';
import { baseUrlOf, hidden } from './key-access.ts';
import { type KeyDesk, noteDeed, sentenceOf } from './key-desk.ts';
import { freeNickname } from './key-draft.ts';
import { nicknamesOf } from './key-providers.ts';
import { priceOfTest, testSaved, works } from './key-test.ts';
import { keyCount, maskOf } from './key-words.ts';
import type { Choice } from './questions.ts';

const title = t('Import Keys');

/** From the variables the editor was started with. Reads them now, because the person asked, and never else. */
export const importFromEnvironment = (desk: KeyDesk, variables: NodeJS.ProcessEnv): Promise<void> =>
  importFound(desk, keysIn(variables, desk.providers), t('the environment VS Code was started in'));

/** A file the person picked. */
export interface PickedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly read: () => Promise<Uint8Array>;
}

export const importFromFile = async (desk: KeyDesk, file: PickedFile): Promise<void> => {
  // A file of gigabytes is not read in order to find out that it is too large.
  const bytes = file.size > largestEnvFile ? undefined : await file.read();
  const read = bytes === undefined ? tooLarge(file) : readEnvFile(bytes);
  if (read.value === undefined) {
    desk.questions.tell('error', t('{0}: {1}', file.name, read.problem));
    return;
  }
  await importFound(desk, keysIn(read.value, desk.providers), file.name);
};

const tooLarge = (file: PickedFile): { readonly value?: undefined; readonly problem: string } => ({
  problem: t('That file has {0} bytes: a .env file has at most 1 MB.', count.format(file.size)),
});

/** Asks which of them are to be saved, and whether they are to be tested. */
export const importFound = async (desk: KeyDesk, { found, leftOut }: FoundKeys, where: string): Promise<void> => {
  if (leftOut.length > 0) desk.questions.tell('warning', sentencesText(leftOut));
  if (found.length === 0) {
    if (leftOut.length === 0)
      desk.questions.tell('info', t('No keys of providers that Keyway knows were found in {0}.', where));
    return;
  }
  const held = desk.hold(found.flatMap((key) => hidden(key.secrets)));
  try {
    await importPicked(desk, found, where);
  } finally {
    held.dispose();
  }
};

const importPicked = async (desk: KeyDesk, found: readonly FoundKey[], where: string): Promise<void> => {
  const choices = await Promise.all(found.map((key) => choiceOf(desk, key)));
  const placeholder = t('Found in {0}. Which are to be imported?', where);
  const picked = await desk.questions.chooseSeveral({ title, placeholder, choices, step: 1, steps: 2 });
  if (picked.type !== 'answer' || picked.value.length === 0) return;
  const keys = keyCount(picked.value.length);
  const how = await desk.questions.choose({
    title,
    step: 2,
    steps: 2,
    placeholder: t('Save {0}?', keys),
    choices: [
      { value: 'save', label: t('Import {0}', keys) },
      { value: 'test', label: t('Import and Test {0}', keys), detail: testDetail(picked.value) },
    ],
  });
  if (how.type === 'answer') await saveAll(desk, picked.value, how.value === 'test');
};

const testDetail = (found: readonly FoundKey[]): string => {
  const prices = found.flatMap(({ variable, provider }) => {
    const price = priceOfTest(provider);
    return price === undefined ? [] : [t('{0}: {1}', variable, price)];
  });
  return sentencesText([t('Asks each provider whether its key works.'), ...prices]);
};

const choiceOf = async (desk: KeyDesk, key: FoundKey): Promise<Choice<FoundKey>> => {
  const { variable: label, provider, secrets, plain, doubt } = key;
  const shown = [provider.name, ...Object.values(plain), maskOf(provider, secrets)].join(' · ');
  try {
    const holder = await desk.keyring.holderOf(provider.id, secrets);
    if (holder !== undefined) {
      const stored = t('stored already as “{0}”', holder.nickname);
      return { value: key, label, description: `${shown} · ${stored}`, picked: false };
    }
  } catch (error) {
    return { value: key, label, description: shown, detail: sentenceOf(desk, error), picked: true };
  }
  return { value: key, label, description: shown, picked: true, ...(doubt === undefined ? {} : { detail: doubt }) };
};

/** One after the other: each gets the next free nickname, and one that fails does not keep the others out. */
const saveAll = async (desk: KeyDesk, found: readonly FoundKey[], test: boolean): Promise<void> => {
  const failures: string[] = [];
  let saved = 0;
  for (const key of found) {
    try {
      const failure = await saveOne(desk, key, test);
      saved += 1;
      if (failure !== undefined) failures.push(t('{0}: {1}', key.variable, failure));
    } catch (error) {
      failures.push(t('{0}: {1}', key.variable, sentenceOf(desk, error)));
    }
  }
  desk.questions.tell(failures.length === 0 ? 'info' : 'warning', sentencesText([importedText(saved), ...failures]));
};

const importedText = (keys: number): string => {
  if (keys === 0) return t('No key was imported.');
  return keys === 1 ? t('1 key was imported.') : t('{0} keys were imported.', keys);
};

const saveOne = async (desk: KeyDesk, found: FoundKey, test: boolean): Promise<string | undefined> => {
  const { provider, plain, secrets } = found;
  const { origin } = baseUrlOf(provider, { plain }, desk.overrides);
  const nickname = freeNickname('default', nicknamesOf(desk, provider));
  const secret = { origin, fields: secrets };
  const key = await desk.keyring.add({ provider: provider.id, nickname, plain, secret });
  noteDeed(desk, { action: 'key-imported', key, detail: `from ${found.variable}, for ${origin}` });
  if (!test) return undefined;
  const result = await testSaved(desk, key);
  if (result.type === 'untested') return result.why;
  return works(result.finding) ? undefined : result.finding.sentence;
};
