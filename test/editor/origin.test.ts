import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ChatFailure } from '../../src/core/failure.ts';
import { effectiveBaseUrl, isNearby, readBaseUrl, sameOrigin } from '../../src/editor/origin.ts';
import { custom } from '../../src/providers/custom.ts';
import { openai } from '../../src/providers/openai.ts';

describe('a base URL', () => {
  it('is normalised: lower-case host, default port and trailing slashes gone', () => {
    const { value, warning } = readBaseUrl('  HTTPS://API.Example.com:443/v1///  ');
    assert.deepEqual(value, { baseUrl: 'https://api.example.com/v1', origin: 'https://api.example.com' });
    assert.equal(warning, undefined);
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['', /Enter a base URL/],
    ['api.openai.com/v1', /starts with https:/],
    ['localhost:11434/v1', /starts with https:/],
    ['ftp://example.com', /not ftp/],
    ['javascript://example.com/%0aalert(1)', /not javascript/],
    ['file:///etc/passwd', /not file/],
    ['https://', /not a URL/],
    ['https://exa mple.com', /spaces/],
    ['https://example.com/v1\nhttps://evil.example', /line breaks/],
    ['https://exa\u200Bmple.com', /invisible/],
    ['https://example.com\\@evil.example/', /backslash/],
    ['https://api.openai.com@evil.example/v1', /user name/],
    ['https://:secret@example.com', /user name/],
    ['https://example.com/v1?key=abc', /query/],
    ['https://example.com/v1?', /query/],
    ['https://example.com/v1#', /fragment/],
    ['https://example.com:99999', /not a URL/],
    [`https://example.com/${'a'.repeat(3_000)}`, /3,020 characters/],
  ];
  for (const [typed, problem] of refused) {
    it(`is refused with one sentence: ${JSON.stringify(typed.slice(0, 50))}`, () => {
      const read = readBaseUrl(typed);
      assert.match(read.problem ?? '', problem);
      assert.equal(read.value, undefined);
    });
  }

  it('warns of http to another machine, not of http to one’s own network', () => {
    assert.match(readBaseUrl('http://api.example.com').warning ?? '', /unencrypted to api\.example\.com/);
    for (const near of [
      'http://localhost:11434/v1',
      'http://127.0.0.1',
      'http://[::1]:8080',
      'http://192.168.1.5/v1',
      'http://gpu-box:8000',
      'http://nas.local',
    ]) {
      assert.equal(readBaseUrl(near).warning, undefined, near);
    }
  });

  it('shows what a host with foreign letters really is', () => {
    // The second letter is Cyrillic.
    const read = readBaseUrl('https://\u0430pi.openai.com/v1');
    assert.match(read.warning ?? '', /xn--/);
    assert.match(read.value?.origin ?? '', /^https:\/\/xn--/);
  });

  it('warns where an endpoint was pasted', () => {
    assert.match(readBaseUrl('https://example.com/v1/chat/completions').warning ?? '', /before \/chat\/completions/);
  });

  it('once read, reads the same again, and its origin is the URL’s', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['http', 'https'] }), (url) => {
        const { value } = readBaseUrl(url);
        fc.pre(value !== undefined);
        assert.deepEqual(readBaseUrl(value.baseUrl).value, value);
        assert.equal(new URL(value.baseUrl).origin, value.origin);
        assert.ok(!value.baseUrl.endsWith('/'));
      }),
    );
  });

  it('is either a value or a problem, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const read = readBaseUrl(typed);
        assert.notEqual(read.value === undefined, read.problem === undefined);
      }),
    );
  });
});

describe('a nearby host', () => {
  it('is the machine itself or in a private range', () => {
    for (const host of [
      'localhost',
      'a.localhost',
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '169.254.1.1',
      '100.64.0.1',
      '[fd00::1]',
      '[fe80::1]',
      '[::ffff:7f00:1]',
      'box.lan',
    ]) {
      assert.ok(isNearby(host), host);
    }
    for (const host of [
      '172.32.0.1',
      '11.0.0.1',
      '100.128.0.1',
      '[2001:db8::1]',
      '[::ffff:a000:1]',
      'localhost.example.com',
      'example.com',
    ]) {
      assert.ok(!isNearby(host), host);
    }
  });
});

describe('sameOrigin', () => {
  it('compares scheme, host and port', () => {
    assert.ok(sameOrigin('https://a.example/v1', 'https://A.example:443/v2'));
    assert.ok(!sameOrigin('https://a.example', 'http://a.example'));
    assert.ok(!sameOrigin('https://a.example', 'https://a.example:8443'));
    assert.ok(!sameOrigin('https://a.example', 'https://a.example.evil.example'));
    assert.ok(!sameOrigin('data:,a', 'data:,a'), 'opaque origins are never the same');
    assert.ok(!sameOrigin('nonsense', 'nonsense'));
  });
});

describe('the base URL a key is sent to', () => {
  it('is the setting’s, else the key’s own, else the record’s', () => {
    const key = { plain: { baseUrl: 'https://own.example/v1' } };
    assert.equal(effectiveBaseUrl(openai, key, 'https://proxy.example').baseUrl, 'https://proxy.example');
    assert.equal(effectiveBaseUrl(openai, key).origin, 'https://own.example');
    assert.equal(effectiveBaseUrl(openai, { plain: {} }).baseUrl, 'https://api.openai.com/v1');
  });

  it('is never a fallback for one that cannot be used', () => {
    assert.throws(
      () => effectiveBaseUrl(openai, undefined, 'proxy.example'),
      (error) => error instanceof ChatFailure && error.kind === 'key' && /keyway\.baseUrls/.test(error.message),
    );
    assert.throws(() => effectiveBaseUrl(openai, undefined, ''), ChatFailure);
    assert.throws(() => effectiveBaseUrl(custom, { plain: {} }), /no base URL is set for Custom/);
  });
});
