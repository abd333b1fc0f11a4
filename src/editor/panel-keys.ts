import type { Health } from '../core/health.ts';
import { t } from '../core/l10n.ts';
import type { FromPage } from '../panel/messages.ts';
import type { Ledger } from '../usage/ledger.ts';
import type { Budgets } from './budgets.ts';
import { importElsewhere } from './import-elsewhere.ts';
import { importFromEnvironment, importFromFile } from './import-keys.ts';
import { keyCommands } from './key-commands.ts';
import { sentenceOf, type KeyDesk } from './key-desk.ts';
import type { Offers } from './offers.ts';
import type { SectionHost, Spoken } from './panel-conversation.ts';
import { add, enable, move, remove, rename, update } from './panel-keys-deeds.ts';
import { keysShown } from './panel-keys-shown.ts';
import { testAll } from './panel-keys-tests.ts';
import { answeredBy } from './panel-questions.ts';
import type { Reach } from './panel-reach.ts';
import { Signal } from './signal.ts';

export interface KeysHostParts {
  readonly desk: KeyDesk;
  readonly offers: Pick<Offers, 'all' | 'onDidChange' | 'ready'>;
  readonly health: Pick<Health, 'coolingOf' | 'limits'>;
  readonly ledger: Pick<Ledger, 'summaryBy'>;
  readonly budgets: Pick<Budgets, 'standings'>;
  /** The variables the editor was started with; looked at for the names of the records only. */
  readonly environment: NodeJS.ProcessEnv;
  readonly reach: Reach;
  /** Called after the person added keys. */
  readonly onAdded: () => void;
  /** What was spent may be another sum now, and how the keys are. */
  readonly onDidChange: Signal['event'];
}

type Keys = Extract<FromPage, { type: `keys.${string}` }>;

/** The person's keys: the same desk as the commands, with the page as one more way to it. */
export const keysHost = (parts: KeysHostParts): SectionHost => {
  const { desk, offers } = parts;
  const changed = new Signal();
  desk.keyring.onDidChange(() => changed.fire());
  offers.onDidChange(() => changed.fire());
  parts.onDidChange(() => changed.fire());
  return {
    onDidChange: changed.event,
    read: keysShown(parts),
    hear: async (message, page) => {
      if (!isOfKeys(message)) return;
      const before = desk.keyring.list().length;
      try {
        await act(message, deskOn(desk, page), { ...parts, page });
      } catch (error) {
        page.tell(sentenceOf(desk, error), true);
      }
      if (desk.keyring.list().length > before) parts.onAdded();
    },
  };
};

const isOfKeys = (message: FromPage): message is Keys => message.type.startsWith('keys.');

/** What a command says and waits for is shown on the page; what it asks more is asked by the editor's own boxes. */
const deskOn = (desk: KeyDesk, page: Spoken): KeyDesk => ({
  ...desk,
  questions: answeredBy(desk.questions, {
    tell: (level, sentence) => page.tell(sentence, level !== 'info'),
    during: (title, work) => page.work(title, work),
  }),
});

interface Heard extends KeysHostParts {
  readonly page: Spoken;
}

const act = async (message: Keys, desk: KeyDesk, parts: Heard): Promise<unknown> => {
  // Another window may have removed it: then the editor's own list would ask which one is meant.
  if ('key' in message && message.key !== undefined && !desk.keyring.list().some(({ id }) => id === message.key))
    return desk.questions.tell('warning', t('That key is not there any more.'));
  const commands = keyCommands(desk);
  switch (message.type) {
    case 'keys.add':
      return add(message, desk);
    case 'keys.update':
      return update(message, desk);
    case 'keys.rename':
      return rename(message, desk);
    case 'keys.test':
      return commands['keyway.testKey'](message.key);
    case 'keys.testAll':
      return testAll(desk, parts.page);
    case 'keys.enable':
      return enable(message, desk);
    case 'keys.move':
      return move(message, desk);
    case 'keys.remove':
      return remove(message, desk);
    case 'keys.command':
      return commands[`keyway.${message.command}`](message.key);
    case 'keys.setBudget':
      return parts.reach.command('keyway.setBudget', budgetOf(message));
    case 'keys.import':
      return importFrom(message, desk, parts);
    case 'keys.visit':
      return visit(message, parts);
  }
};

type Of<T extends Keys['type']> = Extract<Keys, { type: T }>;

const budgetOf = ({ provider, key }: Of<'keys.setBudget'>): unknown => {
  if (key !== undefined) return { key };
  return provider === undefined ? undefined : { provider };
};

const importFrom = ({ from }: Of<'keys.import'>, desk: KeyDesk, { reach, environment }: Heard): Promise<void> => {
  if (from === 'environment') return importFromEnvironment(desk, environment);
  return reach.pick(desk, from === 'file' ? importFromFile : importElsewhere);
};

/** By the record: a page cannot name an address. */
const visit = async ({ provider: id, page }: Of<'keys.visit'>, { desk, reach }: Heard): Promise<void> => {
  const address = desk.providers.find((one) => one.id === id)?.urls[page];
  if (address !== undefined) await reach.visit(address);
};
