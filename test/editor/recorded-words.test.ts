import assert from 'node:assert/strict';
import { speak } from '../../src/core/l10n.ts';
import { updatedText } from '../../src/editor/key-notes.ts';
import { stateOf, testedText } from '../../src/editor/key-words.ts';
import { chosenOf } from '../../src/editor/period-steps.ts';
import { settingSeen } from '../../src/editor/setting-changes.ts';
import { forest } from './key-records.ts';

/** Local time. */
const now = new Date(2026, 10, 20, 12).getTime();

const chinese = {
  en: 'zh-CN',
  works: '正常',
  'not tested': '未测试',
  'its {0}': '“{0}”字段',
  today: '今天',
  'the time before {0}': '{0}之前',
  'Daily budget': '每日预算',
};

describe('what is written down for good', () => {
  before(() => speak(chinese));
  after(() => speak({}));

  it('is English where the person reads another language: what a test found', () => {
    const key = { id: 'k', provider: 'x', nickname: 'work', priority: 1, enabled: true, plain: {}, addedAt: now };
    assert.equal(stateOf({ ...key, verdict: 'valid' }), '正常');
    assert.equal(stateOf(key), '未测试');
    assert.equal(testedText('valid'), 'works');
    assert.equal(testedText(undefined), 'not tested');
  });

  it('names the fields that were changed as ever', () => {
    const after = { project: 'one', server: 'eu.forest.example' };
    assert.equal(updatedText(forest, { before: {}, after, secrets: {} }), 'its project and its server');
  });

  it('names a time beside the words that are shown', () => {
    const today = chosenOf({ span: 'today' }, now);
    assert.deepEqual([today?.words, today?.recorded], ['今天', 'today']);
    const month = chosenOf({ span: 'month' }, now);
    assert.deepEqual([month?.words, month?.recorded], ['2026年11月', 'November 2026']);
    const before = chosenOf({ span: 'before', first: '2026-03-29' }, now);
    assert.deepEqual([before?.words, before?.recorded], ['2026年3月29日之前', 'the time before March 29, 2026']);
  });

  it('names a budget of the settings as ever', () => {
    const seen = settingSeen({ name: 'keyway.budgets', value: [], isPrivate: false }, () => ({
      providers: [],
      keys: [],
    }));
    const [entry] = seen.entries('[]', '[{"limit":5,"period":"day"}]');
    assert.equal(entry?.subject, 'Daily budget');
    assert.match(entry?.detail ?? '', /^none → \$5\.00, then /);
  });
});
