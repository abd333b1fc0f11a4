import assert from 'node:assert/strict';
import { inEnglish, speak, t } from '../../src/core/l10n.ts';

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

  it('has no spaces among Chinese characters, however a value begins and ends', () => {
    speak({ '{0} unlock {1}': '{0} 解锁了 {1} 可用', '{0} {1}': '{0} {1}' });
    assert.equal(t('{0} unlock {1}', '两个密钥', '三个模型'), '两个密钥解锁了三个模型可用');
    assert.equal(t('{0} unlock {1}', 'Work', 3), 'Work 解锁了 3 可用');
    assert.equal(t('{0} {1}', '我的 密钥', '工作'), '我的 密钥工作');
    assert.equal(t('{0} {1}', '我的 密钥', 'OpenAI'), '我的 密钥 OpenAI');
  });

  it('keeps a brace for which there is no value, and braces within a value', () => {
    assert.equal(t('{0} and {1}', '{1}'), '{1} and {1}');
  });

  it('is English where it is kept, and for nobody else, even where making it fails', () => {
    speak({ 'Add Key': '添加密钥' });
    assert.equal(
      inEnglish(() => t('Add Key')),
      'Add Key',
    );
    const broken = (): never => {
      throw new Error('no sentence');
    };
    assert.throws(() => inEnglish(broken), /no sentence/);
    assert.equal(t('Add Key'), '添加密钥');
  });
});
