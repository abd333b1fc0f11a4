import assert from 'node:assert/strict';
import { readUsageWords } from '../../src/editor/usage-answer.ts';

describe('what /usage was asked', () => {
  it('is today by model where nothing is said', () => {
    assert.deepEqual(readUsageWords(''), { span: 'today', by: 'model' });
  });

  it('is read in any order, any case and between other words', () => {
    assert.deepEqual(readUsageWords('this WEEK by provider please'), { span: 'week', by: 'provider' });
    assert.deepEqual(readUsageWords('by task, month'), { span: 'month', by: 'task' });
    assert.deepEqual(readUsageWords('key month'), { span: 'month', by: 'key' });
  });
});
