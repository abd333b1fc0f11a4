import { t } from '../core/l10n.ts';
import { missingFields } from '../core/key-fields.ts';
import { type Key, type Verdict, works } from '../core/key.ts';
import type { Provider } from '../core/provider.ts';
import { baseUrlOf } from './key-access.ts';
import type { KeyDraft } from './key-changes.ts';
import { consentToTest, decide } from './key-decisions.ts';
import { type KeyDesk, noteDeed, ownerName, sentenceOf } from './key-desk.ts';
import { askFields, askNickname, askProvider, fieldsOf, type Entry, partsOf } from './key-entry.ts';
import { updatedText } from './key-notes.ts';
import { goodFields, type Typed, typedEntry, typedFields } from './key-typed.ts';
import { testDraft } from './key-test.ts';
import { entryElsewhere, twinOf } from './key-twin.ts';
import { labelsOf, testedText } from './key-words.ts';
import { type Series, walk } from './multi-step.ts';

/** Asks for a key, tests it before it is saved, and saves it. `provider` is the id of a record, where it is known already. */
export const addKey = async (desk: KeyDesk, provider?: string): Promise<Key | undefined> => {
  const chosen = desk.providers.find((one) => one.id === provider);
  return add(desk, { values: {}, ...(chosen === undefined ? {} : { provider: chosen }) });
};

/** Adds what was typed elsewhere, in a form. Where something is wrong with it, the rest need not be typed again. */
export const addTyped = async (desk: KeyDesk, typed: Typed): Promise<Key | undefined> => {
  const read = typedEntry(desk, typed);
  if (read.value !== undefined) return entered(desk, adding(desk, read.value), read.value);
  desk.questions.tell('warning', read.problem);
  return add(desk, { provider: typed.provider, values: goodFields(desk, typed) });
};

/** Adds with what is known already: a secret that was found, say, before anybody has said whose it is. */
export const add = (desk: KeyDesk, initial: Entry): Promise<Key | undefined> => enter(desk, adding(desk, initial));

const adding = (desk: KeyDesk, initial: Entry): Entering => {
  const series: Series<Entry> = {
    title: t('Add Key'),
    steps: (entry) => [askProvider(desk), ...askFields(desk, entry), askNickname(desk)],
    from: firstOpen(initial),
  };
  const save = async (draft: KeyDraft): Promise<Key> => {
    const key = await desk.keyring.add(draft);
    noteDeed(desk, { action: 'key-added', key, detail: `for ${draft.secret.origin}, ${testedText(draft.verdict)}` });
    return key;
  };
  return { series, initial, mendFrom: 1, save };
};

/** What is known already is not asked again, but Back leads to it. */
const firstOpen = ({ provider, values }: Entry): number => {
  if (provider === undefined) return 0;
  const asked = fieldsOf(provider, values);
  const open = asked.findIndex(({ name }) => values[name] === undefined);
  return 1 + (open < 0 ? asked.length : open);
};

/**
 * Asks for a new secret of a saved key, and for its other fields as they are. Id, nickname and priority stay, and where
 * there are other fields to change, the secret may stay as well.
 */
export const updateKey = async (desk: KeyDesk, key: Key): Promise<Key | undefined> => {
  const entering = updating(desk, key);
  return entering && enter(desk, entering);
};

/** The same with what was typed elsewhere, in a form. */
export const updateTyped = async (desk: KeyDesk, key: Key, values: Typed['values']): Promise<Key | undefined> => {
  const entering = updating(desk, key);
  const provider = entering?.initial.provider;
  if (!entering || !provider) return undefined;
  const { initial } = entering;
  const typed = { provider, values, keepsSecrets: initial.keepsSecrets };
  const read = typedFields(desk, typed);
  if (read.value !== undefined) return entered(desk, entering, { ...initial, values: read.value });
  desk.questions.tell('warning', read.problem);
  return entered(desk, entering, await walk(entering.series, { ...initial, values: goodFields(desk, typed) }));
};

