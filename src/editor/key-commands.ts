import { type Key, works as isWorking } from '../core/key.ts';
import { addKey, updateKey } from './add-key.ts';
import { baseUrlOf } from './key-access.ts';
import { sayFarewell } from './key-closed.ts';
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
  'keyway.testKey': (id) => withKey(desk, { title: 'Test Key', verb: 'tested' }, { id, act: (key) => test(desk, key) }),
  'keyway.updateKey': (id) =>
    withKey(desk, { title: 'Update Key', verb: 'updated' }, { id, act: (key) => updateKey(desk, key) }),
  'keyway.renameKey': (id) =>
    withKey(desk, { title: 'Rename Key', verb: 'renamed', evenClosed: true }, { id, act: (key) => rename(desk, key) }),
  'keyway.enableKey': (id) => setEnabled(desk, true, id),
  'keyway.disableKey': (id) => setEnabled(desk, false, id),
  'keyway.setKeyPriority': (id) =>
    withKey(desk, { title: 'Set Key Priority', verb: 'moved' }, { id, act: (key) => prioritise(desk, key) }),
  'keyway.setKeyExpiry': (id) =>
    withKey(
      desk,
      { title: 'Set Key Expiry', verb: 'given an expiry date' },
      { id, act: (key) => setKeyExpiry(desk, key) },
    ),
  'keyway.limitKey': (id) =>
    withKey(desk, { title: 'Limit Key to Models', verb: 'limited' }, { id, act: (key) => limitKey(desk, key) }),
  'keyway.removeKey': (id) =>
    withKey(desk, { title: 'Remove Key', verb: 'removed', evenClosed: true }, { id, act: (key) => remove(desk, key) }),
  'keyway.confirmOrigin': (id) => confirmOrigin(desk, id),
  'keyway.recoverKeys': () => recover(desk),
});

interface Doing {
  readonly title: string;
  /** "Which key is to be …?" */
  readonly verb: string;
  readonly keys?: readonly Key[];
  readonly none?: string;
  /** Done with keys of providers that closed as well; for other purposes these only say so. */
  readonly evenClosed?: boolean;
}

const noKeys = 'There are no keys yet: "Keyway: Add Key" adds one.';

const withKey = async (
  desk: KeyDesk,
  { title, verb, keys = desk.keyring.list(), none = noKeys, evenClosed = false }: Doing,
  { id, act }: { readonly id?: string | undefined; readonly act: (key: Key) => Promise<unknown> },
): Promise<void> => {
  const key = await chooseKey(desk, { title, placeholder: `Which key is to be ${verb}?`, keys, none }, id);
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

const called = (desk: KeyDesk, key: Key): string => `${ownerName(desk, key.provider)} key “${key.nickname}”`;

const test = async (desk: KeyDesk, key: Key): Promise<void> => {
  if (!(await agreesToPay(desk, key))) return;
  const result = await testSaved(desk, key);
  if (result.type === 'untested') desk.questions.tell('warning', `${called(desk, key)}: ${result.why}`);
  else desk.questions.tell(works(result.finding) ? 'info' : 'warning', `“${key.nickname}”: ${result.finding.sentence}`);
};

/** A test that is not free is asked about first. */
const agreesToPay = async (desk: KeyDesk, key: Key): Promise<boolean> => {
  const provider = desk.providers.find((one) => one.id === key.provider);
  const price = provider && priceOfTest(provider);
  if (price === undefined) return true;
  const answer = await desk.questions.choose({
    title: `Test ${called(desk, key)}`,
    placeholder: 'Test it?',
    prompt: price,
    choices: [
      { value: true, label: 'Test' },
      { value: false, label: 'Cancel' },
    ],
  });
  return answer.type === 'answer' && answer.value;
};

const rename = async (desk: KeyDesk, key: Key): Promise<void> => {
  const others = ofProvider(desk.keyring.list(), key.provider).filter((other) => other.id !== key.id);
  const taken = others.map((other) => other.nickname);
  // Only a nickname's own shape is looked at: reading the secret would ask the keychain for no reason.
  const answer = await desk.questions.type({
    title: `Rename ${called(desk, key)}`,
    prompt: 'A nickname, shown in lists and receipts',
    value: key.nickname,
    read: (typed) => readNickname(typed, { taken, secrets: [] }),
  });
  if (answer.type !== 'answer') return;
  const { nickname } = await desk.keyring.update(key.id, { nickname: answer.value });
  noteDeed(desk, { action: 'key-renamed', key, detail: `→ “${nickname}”` });
};

const setEnabled = (desk: KeyDesk, enabled: boolean, id?: string): Promise<void> => {
  const keys = desk.keyring.list().filter((key) => key.enabled !== enabled);
  const title = enabled ? 'Enable Key' : 'Disable Key';
  const verb = enabled ? 'enabled' : 'disabled';
  const none = desk.keyring.list().length === 0 ? noKeys : `All keys are ${verb} already.`;
  const doing = { title, verb, keys, none, evenClosed: !enabled };
  return withKey(desk, doing, {
    id,
    act: (key) => (enabled ? enable(desk, key) : disable(desk, key)),
  });
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
    desk.questions.tell('info', `${called(desk, key)} is the only one of its provider.`);
    return;
  }
  const answer = await desk.questions.choose({
    title: `Set Priority of ${called(desk, key)}`,
    placeholder: 'When is it to be tried?',
    choices: keys.map((other, index) => ({
      value: index + 1,
      label: index === 0 ? '1 (tried first)' : String(index + 1),
      description: other.id === key.id ? 'where it is now' : `now “${other.nickname}”`,
    })),
  });
  if (answer.type !== 'answer') return;
  await desk.keyring.setPriority(key.id, answer.value);
  noteDeed(desk, { action: 'key-prioritised', key, detail: `${key.priority} → ${answer.value}` });
};

const remove = async (desk: KeyDesk, key: Key): Promise<void> => {
  const confirmed = await desk.questions.confirm({
    sentence: `Remove ${called(desk, key)}?`,
    detail:
      'Its secret is deleted from the keychain of this computer. With the provider the key stays valid until you revoke it there.',
    action: 'Remove',
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
  const none = 'Every key is sent to the server it was saved for.';
  const keys = redirected.map(({ key }) => key);
  await withKey(
    desk,
    { title: 'Confirm Where a Key Is Sent', verb: 'confirmed', keys, none },
    {
      id,
      act: async (key) => {
        const found = redirected.find((one) => one.key.id === key.id);
        if (found === undefined) return;
        const confirmed = await desk.questions.confirm({
          sentence: `Send ${called(desk, key)} to ${found.now}?`,
          detail: `It was saved for ${found.saved}. Whoever runs ${found.now} will be able to use the key.`,
          action: 'Send It There',
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
    desk.questions.tell('warning', 'This editor cannot list its secrets, so lost keys cannot be looked for.');
  else if (keys.length === 0)
    desk.questions.tell('info', 'No lost keys were found: every secret in the keychain is in the list.');
  else
    desk.questions.tell(
      'info',
      `Recovered ${keyCount(keys.length)}: ${keys.map((key) => called(desk, key)).join(', ')}.`,
    );
};
