import { type Key, works as isWorking } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import type { Finding } from '../core/listing.ts';
import type { Provider } from '../core/provider.ts';
import { type Access, accessForTest, accessWith, baseUrlOf, hidden } from './key-access.ts';
import { expiryDayOf } from './key-expiry.ts';
import { farewell, type KeyDesk, noteDeed, ownerOf, sentenceOf } from './key-desk.ts';
import { relabelled } from './key-shape.ts';
import { isClosed, testedText } from './key-words.ts';
import { tooManyTests } from './test-limit.ts';

export type TestResult =
  | { readonly type: 'found'; readonly finding: Finding }
  /** The provider was not asked, or nobody waited for its answer. */
  | { readonly type: 'untested'; readonly why: string };

export interface TestSubject {
  readonly provider: Provider;
  readonly plain: Key['plain'];
  readonly secrets: Access['secrets'];
}

export const works = (finding: Finding): boolean => isWorking(finding.verdict);

/** Said before a test that is not free; undefined where it is. */
export const priceOfTest = ({ check }: Pick<Provider, 'check'>): string | undefined =>
  check.costs === undefined ? undefined : t('Testing this key costs {0}.', check.costs);

/** Tests what is not saved yet. Never throws. */
export const testDraft = async (desk: KeyDesk, subject: TestSubject): Promise<TestResult> => {
  const { overrides } = desk;
  const { provider, plain, secrets } = subject;
  try {
    return await run(
      desk,
      provider,
      accessWith(provider, baseUrlOf(provider, subject, overrides), { secrets, plain, overrides }),
    );
  } catch (error) {
    return { type: 'untested', why: sentenceOf(desk, error) };
  }
};

/** Tests a saved key and remembers what was found. Never throws. */
export const testSaved = async (desk: KeyDesk, key: Key): Promise<TestResult> => {
  const owner = ownerOf(desk, key.provider);
  if (owner === undefined)
    return { type: 'untested', why: t('This version of Keyway knows no provider “{0}”.', key.provider) };
  if (isClosed(owner)) {
    return { type: 'untested', why: t('{0} closed on {1}. {2}', owner.name, owner.closed, farewell(desk, owner)) };
  }
  try {
    const result = await run(desk, owner, await accessForTest(desk, owner, key));
    if (result.type === 'found') {
      const { verdict, told } = result.finding;
      desk.keyring.noteTested(key.id, verdict, expiryDayOf(told?.expiresAt));
      noteDeed(desk, { action: 'key-tested', key, detail: testedText(verdict) });
    }
    return result;
  } catch (error) {
    return { type: 'untested', why: sentenceOf(desk, error) };
  }
};

const run = async (desk: KeyDesk, provider: Provider, access: Access): Promise<TestResult> => {
  const { secrets } = access;
  const wait = desk.limit(provider.id, secrets);
  if (wait > 0) return { type: 'untested', why: tooManyTests(wait) };
  const held = desk.hold(hidden(secrets));
  try {
    const finding = await desk.questions.during(t('Testing the key with {0}…', provider.name), () =>
      desk.check(provider, access),
    );
    if (finding === undefined) return { type: 'untested', why: t('The test was stopped.') };
    return { type: 'found', finding: relabelled(finding, { provider, secrets, providers: desk.providers }) };
  } finally {
    held.dispose();
  }
};