const updating = (desk: KeyDesk, key: Key): Entering | undefined => {
  const provider = desk.providers.find((one) => one.id === key.provider);
  if (provider === undefined) {
    desk.questions.tell(
      'warning',
      t('This version of Keyway knows no provider “{0}”, so its key cannot be updated.', key.provider),
    );
    return undefined;
  }
  const series: Series<Entry> = {
    title: t('Update {0} Key “{1}”', provider.name, key.nickname),
    steps: (entry) => askFields(desk, entry),
  };
  const keepsSecrets = provider.fields.some(({ secret }) => !secret);
  const initial = { provider, values: key.plain, nickname: key.nickname, keepsSecrets };
  const save = async ({ plain, secret, verdict }: KeyDraft): Promise<Key> => {
    const holder = desk.keyring.holderOf(key.provider, secret.fields, ({ id }) => id === key.id);
    const isSecretNew = (await holder.catch(() => undefined)) === undefined;
    const updated = await desk.keyring.update(key.id, { plain, secret, verdict });
    const changed = updatedText(provider, {
      before: key.plain,
      after: plain,
      secrets: isSecretNew ? secret.fields : {},
    });
    noteDeed(desk, { action: 'key-updated', key, detail: `${changed}, ${testedText(verdict)}` });
    return updated;
  };
  return { series, initial, mendFrom: 0, save, replaces: key.id };
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

type Outcome =
  | { readonly type: 'saved'; readonly key: Key }
  | { readonly type: 'edit' }
  /** To be added anew, as what it seems to be. */
  | { readonly type: 'elsewhere'; readonly entry: Entry }
  | { readonly type: 'left' };

const enter = async (desk: KeyDesk, entering: Entering): Promise<Key | undefined> =>
  entered(desk, entering, await walk(entering.series, entering.initial));

/** What was typed is tested and saved; where the person wants to mend it, they are asked. */
const entered = async (desk: KeyDesk, entering: Entering, first: Entry | undefined): Promise<Key | undefined> => {
  let entry = first;
  while (entry?.provider !== undefined) {
    const outcome = await settleWhole(desk, entering, { entry, provider: entry.provider });
    if (outcome.type === 'saved') return outcome.key;
    if (outcome.type === 'elsewhere') return add(desk, outcome.entry);
    if (outcome.type === 'left') return undefined;
    entry = await walk({ ...entering.series, from: entering.mendFrom }, entry);
  }
  return undefined;
};

interface Entered {
  readonly entry: Entry;
  readonly provider: Provider;
}

/** Settles with the stored secrets where none was typed. */
const settleWhole = async (desk: KeyDesk, entering: Entering, entered: Entered): Promise<Outcome> => {
  const whole = await withStored(desk, entering, entered);
  if (typeof whole !== 'string') return settle(desk, entering, whole);
  desk.questions.tell('warning', whole);
  return { type: 'edit' };
};

/** The entry with what is stored, read for this and never shown; a sentence where that is not possible. */
const withStored = async (desk: KeyDesk, { replaces }: Entering, entered: Entered): Promise<Entered | string> => {
  const { entry, provider } = entered;
  const key = desk.keyring.list().find(({ id }) => id === replaces);
  if (!entry.keepsSecrets || key === undefined) return entered;
  const { plain, secrets } = partsOf(provider, entry);
  const missing = missingFields(provider, { ...plain, ...secrets });
  if (Object.keys(secrets).length > 0)
    return missing.length === 0
      ? entered
      : t('Enter {0} too, or no secret at all to keep what is stored.', labelsOf(missing));
  try {
    // Bound to where it was saved for: for another server it has to be typed again.
    const { fields } = await desk.keyring.secretOf(key, baseUrlOf(provider, { plain }, desk.overrides).origin);
    return { provider, entry: { ...entry, values: { ...entry.values, ...fields } } };
  } catch (error) {
    return sentenceOf(desk, error);
  }
};

/** Tests and saves; asks where there is a doubt. Saving that fails is a doubt as well: the entry is not lost. */
const settle = async (desk: KeyDesk, entering: Entering, entered: Entered): Promise<Outcome> => {
  const { title } = entering.series;
  const examination = await examine(desk, entering, entered);
  if ('type' in examination) return examination;
  const { verdict, sentence, owner } = examination;
  let { doubt } = examination;
  for (;;) {
    if (doubt !== undefined) {
      const decision = await decide(desk, { title, sentence: doubt, owner: owner?.provider?.name });
      if (decision === 'elsewhere' && owner !== undefined) return { type: 'elsewhere', entry: owner };
      if (decision !== 'save') return { type: decision === 'edit' ? 'edit' : 'left' };
    }
    try {
      const key = await entering.save(draftOf(desk, entered, verdict));
      const said = examination.doubt === undefined ? sentence : '';
      const saved = t('{0} key “{1}” was saved.', ownerName(desk, key.provider), key.nickname);
      desk.questions.tell(
        'info',
        [saved, said, waiting(key, entered.provider)].filter((part) => part !== '').join(' '),
      );
      return { type: 'saved', key };
    } catch (error) {
      doubt = sentenceOf(desk, error);
    }
  }
};

const waiting = ({ verdict }: Key, { uncertain }: Provider): string =>
  uncertain !== undefined && !works(verdict) ? t('It is not used until a test shows that it works.') : '';

interface Examination {
  /** Why one may not want to save it. */
  readonly doubt?: string;
  readonly verdict?: Verdict;
  readonly sentence: string;
  /** The entry for the provider whose key it seems to be. */
  readonly owner?: Entry;
}

const examine = async (
  desk: KeyDesk,
  entering: Entering,
  { entry, provider }: Entered,
): Promise<Examination | Outcome> => {
  const { plain, secrets } = partsOf(provider, entry);
  const twin = await twinOf(desk, provider, { plain, secrets });
  if (twin !== undefined && twin.id !== entering.replaces) {
    const sentence = t('This key is stored already, as “{0}”.', twin.nickname);
    return { doubt: sentence, sentence };
  }
  const consent = await consentToTest(desk, entering.series.title, provider);
  if (consent === 'skip') return { sentence: t('It was not tested.') };
  if (consent !== 'test') return { type: consent === 'edit' ? 'edit' : 'left' };
  const result = await testDraft(desk, { provider, plain, secrets });
  if (result.type === 'untested') return { doubt: result.why, sentence: result.why };
  const { sentence, verdict } = result.finding;
  if (works(verdict)) return { verdict, sentence };
  const owner = verdict === 'elsewhere' ? entryElsewhere(desk, provider, secrets) : undefined;
  return { verdict, sentence, doubt: sentence, ...(owner === undefined ? {} : { owner }) };
};

const draftOf = (desk: KeyDesk, { entry, provider }: Entered, verdict: Verdict | undefined): KeyDraft => {
  const { plain, secrets } = partsOf(provider, entry);
  const { origin } = baseUrlOf(provider, { plain }, desk.overrides);
  const nickname = entry.nickname ?? 'default';
  return { provider: provider.id, nickname, plain, secret: { origin, fields: secrets }, verdict };
};
