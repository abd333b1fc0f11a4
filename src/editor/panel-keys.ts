import * as vscode from 'vscode';
import type { Health } from '../core/health.ts';
import { t } from '../core/l10n.ts';
import type { FromPage } from '../panel/messages.ts';
import type { Ledger } from '../usage/ledger.ts';
import { addTyped, updateTyped } from './add-key.ts';
import { importFromEnvironment } from './import-keys.ts';
import { keyCommands } from './key-commands.ts';
import type { KeyDesk } from './key-desk.ts';
import { noteDeed, sentenceOf } from './key-desk.ts';
import type { CommandId } from './names.ts';
import type { Offers } from './offers.ts';
import { keysShown } from './panel-keys-shown.ts';
import type { SectionHost, Spoken } from './panel.ts';
import { importPicked } from './register-keys.ts';
import { Signal } from './signal.ts';

export interface KeysHostParts {
  readonly desk: KeyDesk;
  readonly offers: Pick<Offers, 'all' | 'onDidChange' | 'ready'>;
  readonly health: Pick<Health, 'coolingOf'>;
  readonly ledger: Pick<Ledger, 'summary'>;
  /** The variables the editor was started with; looked at for the names of the records only. */
  readonly environment: NodeJS.ProcessEnv;
}

type Keys = Extract<FromPage, { type: `keys.${string}` }>;

/** The person's keys: the same desk as the commands, with the page as one more way to it. */
export const keysHost = (parts: KeysHostParts): SectionHost => {
  const { desk, offers } = parts;
  const changed = new Signal();
  desk.keyring.onDidChange(() => changed.fire());
  offers.onDidChange(() => changed.fire());
  const shown = keysShown(parts);
  return {
    onDidChange: changed.event,
    read: shown,
    hear: async (message, page) => {
      if (!isOfKeys(message)) return;
      const heard = deskOn(desk, page);
      try {
        await act(message, heard, parts);
      } catch (error) {
        page.tell(sentenceOf(desk, error), true);
      }
    },
  };
};

const isOfKeys = (message: FromPage): message is Keys => message.type.startsWith('keys.');

/** What a command says and waits for is shown on the page; what it asks more is asked by the editor's own boxes. */
const deskOn = (desk: KeyDesk, page: Spoken): KeyDesk => ({
  ...desk,
  questions: {
    ...desk.questions,
    tell: (level, sentence) => page.tell(sentence, level !== 'info'),
    during: (title, work) =>
      page.work(title, (signal) => {
        const stopped = new Promise<undefined>((resolve) => {
          signal.addEventListener('abort', () => resolve(undefined), { once: true });
        });
        return Promise.race([work(), stopped]);
      }),
  },
});

const act = async (message: Keys, desk: KeyDesk, parts: KeysHostParts): Promise<unknown> => {
  const commands = keyCommands(desk);
  switch (message.type) {
    case 'keys.add':
      return add(message, desk);
    case 'keys.update':
      return update(message, desk);
    case 'keys.rename':
      return commandsWithName(desk, message.nickname)['keyway.renameKey'](message.key);
    case 'keys.test':
      return commands['keyway.testKey'](message.key);
    case 'keys.testAll':
      return testAll(desk);
    case 'keys.enable':
      return commands[message.isEnabled ? 'keyway.enableKey' : 'keyway.disableKey'](message.key);
    case 'keys.move':
      return move(message, desk);
    case 'keys.remove':
      return commands['keyway.removeKey'](message.key);
    case 'keys.command':
      return commands[`keyway.${message.command}`](message.key);
    case 'keys.setBudget':
      return vscode.commands.executeCommand('keyway.setBudget' satisfies CommandId);
    case 'keys.import':
      return message.from === 'file' ? importPicked(desk) : importFromEnvironment(desk, parts.environment);
    case 'keys.visit':
      return visit(message, desk);
  }
};

type Of<T extends Keys['type']> = Extract<Keys, { type: T }>;

const add = async ({ provider: id, nickname, fields }: Of<'keys.add'>, desk: KeyDesk): Promise<void> => {
  const provider = desk.providers.find((one) => one.id === id);
  if (provider) await addTyped(desk, { provider, nickname, values: fields });
};

const update = async ({ key: id, fields }: Of<'keys.update'>, desk: KeyDesk): Promise<void> => {
  const key = desk.keyring.list().find((one) => one.id === id);
  if (key) await updateTyped(desk, key, fields);
};

/** The command asks for a name; the page has asked already. */
const commandsWithName = (desk: KeyDesk, typed: string): ReturnType<typeof keyCommands> =>
  keyCommands({
    ...desk,
    questions: {
      ...desk.questions,
      type: ({ read }) => {
        const { value, problem } = read(typed);
        if (value !== undefined) return Promise.resolve({ type: 'answer', value });
        desk.questions.tell('warning', problem);
        return Promise.resolve({ type: 'cancelled' });
      },
    },
  });

const move = async ({ key: id, priority }: Of<'keys.move'>, { keyring, ...desk }: KeyDesk): Promise<void> => {
  const key = keyring.list().find((one) => one.id === id);
  if (!key || key.priority === priority) return;
  await keyring.setPriority(id, priority);
  noteDeed(desk, { action: 'key-prioritised', key, detail: `${key.priority} → ${priority}` });
};

/** One after the other: providers count questions. What costs something is tested by itself. */
const testAll = async (desk: KeyDesk): Promise<void> => {
  const free = desk.keyring
    .list()
    .filter(({ provider }) => desk.providers.some(({ id, check }) => id === provider && check.costs === undefined));
  const said: string[] = [];
  const quiet = {
    ...desk,
    questions: { ...desk.questions, tell: (_: unknown, sentence: string) => said.push(sentence) },
  };
  for (const { id } of free) await keyCommands(quiet)['keyway.testKey'](id);
  desk.questions.tell('info', said.length === 0 ? t('There is no key whose test is free.') : said.join(' '));
};

/** By the record: a page cannot name an address. */
const visit = async ({ provider: id, page }: Of<'keys.visit'>, { providers }: KeyDesk): Promise<void> => {
  const address = providers.find((one) => one.id === id)?.urls[page];
  if (address !== undefined) await vscode.env.openExternal(vscode.Uri.parse(address, true));
};
