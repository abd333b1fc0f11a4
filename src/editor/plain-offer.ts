import { t } from '../core/l10n.ts';
import { listed, sentencesText } from '../core/listed.ts';
import * as z from 'zod/mini';
import { add, addTyped } from './add-key.ts';
import type { Memory } from './caller-decisions.ts';
import { importFound } from './import-keys.ts';
import { type KeyDesk, sentenceOf } from './key-desk.ts';
import { freeNickname } from './key-draft.ts';
import { nicknamesOf } from './key-providers.ts';
import type { EnvKeys } from './plain-env.ts';
import type { PlainKey } from './plain-keys.ts';

export interface PlainOfferParts {
  readonly desk: KeyDesk;
  /** Where the person said never. */
  readonly memory: Memory;
  /** A notification; resolves with the button that was pressed. */
  readonly ask: (sentence: string, ...buttons: readonly string[]) => PromiseLike<string | undefined>;
  /** Takes the key out of every setting it stands in; false where one still has it. */
  readonly takeOut: (key: PlainKey) => Promise<boolean>;
}

/** A `.env` file with keys in it. */
export interface EnvFile extends EnvKeys {
  readonly name: string;
  /** Tells one file from another, for good; says nothing of where it is. */
  readonly mark: string;
  /** Takes the lines of these variables out of the file; false where that could not be done. */
  readonly takeOut: (variables: readonly string[]) => Promise<boolean>;
}

/**
 * What is said of keys that stand somewhere as plain text. One question at a time, none twice in a window, and none that
 * was answered with never.
 */
export interface PlainOffer {
  /** Looks once its turn has come: what was moved meanwhile is not asked about. */
  readonly settings: (look: () => Promise<readonly PlainKey[]>) => Promise<void>;
  readonly envFile: (file: EnvFile) => Promise<void>;
}

/** Milliseconds. VS Code moves a warning that nobody answers out of sight after twelve seconds (1.139): the next one may come. */
const patience = 15_000;

const silence = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, patience).unref());

const memoryKey = 'keyway.plainKeysLeft';
const mostRemembered = 500;
const Left = z.array(z.string());

export const plainOffer = (parts: PlainOfferParts): PlainOffer => {
  const notNow = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();
  /** After the question before it: two would cover each other. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const before = last;
    const turn = before.then(work).catch((error: unknown) => parts.desk.onBug(error));
    last = before.then(() => Promise.race([turn, silence()]));
    return turn;
  };
  const isOpen = (mark: string): boolean => !notNow.has(mark) && !leftIn(parts.memory).includes(mark);
  const close = (marks: readonly string[]): void => {
    for (const mark of marks) notNow.add(mark);
  };
  const never = async (marks: readonly string[]): Promise<void> => {
    const all = [...new Set([...leftIn(parts.memory), ...marks])];
    await parts.memory.update(memoryKey, all.slice(-mostRemembered));
  };
  const reopen = (mark: string): void => void notNow.delete(mark);
  const asking: Asking = { ...parts, isOpen, close, never, reopen };
  return {
    settings: (look) => inTurn(async () => offerSettings(asking, await look())),
    envFile: (file) => inTurn(() => offerEnvFile(asking, file)),
  };
};

const leftIn = (memory: Memory): readonly string[] => {
  const read = Left.safeParse(memory.get(memoryKey));
  return read.success ? read.data : [];
};

interface Asking extends PlainOfferParts {
  readonly isOpen: (mark: string) => boolean;
  /** Not again in this window. */
  readonly close: (marks: readonly string[]) => void;
  readonly never: (marks: readonly string[]) => Promise<void>;
  /** Another key may come to stand there. */
  readonly reopen: (mark: string) => void;
}

const markOf = ({ place }: PlainKey): string => `setting ${place}`;

const offerSettings = async (asking: Asking, all: readonly PlainKey[]): Promise<void> => {
  const keys = all.filter((key) => asking.isOpen(markOf(key)));
  if (keys.length === 0) return;
  const move = keys.every(({ isStored }) => isStored) ? t('Take Out of Settings') : t('Move to Keyway');
  const never = t('Never for This');
  asking.close(keys.map(markOf));
  const pressed = await asking.ask(settingsText(keys), move, t('Not Now'), never);
  if (pressed === never) await asking.never(keys.map(markOf));
  if (pressed === move) await moveAll(asking, keys);
};

/**
 * One after the other, each tested by itself; what became of the settings is said once, since VS Code (1.139) shows three
 * messages in 0.8 s and drops the fourth.
 */
