import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { keysText, testedSentence, type Tested } from '../panel/keys-state.ts';
import { ownerName, type KeyDesk } from './key-desk.ts';
import { testSaved, works } from './key-test.ts';
import type { Spoken } from './panel-conversation.ts';
import { answeredBy } from './panel-questions.ts';

/** One after the other, since providers count questions. What costs something is tested by itself. */
export const testAll = async (desk: KeyDesk, page: Spoken): Promise<void> => {
  const open = desk.keyring.list().filter((key) => checkOf(desk, key) !== undefined);
  const free = open.filter((key) => checkOf(desk, key)?.costs === undefined);
  const left = open.length - free.length;
  if (free.length === 0) return page.tell(t('There is no key whose test is free: test each by itself.'));
  const tested: Tested[] = [];
  await page.work(t('Testing {0}…', keysText(free.length)), async (signal, tell) => {
    for (const [index, key] of free.entries()) {
      if (signal.aborted) return;
      tell(t('Testing {0} of {1}: {2}', index + 1, free.length, called(desk, key)), index / free.length);
      const one = await test(desk, key);
      // What comes after the person stopped it is noted at its key, but not told.
      if (!signal.aborted) tested.push(one);
    }
  });
  const areWell = tested.every(({ works: isWorking }) => isWorking);
  page.tell(testedSentence(tested, { asked: free.length, left }), !areWell);
};

const checkOf = ({ providers }: KeyDesk, { provider }: Key) => providers.find(({ id }) => id === provider)?.check;

const called = (desk: KeyDesk, { provider, nickname }: Key): string =>
  t('{0} key “{1}”', ownerName(desk, provider), nickname);

const test = async (desk: KeyDesk, key: Key): Promise<Tested> => {
  // All of them are one piece of work, which is shown already.
  const quiet = { ...desk, questions: answeredBy(desk.questions, { during: (_, work) => work() }) };
  const result = await testSaved(quiet, key);
  return result.type === 'untested'
    ? { called: called(desk, key), works: false, sentence: result.why }
    : { called: called(desk, key), works: works(result.finding), sentence: result.finding.sentence };
};
