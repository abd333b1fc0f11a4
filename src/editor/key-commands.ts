import { type Key, works as isWorking } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import { addKey, updateKey } from './add-key.ts';
import { baseUrlOf } from './key-access.ts';
import { sayFarewell } from './key-closed.ts';
import { type Doing, doings, noKeys } from './key-command-words.ts';
import { chooseKey, type KeyDesk, noteDeed, ownerName, ownerOf, sentenceOf } from './key-desk.ts';
import { readNickname } from './key-draft.ts';
import { setKeyExpiry } from './key-expiry.ts';
import { ofProvider } from './key-order.ts';
import { priceOfTest, testSaved, works } from './key-test.ts';
import { isClosed, keyCount } from './key-words.ts';
import { limitKey } from './limit-key.ts';
import type { CommandId } from './names.ts';

/** Takes the id of a key where one is meant already (of a provider, to add one). */
export type KeyCommand = (id?: string) => Promise<void>;

type Id =
  | 'keyway.addKey'
  | 'keyway.confirmOrigin'
  | 'keyway.disableKey'
  | 'keyway.enableKey'
  | 'keyway.limitKey'
  | 'keyway.recoverKeys'
  | 'keyway.removeKey'
  | 'keyway.renameKey'
  | 'keyway.setKeyExpiry'
  | 'keyway.setKeyPriority'
  | 'keyway.testKey'
  | 'keyway.updateKey';

/** What the commands about keys do, without VS Code. */
export const keyCommands = (desk: KeyDesk): { readonly [C in Id & CommandId]: KeyCommand } => ({
  'keyway.addKey': async (provider) => void (await addKey(desk, provider)),
  'keyway.testKey': (id) => withKey(desk, doings.test, { id, act: (key) => test(desk, key) }),
  'keyway.updateKey': (id) => withKey(desk, doings.update, { id, act: (key) => updateKey(desk, key) }),
  'keyway.renameKey': (id) => withKey(desk, doings.rename, { id, act: (key) => rename(desk, key) }),
  'keyway.enableKey': (id) => setEnabled(desk, true, id),
  'keyway.disableKey': (id) => setEnabled(desk, false, id),
  'keyway.setKeyPriority': (id) => withKey(desk, doings.prioritise, { id, act: (key) => prioritise(desk, key) }),
  'keyway.setKeyExpiry': (id) => withKey(desk, doings.expire, { id, act: (key) => setKeyExpiry(desk, key) }),
  'keyway.limitKey': (id) => withKey(desk, doings.limit, { id, act: (key) => limitKey(desk, key) }),
  'keyway.removeKey': (id) => withKey(desk, doings.remove, { id, act: (key) => remove(desk, key) }),
  'keyway.confirmOrigin': (id) => confirmOrigin(desk, id),
  'keyway.recoverKeys': () => recover(desk),
});

interface Among extends Doing {
  /** All where absent. */
  readonly keys?: readonly Key[];
  /** Said where there are none. */
  readonly none?: string;
}

const withKey = async (
  desk: KeyDesk,
  { title, which, keys = desk.keyring.list(), none = noKeys, evenClosed = false }: Among,
  { id, act }: { readonly id?: string | undefined; readonly act: (key: Key) => Promise<unknown> },
): Promise<void> => {
  const key = await chooseKey(desk, { title, placeholder: which, keys, none }, id);
  if (key === undefined) return;
  const owner = ownerOf(desk, key.provider);
  if (!isClosed(owner) || evenClosed) {
    await act(key);
    return;
  }
  const next = await sayFarewell(desk, owner);
  if (next.type === 'add') await addKey(desk, next.provider);
  if (next.type === 'remove') await remove(desk, key);
};

const called = (desk: KeyDesk, key: Key): string => t('{0} key “{1}”', ownerName(desk, key.provider), key.nickname);

const test = async (desk: KeyDesk, key: Key): Promise<void> => {
  if (!(await agreesToPay(desk, key))) return;
  const result = await testSaved(desk, key);
  if (result.type === 'untested') desk.questions.tell('warning', t('{0}: {1}', called(desk, key), result.why));
  else {
    const sentence = t('“{0}”: {1}', key.nickname, result.finding.sentence);
    desk.questions.tell(works(result.finding) ? 'info' : 'warning', sentence);
  }
};

/** A test that is not free is asked about first. */
const agreesToPay = async (desk: KeyDesk, key: Key): Promise<boolean> => {
  const provider = desk.providers.find((one) => one.id === key.provider);
  const price = provider && priceOfTest(provider);
  if (price === undefined) return true;
  const answer = await desk.questions.choose({
    title: t('Test {0}', called(desk, key)),
    placeholder: t('Test it?'),
    prompt: price,
    choices: [
      { value: true, label: t('Test') },
      { value: false, label: t('Cancel') },
    ],
  });
  return answer.type === 'answer' && answer.value;
};

const rename = async (desk: KeyDesk, key: Key): Promise<void> => {
  const others = ofProvider(desk.keyring.list(), key.provider).filter((other) => other.id !== key.id);
  const taken = others.map((other) => other.nickname);
  // Only a nickname's own shape is looked at: reading the secret would ask the keychain for no reason.
  const answer = await desk.questions.type({
    title: t('Rename {0}', called(desk, key)),
    prompt: t('A nickname, shown in lists and receipts'),
    value: key.nickname,
    read: (typed) => readNickname(typed, { taken, secrets: [] }),
  });
  if (answer.type !== 'answer') return;
  const { nickname } = await desk.keyring.update(key.id, { nickname: answer.value });
  noteDeed(desk, { action: 'key-renamed', key, detail: `→ “${nickname}”` });
};

