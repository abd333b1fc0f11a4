import { type Key, works as isWorking } from '../core/key.ts';
import type { Finding } from '../core/listing.ts';
import type { Provider } from '../core/provider.ts';
import { type Access, accessOf, accessWith, baseUrlOf } from './key-access.ts';
import { type KeyDesk, sentenceOf } from './key-desk.ts';
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
  const provider = desk.providers.find((one) => one.id === key.provider);
  if (provider === undefined) return { type: 'untested', why: `Keyway has no provider “${key.provider}” (any more).` };
  try {
    const result = await run(desk, provider, await accessOf(desk, provider, key));
    if (result.type === 'found') desk.keyring.noteTested(key.id, result.finding.verdict);
    return result;
  } catch (error) {
    return { type: 'untested', why: sentenceOf(desk, error) };
  }
};

const run = async (desk: KeyDesk, provider: Provider, access: Access): Promise<TestResult> => {
  const wait = desk.limit(provider.id, access.secrets);
  if (wait > 0) return { type: 'untested', why: tooManyTests(wait) };
  const held = desk.hold(Object.values(access.secrets));
  try {
    const finding = await desk.questions.during(`Testing the key with ${provider.name}…`, () =>
      desk.check(provider, access),
    );
    return finding === undefined ? { type: 'untested', why: 'The test was stopped.' } : { type: 'found', finding };
  } finally {
    held.dispose();
  }
};