const moveAll = async (asking: Asking, keys: readonly PlainKey[]): Promise<void> => {
  const gone: string[] = [];
  const kept: string[] = [];
  for (const key of keys) {
    const isGone = await moveKey(asking, key);
    if (isGone !== undefined) (isGone ? gone : kept).push(key.place);
  }
  if (gone.length + kept.length === 0) return;
  asking.desk.questions.tell(
    kept.length === 0 ? 'info' : 'warning',
    sentencesText([...(gone.length === 0 ? [] : [goneText(gone)]), ...kept.map(stillThere)]),
  );
};

const named = (key: PlainKey): string => {
  if (key.isStored) return t('One of your stored keys');
  return key.provider === undefined ? t('An API key') : t('A key of {0}', key.provider.name);
};

const settingsText = (keys: readonly PlainKey[]): string => {
  const places = keys.map(({ place }) => place).join(', ');
  const [first] = keys;
  if (first === undefined || keys.length > 1)
    return t(
      '{0} keys stand in your settings as plain text: {1}. Settings are synced and shared; Keyway keeps keys in the keychain.',
      keys.length,
      places,
    );
  return t(
    '{0} stands in the setting {1} as plain text. Settings are synced and shared; Keyway keeps keys in the keychain.',
    named(first),
    places,
  );
};

/**
 * Added and tested as a key that is typed; taken out of the setting only once it is stored. False where VS Code could not do
 * that, undefined where nothing was moved.
 */
const moveKey = async ({ desk, takeOut, reopen }: Asking, key: PlainKey): Promise<boolean | undefined> => {
  const held = desk.hold([key.value]);
  try {
    if (!key.isStored && (await addFound(desk, key)) === undefined) return undefined;
    const isGone = await takeOut(key);
    if (isGone) reopen(markOf(key));
    return isGone;
  } catch (error) {
    desk.questions.tell('error', sentenceOf(desk, error));
    return undefined;
  } finally {
    held.dispose();
  }
};

const addFound = (desk: KeyDesk, { provider, value }: PlainKey) => {
  const values = { apiKey: value };
  if (provider === undefined) return add(desk, { values });
  return addTyped(desk, { provider, values, nickname: freeNickname('default', nicknamesOf(desk, provider)) });
};

const goneText = (places: readonly string[]): string =>
  places.length === 1
    ? t(
        'The key was taken out of the setting {0}. Where your settings were shared or synced before, make a new key and revoke this one.',
        listed(places),
      )
    : t(
        'The keys were taken out of the settings {0}. Where your settings were shared or synced before, make new keys and revoke these.',
        listed(places),
      );

const stillThere = (place: string): string =>
  t('VS Code could not change the setting {0}: take the key out of your settings file by hand.', place);

const offerEnvFile = async (asking: Asking, file: EnvFile): Promise<void> => {
  const mark = `file ${file.mark}`;
  const { found, stored, name } = file;
  if (found.length + stored.length === 0 || !asking.isOpen(mark)) return;
  const act = found.length > 0 ? t('Import to Keyway…') : t('Take Out of File');
  const never = t('Never for This');
  asking.close([mark]);
  const pressed = await asking.ask(envText(file), act, t('Not Now'), never);
  if (pressed === never) await asking.never([mark]);
  if (pressed !== act) return;
  if (found.length === 0) return takeOutOf(asking, file, stored);
  await importFound(asking.desk, { found, leftOut: [] }, name);
  await offerTakingOut(asking, file);
};

const envText = ({ found, stored, name }: EnvFile): string => {
  const variables = [...found.map(({ variable }) => variable), ...stored].join(', ');
  return found.length > 0
    ? t('{0} holds keys that Keyway can keep in the keychain: {1}.', name, variables)
    : t('{0} holds keys that Keyway keeps already: {1}. Programs may still read them there.', name, variables);
};

/** Only what was imported, and only where the person says so. */
const offerTakingOut = async (asking: Asking, file: EnvFile): Promise<void> => {
  const { keyring } = asking.desk;
  const imported: string[] = [];
  for (const { provider, secrets, variable } of file.found)
    if (await keyring.holderOf(provider.id, secrets)) imported.push(variable);
  if (imported.length === 0) return;
  const take = t('Take Out of File');
  const sentence = t(
    'Take {0} out of {1}? Programs that read this file do not find them any more.',
    imported.join(', '),
    file.name,
  );
  if ((await asking.ask(sentence, take, t('Leave in File'))) === take) await takeOutOf(asking, file, imported);
};

const takeOutOf = async ({ desk }: Asking, { name, takeOut }: EnvFile, variables: readonly string[]): Promise<void> => {
  const isGone = await takeOut(variables);
  const names = variables.join(', ');
  if (isGone) desk.questions.tell('info', t('{0} was taken out of {1}.', names, name));
  else desk.questions.tell('warning', t('{0} could not be changed: take {1} out by hand.', name, names));
};