const setEnabled = (desk: KeyDesk, enabled: boolean, id?: string): Promise<void> => {
  const keys = desk.keyring.list().filter((key) => key.enabled !== enabled);
  const all = enabled ? t('All keys are enabled already.') : t('All keys are disabled already.');
  const none = desk.keyring.list().length === 0 ? noKeys : all;
  return withKey(
    desk,
    { ...(enabled ? doings.enable : doings.disable), keys, none },
    {
      id,
      act: (key) => (enabled ? enable(desk, key) : disable(desk, key)),
    },
  );
};

const disable = async (desk: KeyDesk, key: Key): Promise<void> => {
  await desk.keyring.setEnabled(key.id, false);
  noteDeed(desk, { action: 'key-disabled', key });
};

/** A key of a provider that may be gone is of no use before it has been tested. */
const enable = async (desk: KeyDesk, key: Key): Promise<void> => {
  await desk.keyring.setEnabled(key.id, true);
  noteDeed(desk, { action: 'key-enabled', key });
  const owner = ownerOf(desk, key.provider);
  const isUncertain = owner !== undefined && !isClosed(owner) && owner.uncertain !== undefined;
  if (isUncertain && !isWorking(key.verdict)) await test(desk, key);
};

const prioritise = async (desk: KeyDesk, key: Key): Promise<void> => {
  const keys = ofProvider(desk.keyring.list(), key.provider);
  if (keys.length < 2) {
    desk.questions.tell('info', t('{0} is the only one of its provider.', called(desk, key)));
    return;
  }
  const answer = await desk.questions.choose({
    title: t('Set Priority of {0}', called(desk, key)),
    placeholder: t('When is it to be tried?'),
    choices: keys.map((other, index) => ({
      value: index + 1,
      label: index === 0 ? t('1 (tried first)') : String(index + 1),
      description: other.id === key.id ? t('where it is now') : t('now “{0}”', other.nickname),
    })),
  });
  if (answer.type !== 'answer') return;
  await desk.keyring.setPriority(key.id, answer.value);
  noteDeed(desk, { action: 'key-prioritised', key, detail: `${key.priority} → ${answer.value}` });
};

const remove = async (desk: KeyDesk, key: Key): Promise<void> => {
  const confirmed = await desk.questions.confirm({
    sentence: t('Remove {0}?', called(desk, key)),
    detail: t(
      'Its secret is deleted from the keychain of this computer. With the provider the key stays valid until you revoke it there.',
    ),
    action: t('Remove'),
  });
  if (!confirmed) return;
  await desk.keyring.remove(key.id);
  noteDeed(desk, { action: 'key-removed', key });
};

interface Redirected {
  readonly key: Key;
  readonly saved: string;
  readonly now: string;
}

const confirmOrigin = async (desk: KeyDesk, id?: string): Promise<void> => {
  const redirected = await redirectedKeys(desk);
  const none = t('Every key is sent to the server it was saved for.');
  const keys = redirected.map(({ key }) => key);
  await withKey(
    desk,
    { ...doings.confirm, keys, none },
    {
      id,
      act: async (key) => {
        const found = redirected.find((one) => one.key.id === key.id);
        if (found === undefined) return;
        const confirmed = await desk.questions.confirm({
          sentence: t('Send {0} to {1}?', called(desk, key), found.now),
          detail: t('It was saved for {0}. Whoever runs {1} will be able to use the key.', found.saved, found.now),
          action: t('Send It There'),
        });
        if (!confirmed) return;
        await desk.keyring.confirmOrigin(key.id, found.now);
        noteDeed(desk, { action: 'origin-confirmed', key, detail: `${found.saved} → ${found.now}` });
      },
    },
  );
};

/** A key that cannot be looked at is named, not left out in silence. */
const redirectedKeys = async (desk: KeyDesk): Promise<readonly Redirected[]> => {
  const redirected: Redirected[] = [];
  for (const key of desk.keyring.list()) {
    const provider = desk.providers.find((one) => one.id === key.provider);
    if (provider === undefined) continue;
    try {
      const now = baseUrlOf(provider, key, desk.overrides).origin;
      const saved = await desk.keyring.originOf(key);
      if (saved !== now) redirected.push({ key, saved, now });
    } catch (error) {
      desk.questions.tell('warning', sentenceOf(desk, error));
    }
  }
  return redirected;
};

const recover = async (desk: KeyDesk): Promise<void> => {
  const keys = await desk.keyring.recover();
  for (const key of keys ?? []) noteDeed(desk, { action: 'key-recovered', key });
  if (keys === undefined)
    desk.questions.tell('warning', t('This editor cannot list its secrets, so lost keys cannot be looked for.'));
  else if (keys.length === 0)
    desk.questions.tell('info', t('No lost keys were found: every secret in the keychain is in the list.'));
  else
    desk.questions.tell(
      'info',
      t('Recovered {0}: {1}.', keyCount(keys.length), listed(keys.map((key) => called(desk, key)))),
    );
};
