import assert from 'node:assert/strict';
import { filesText, keysText } from '../../src/core/counted.ts';
import { inEnglish, speak } from '../../src/core/l10n.ts';
import { allOf, anyOf, languageOrElse, listed, listedClauses } from '../../src/core/listed.ts';

const names = ['OpenAI', 'Groq', 'Ollama'];

describe('names in a row', () => {
  afterEach(() => speak({}));

  it('are joined as English joins them', () => {
    assert.equal(listed(names), 'OpenAI, Groq, Ollama');
    assert.equal(listedClauses(['one', 'two']), 'one; two');
    assert.equal(allOf(names), 'OpenAI, Groq, and Ollama');
    assert.equal(anyOf(names), 'OpenAI, Groq, or Ollama');
  });

  it('are joined as the language of the person joins them', () => {
    speak({ en: 'zh-CN', ', ': '、', '; ': '；' });
    assert.equal(listed(names), 'OpenAI、Groq、Ollama');
    assert.equal(listedClauses(['一', '二']), '一；二');
    assert.equal(allOf(names), 'OpenAI、Groq和Ollama');
    assert.equal(anyOf(names), 'OpenAI、Groq或Ollama');
    assert.equal(
      inEnglish(() => allOf(names)),
      'OpenAI, Groq, and Ollama',
    );
  });

  it('leave English to whoever knows which, and name every other language', () => {
    assert.equal(languageOrElse('en-GB'), 'en-GB');
    speak({ en: 'zh-CN' });
    assert.equal(languageOrElse('en-GB'), 'zh-CN');
  });
});

describe('how many there are', () => {
  it('is one or several, with its thousands apart', () => {
    assert.equal(keysText(1), '1 key');
    assert.equal(keysText(0), '0 keys');
    assert.equal(filesText(12_345), '12,345 files');
  });
});
