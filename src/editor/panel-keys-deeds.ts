import { t } from '../core/l10n.ts';
import type { Key } from '../core/key.ts';
import type { FromPage } from '../panel/messages.ts';
import { addTyped, updateTyped } from './add-key.ts';
import { keyCommands } from './key-commands.ts';
import { noteDeed, type KeyDesk } from './key-desk.ts';
import { answeredBy } from './panel-questions.ts';

/** What the page has done to keys: by the commands' own ways, with what it has asked already. */

type Of<T extends FromPage['type']> = Extract<FromPage, { type: T }>;

const keyOf = ({ keyring }: Pick<KeyDesk, 'keyring'>, id: string): Key | undefined =>
  keyring.list().find((key) => key.id === id);

export const add = async (message: Of<'keys.add'>, desk: KeyDesk): Promise<void> => {
  const { provider: id, nickname, fields } = message;
  const provider = desk.providers.find((one) => one.id === id);
  if (provider) await addTyped(desk, { provider, nickname, values: fields });
};

export const update = async ({ key: id, fields }: Of<'keys.update'>, desk: KeyDesk): Promise<void> => {
  const key = keyOf(desk, id);
  if (key) await updateTyped(desk, key, fields);
};

export const rename = async ({ key: id, nickname }: Of<'keys.rename'>, desk: KeyDesk): Promise<void> => {
  const before = keyOf(desk, id)?.nickname;
  await keyCommands(answering(desk, nickname))['keyway.renameKey'](id);
  const now = keyOf(desk, id)?.nickname;
  if (now !== undefined && now !== before)
    desk.questions.tell('info', t('“{0}” is called “{1}” now.', before ?? '', now));
};

/** The command asks for a name; the page has asked already. */
const answering = (desk: KeyDesk, typed: string): KeyDesk => ({
  ...desk,
  questions: answeredBy(desk.questions, {
    type: ({ read }) => {
      const { value, problem } = read(typed);
      if (value !== undefined) return Promise.resolve({ type: 'answer', value });
      desk.questions.tell('warning', problem);
      return Promise.resolve({ type: 'cancelled' });
    },
  }),
});

export const enable = async ({ key: id, isEnabled }: Of<'keys.enable'>, desk: KeyDesk): Promise<void> => {
  const before = keyOf(desk, id);
  // The command would ask for another one.
  if (!before || before.enabled === isEnabled) return;
  await keyCommands(desk)[isEnabled ? 'keyway.enableKey' : 'keyway.disableKey'](id);
  if (keyOf(desk, id)?.enabled !== isEnabled) return;
  const { nickname } = before;
  desk.questions.tell('info', isEnabled ? t('“{0}” is enabled.', nickname) : t('“{0}” is disabled.', nickname));
};

export const move = async ({ key: id, priority }: Of<'keys.move'>, desk: KeyDesk): Promise<void> => {
  const key = keyOf(desk, id);
  if (!key || key.priority === priority) return;
  await desk.keyring.setPriority(id, priority);
  noteDeed(desk, { action: 'key-prioritised', key, detail: `${key.priority} → ${priority}` });
  const now = keyOf(desk, id)?.priority ?? priority;
  desk.questions.tell('info', t('“{0}” is tried as number {1} now.', key.nickname, now));
};

export const remove = async ({ key: id }: Of<'keys.remove'>, desk: KeyDesk): Promise<void> => {
  const key = keyOf(desk, id);
  await keyCommands(desk)['keyway.removeKey'](id);
  if (key && !keyOf(desk, id)) desk.questions.tell('info', t('“{0}” was removed.', key.nickname));
};
