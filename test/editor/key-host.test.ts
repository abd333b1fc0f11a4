import assert from 'node:assert/strict';
import fc from 'fast-check';
import { filled } from '../../src/core/key-fields.ts';
import type { Field } from '../../src/core/provider.ts';
import { readField } from '../../src/editor/key-draft.ts';
import { readBaseUrl } from '../../src/editor/origin.ts';
import type { Reading } from '../../src/editor/reading.ts';
import { records, sky } from './key-records.ts';

const azure: Field = { name: 'host', label: 'Resource', secret: false, hostEnding: '.openai.azure.com' };
const workspace: Field = { name: 'host', label: 'Workspace', secret: false, hostEnding: '', hint: 'dbc.example.com' };

const read = (typed: string, field = azure): Reading<string> =>
  readField(typed, { provider: sky, field, providers: records });

describe('a host', () => {
  it('is what a pasted endpoint leads to, cut down', () => {
    for (const typed of [
      'https://my-res.openai.azure.com/openai/v1/responses?api-version=2025-04-01-preview',
      ' https://My-Res.openai.azure.com/ ',
      'my-res.openai.azure.com',
      'my-res.openai.azure.com/openai/deployments/x?api-version=1#top',
      'HTTPS://my-res.openai.azure.com:443/a@b',
    ]) {
      assert.equal(read(typed).value, 'my-res.openai.azure.com', typed);
    }
    assert.equal(read('https://my-res.openai.azure.com/x').note, 'Only the host counts: my-res.openai.azure.com.');
    assert.equal(read('my-res.openai.azure.com').note, undefined);
  });

  it('gets its ending where only the name was typed, digits included', () => {
    assert.deepEqual(read('my-res'), {
      value: 'my-res.openai.azure.com',
      note: 'The host is my-res.openai.azure.com.',
    });
    assert.equal(read('1234').value, '1234.openai.azure.com');
    assert.equal(read('My-Res/openai').value, 'my-res.openai.azure.com');
    assert.deepEqual(read('box', workspace), { value: 'box' });
  });

  it('may be another one, and have a port', () => {
    assert.deepEqual(read('my-res.services.ai.azure.com'), { value: 'my-res.services.ai.azure.com' });
    assert.equal(read('https://gateway.example:8443/azure').value, 'gateway.example:8443');
    assert.equal(read('127.0.0.1:9000').value, '127.0.0.1:9000');
  });

  it('is refused with one sentence where it is none', () => {
    for (const [typed, problem] of [
      ['https://user:pass@my-res.openai.azure.com', /user name or password/],
      ['my-res.openai.azure.com@evil.example', /user name or password/],
      ['//@evil.example', /user name or password/],
      ['my res', /spaces/],
      ['my-res\u0000', /invisible/],
      ['my\u200Bres', /invisible/],
      ['a.example\nb.example', /line breaks/],
      ['my-res\\evil.example', /backslash/],
      ['http://my-res.openai.azure.com', /https, not with http/],
      ['javascript://x', /not with javascript/],
      ['../evil', /no host/],
      ['https:///x', /no host/],
      ['https://1234', /no host/],
      ['0x7f.1', /no host/],
      ['my-res%2eevil.example', /no host/],
      ['my_res', /no host/],
      ['-res', /no host/],
      ['https://intranet/x', /no host/],
      ['a..b', /no host/],
      ['my-res.', /no host/],
      ['[::1]', /no host/],
      ['a.example:99999', /no host/],
      ['a'.repeat(64), /no host/],
      ['a'.repeat(3_000), /3,000 characters long/],
      ['', /Enter a value for “Resource”/],
    ] as const) {
      const { value, problem: said = '' } = read(typed);
      assert.equal(value, undefined, typed);
      assert.match(said, problem, typed);
      assert.match(said, /^[A-Z].*\.$/);
    }
    assert.match(read('[::1]').problem ?? '', /my-name\.openai\.azure\.com, or my-name/);
    assert.match(read('[::1]', workspace).problem ?? '', /dbc\.example\.com/);
  });

  it('is shown as what it really is where its letters are foreign', () => {
    const { value, warning } = read('my-rеs.openai.azure.com');
    assert.match(value ?? '', /^xn--/);
    assert.match(warning ?? '', /really xn--/);
  });

  it('is warned about where its format is another', () => {
    const strict = { ...azure, format: '\\.azure\\.com$', hint: 'my-res.openai.azure.com' };
    assert.match(read('api.example.com', strict).warning ?? '', /^Resource usually looks different: my-res/);
    assert.equal(read('my-res', strict).warning, undefined);
  });

  it('fills an address with itself and nothing else, whatever is typed', () => {
    const part = fc.constantFrom(
      'a',
      'my-res',
      '.',
      '/',
      '\\',
      '@',
      ':',
      '#',
      '?',
      '%2f',
      'https://',
      '..',
      '443',
      'é',
    );
    const typed = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const { value, problem } = read(text);
        assert.notEqual(value === undefined, problem === undefined);
        if (value === undefined) return;
        assert.equal(read(value).value, value, 'read again it is the same');
        const address = readBaseUrl(filled('https://{host}/openai/v1', { host: value }) ?? '');
        assert.equal(address.value?.baseUrl, `https://${value}/openai/v1`);
      }),
      { numRuns: 3_000 },
    );
  });
});
