import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { logLines } from './log-lines.ts';

describe('the log', () => {
  it('never shows a secret in use, wherever it stands', () => {
    const { lines, log } = logLines();
    const secret = 'plain-looking-32-hex';
    const held = log.hold([secret]);
    log.info(`asked with ${secret}`);
    log.error('failed:', new Error(`bad key ${secret}`, { cause: new Error(secret) }), {
      headers: { 'x-my-key': secret },
      list: [secret],
    });
    log.warn(`https://example.com/?q=${encodeURIComponent(secret)}`);
    for (const line of lines) assert.ok(!line.includes(secret), line);
    assert.match(lines[1] ?? '', /bad key \[key\]/);
    held.dispose();
  });

  it('cuts the whole of a secret that another one is a part of', () => {
    const { lines, log } = logLines();
    log.hold(['abcd1234', 'abcd1234-and-the-rest']);
    log.info('abcd1234-and-the-rest');
    assert.deepEqual(lines, ['[key]']);
  });

  it('counts those who hold a secret, and forgets it with the last', () => {
    const { lines, log } = logLines();
    const [one, other] = [log.hold(['wxyz9876']), log.hold(['wxyz9876'])];
    one.dispose();
    one.dispose();
    log.info('wxyz9876');
    other.dispose();
    log.info('wxyz9876');
    assert.deepEqual(lines, ['[key]', 'wxyz9876']);
  });

  it('cuts out what looks like a key or is called one, though nobody said so', () => {
    const { lines, log } = logLines();
    for (const text of [
      'sk-ant-api03-0123456789',
      'AIzaSyA0123456789abcdefg',
      '"apiKey": "0123abcd"',
      'x-api-key: 0123abcd',
      'GET /v1/models?key=0123abcd',
      'Authorization: Basic dXNlcjpwYXNz',
      "api_key='0123abcd'",
    ])
      log.info(text);
    log.info('', { apiKey: '0123abcd', 'api-key': '0123abcd' });
    for (const line of lines) assert.ok(!/0123|dXNl/.test(line), line);
  });

  it('leaves words, request ids and numbers alone', () => {
    const { lines, log } = logLines();
    const text =
      'req_011CSHoEeqs5C35K2UUqR7Fy answered 429 after 1,204 ms by openai/gpt-5 with key work (a1b2c3d4e5f60718)';
    log.debug(text);
    assert.deepEqual(lines, [text]);
  });

  it('shows no part of a held secret, whatever the secret is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{12,40}$/), fc.string(), (secret, around) => {
        fc.pre(!around.includes(secret));
        const { lines, log } = logLines();
        log.hold([secret]);
        log.info(`${around}${secret} ${secret}`, { secret });
        assert.ok(!lines[0]?.includes(secret));
        assert.ok(!lines[0]?.includes(JSON.stringify(secret).slice(1, -1)));
      }),
    );
  });
});

describe('what is written anywhere', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  /** Without comments: the examples in them run elsewhere. */
  const code = globSync(['src/**/*.ts', 'media/**/*.ts'], { cwd: root }).map((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return [file, text.replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '')] as const;
  });
  const filesWith = (pattern: RegExp): readonly string[] =>
    code.flatMap(([file, text]) => (pattern.test(text) ? [file.replaceAll('\\', '/')] : []));

  it('goes to one output channel, behind the redaction', () => {
    assert.ok(code.length > 300, `${code.length} files`);
    assert.deepEqual(filesWith(/createOutputChannel/), ['src/extension.ts']);
    const [, text = ''] = code.find(([file]) => file.endsWith('extension.ts')) ?? [];
    assert.equal(text.split('createOutputChannel').length, 2);
    assert.match(text, /redactingLog\(vscode\.window\.createOutputChannel\('Keyway', \{ log: true \}\)\)/);
  });

  it('goes to no console and no stream', () => {
    assert.deepEqual(filesWith(/\bconsole\s*\.\s*\w+\s*\(|\bprocess\.std(?:out|err)\b|\bdebuglog\b/), []);
  });
});
