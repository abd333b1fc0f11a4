import assert from 'node:assert/strict';
import { speak, t } from '../../src/core/l10n.ts';

describe('a sentence for people', () => {
  afterEach(() => speak({}));

  it('is English where nothing else is known', () => {
    assert.equal(t('Add Key'), 'Add Key');
    assert.equal(t('{0} of {1}', 1, 'two'), '1 of two');
  });

  it('is in the language that was said, with its values where that language wants them', () => {
    speak({ '{0} of {1}': '{1} 中的 {0}' });
    assert.equal(t('{0} of {1}', 1, 2), '2 中的 1');
    assert.equal(t('Add Key'), 'Add Key');
  });

  it('keeps a brace for which there is no value, and braces within a value', () => {
    assert.equal(t('{0} and {1}', '{1}'), '{1} and {1}');
  });
});
