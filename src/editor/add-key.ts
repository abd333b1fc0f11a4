import type { Key, Verdict } from '../core/key.ts';
import type { Provider } from '../core/provider.ts';
import { baseUrlOf } from './key-access.ts';
import { type KeyDesk, sentenceOf } from './key-desk.ts';
import { askFields, askNickname, askProvider, type Entry, partsOf } from './key-entry.ts';
import { testDraft, works } from './key-test.ts';
import { providerName } from './key-words.ts';
import type { KeyDraft } from './key-changes.ts';
import { type Series, walk } from './multi-step.ts';

/** Asks for a key, tests it before it is saved, and saves it. `provider` is the id of a record, where it is known already. */
export const addKey = async (desk: KeyDesk, provider?: string): Promise<Key | undefined> => {
  const chosen = desk.providers.find((one) => one.id === provider);
  const series: Series<Entry> = {
    title: 'Add Key',
    steps: (entry) => [askProvider(desk), ...askFields(desk, entry.provider), askNickname(desk)],
    from: chosen === undefined ? 0 : 1,
  };
  const initial = { values: {}, ...(chosen === undefined ? {} : { provider: chosen }) };
  return enter(desk, { series, initial, mendFrom: 1, save: (draft) => desk.keyring.add(draft) });
};

/** Asks for a new secret of a saved key. Id, nickname and priority stay. */
export const updateKey = async (desk: KeyDesk, key: Key): Promise<Key | undefined> => {
  const provider = desk.providers.find((one) => one.id === key.provider);
  if (provider === undefined) {
    desk.questions.tell(
      'warning',
      `Keyway has no provider “${key.provider}” (any more), so its key cannot be updated.`,
    );
    return undefined;
  }
  const series: Series<Entry> = {
    title: `Update ${provider.name} Key “${key.nickname}”`,
    steps: (entry) => askFields(desk, entry.provider),
  };
  const initial = { provider, values: key.plain, nickname: key.nickname };
  const save = ({ plain, secret, verdict }: KeyDraft): Promise<Key> =>
    desk.keyring.update(key.id, { plain, secret, verdict });
  return enter(desk, { series, initial, mendFrom: 0, save, replaces: key.id });
};

interface Entering {
  readonly series: Series<Entry>;
  readonly initial: Entry;
  /** Number of the question that Edit goes back to. */
  readonly mendFrom: number;
  readonly save: (draft: KeyDraft) => Promise<Key>;
  /** Id of the key that this entry replaces. */
  readonly replaces?: string;
}

const enter = async (desk: KeyDesk, entering: Entering): Promise<Key | undefined> => {
  let entry = await walk(entering.series, entering.initial);
  while (entry?.provider !== undefined) {
    const settled = await settle(desk, entering, { entry, provider: entry.provider });
    if (settled !== 'edit') return settled;
    entry = await walk({ ...entering.series, from: entering.mendFrom }, entry);
  }
  return undefined;
};

interface Entered {
  readonly entry: Entry;
  readonly provider: Provider;
}

/** Tests and saves; asks where there is a doubt. Saving that fails is a doubt as well: the entry is not lost. */
const settle = async (desk: KeyDesk, entering: Entering, entered: Entered): Promise<Key | 'edit' | undefined> => {
  const { doubt, verdict, sentence } = await examine(desk, entering, entered);
  let question = doubt;
  for (;;) {
    if (question !== undefined) {
      const decision = await decide(desk, entering.series.title, question);
      if (decision !== 'save') return decision === 'edit' ? 'edit' : undefined;
    }
    try {
      const key = await entering.save(draftOf(desk, entered, verdict));
      const name = providerName(desk.providers, key.provider);
      desk.questions.tell(
        'info',
        `${name} key “${key.nickname}” was saved. ${doubt === undefined ? sentence : ''}`.trim(),
      );
      return key;
    } catch (error) {
      question = sentenceOf(desk, error);
    }
  }
};

interface Examination {
  /** Why one may not want to save it. */
  readonly doubt?: string;
  readonly verdict?: Verdict;
  readonly sentence: string;
}

const examine = async (desk: KeyDesk, entering: Entering, { entry, provider }: Entered): Promise<Examination> => {
  const { plain, secrets } = partsOf(provider, entry);
  const twin = await twinOf(desk, provider.id, secrets);
  if (twin !== undefined && twin.id !== entering.replaces) {
    const sentence = `This key is stored already, as “${twin.nickname}”.`;
    return { doubt: sentence, sentence };
  }
  const result = await testDraft(desk, { provider, plain, secrets });
  if (result.type === 'untested') return { doubt: result.why, sentence: result.why };
  const { sentence, verdict } = result.finding;
  return works(result.finding) ? { verdict, sentence } : { verdict, sentence, doubt: sentence };
};

/** A keychain that does not answer is told of when the key is saved; servers without keys are no twins. */
const twinOf = async (desk: KeyDesk, provider: string, secrets: Record<string, string>): Promise<Key | undefined> =>
  Object.keys(secrets).length === 0 ? undefined : desk.keyring.holderOf(provider, secrets).catch(() => undefined);

const draftOf = (desk: KeyDesk, { entry, provider }: Entered, verdict: Verdict | undefined): KeyDraft => {
  const { plain, secrets } = partsOf(provider, entry);
  const { origin } = baseUrlOf(provider, { plain }, desk.overrides);
  const nickname = entry.nickname ?? 'default';
  return { provider: provider.id, nickname, plain, secret: { origin, fields: secrets }, verdict };
};

type Decision = 'save' | 'edit' | 'cancel';

const decide = async (desk: KeyDesk, title: string, sentence: string): Promise<Decision> => {
  const answer = await desk.questions.choose<Decision>({
    title,
    placeholder: sentence,
    canGoBack: true,
    choices: [
      // First, so that Enter saves nothing that may not work.
      { value: 'edit', label: 'Edit' },
      // Placeholders are cut where a sentence is long.
      { value: 'save', label: 'Save Anyway', detail: sentence },
      { value: 'cancel', label: 'Cancel', description: 'nothing is saved' },
    ],
  });
  if (answer.type === 'answer') return answer.value;
  return answer.type === 'back' ? 'edit' : 'cancel';
};
