import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import type { Field, Provider } from '../../src/core/provider.ts';
import { freeNickname, readField, readNickname, sameNickname } from '../../src/editor/key-draft.ts';
import { prefixOf } from '../../src/editor/key-shape.ts';
import type { Reading } from '../../src/editor/reading.ts';
import { anthropic } from '../../src/providers/anthropic.ts';
import { custom } from '../../src/providers/custom.ts';
import { gemini } from '../../src/providers/gemini.ts';
import { providers } from '../../src/providers/index.ts';
import { ollama } from '../../src/providers/ollama.ts';
import { openai } from '../../src/providers/openai.ts';
import { effectiveBaseUrl } from '../../src/editor/origin.ts';
import { forest, records, river, toll } from './key-records.ts';

const fieldOf = (provider: Provider, name: string): Field => {
  const field = provider.fields.find((one) => one.name === name);
  assert.ok(field);
  return field;
};
const read = (typed: string, provider: Provider = openai, name = 'apiKey'): Reading<string> =>
  readField(typed, { provider, field: fieldOf(provider, name), providers });

const good = `sk-proj-${'aB3'.repeat(16)}`;

describe('a secret as it was pasted', () => {
  it('is taken as it is where nothing is wrong', () => {
    assert.deepEqual(read(good), { value: good });
  });

  it('loses what stands around it, with a note', () => {
    for (const typed of [
      `"${good}"`,
      `'${good}'`,
      `“${good}”`,
      `OPENAI_API_KEY=${good}`,
      `export OPENAI_API_KEY="${good}"`,
      `$env:OPENAI_API_KEY = '${good}'`,
      `Bearer ${good}`,
      `Authorization: Bearer ${good}`,
      `x-api-key: ${good}`,
      `"apiKey": "${good}",`,
    ]) {
      const { value, note } = read(typed);
      assert.equal(value, good, typed);
      assert.match(note ?? '', /^Left out: /, typed);
    }
  });

  it('loses blanks and zero-width characters around it without a word', () => {
    assert.deepEqual(read(`\u200B \t${good}\r\n\uFEFF`), { value: good });
  });

  it('keeps the equals signs of base64', () => {
    for (const key of ['YWJjZGVmZ2hpamtsbW5vcA==', 'ABSKQmVkcm9ja0FQSUtleS0xMjM0NTY=', 'ABCDEF_GH=']) {
      assert.equal(read(key, custom).value, key);
    }
  });

  it('is refused where it is empty, unless the server may want none', () => {
    assert.match(read('  ').problem ?? '', /Enter a value/);
    assert.match(read('""').problem ?? '', /Enter a value/);
    assert.deepEqual(read('', ollama), { value: '' });
  });

  it('is refused where no header can carry it, without being quoted', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      [`${good}\n${good}`, /2 lines/],
      [`sk-abc\u{1F511}def`, /Character 7 \(U\+1F511\)/],
      [`sk-abc\u0007def`, /Character 7 \(U\+0007\)/],
      [`sk-abc\u200Bdef`, /\(U\+200B\)/],
      [`sk-аbc`, /\(U\+0430\)/],
      ['sk-p…9f3a', /shortened/],
      ['sk-••••••••9f3a', /shortened/],
    ];
    for (const [typed, problem] of cases) {
      const result = read(typed);
      assert.match(result.problem ?? '', problem);
      assert.ok(!result.problem?.includes('abc'));
    }
  });

  it('is refused at ten megabytes before anything else looks at it', () => {
    const typed = ` "${'a'.repeat(10 * 1024 * 1024)}`;
    assert.deepEqual(read(typed), { problem: 'That is 10,485,761 characters long: a key is not.' });
  });

  it('warns of a key of another provider and goes on', () => {
    const ant = `sk-ant-api03-${'x'.repeat(40)}`;
    assert.deepEqual(read(ant), { value: ant, warning: 'This looks like a key of Anthropic, not of OpenAI.' });
    assert.match(read(`sk-or-v1-${'0'.repeat(64)}`).warning ?? '', /OpenRouter/);
    assert.match(read(ant, gemini).warning ?? '', /Anthropic/);
    assert.match(read(good, anthropic).warning ?? '', /OpenAI/);
    assert.match(read('something-else-entirely', anthropic).warning ?? '', /usually begin with sk-ant-/);
    assert.match(read('sk-proj-abc***def').warning ?? '', /shortened/);
  });

  it('lets one’s own servers have any key', () => {
    assert.deepEqual(read(good, custom), { value: good });
    assert.deepEqual(read('x', ollama), { value: 'x' });
  });

  it('can be sent in a header whenever it is accepted', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ maxLength: 60 }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const { value, problem } = read(text);
        assert.notEqual(value === undefined, problem === undefined);
        if (value !== undefined) {
          assert.ok(value.length > 0);
          validateHeaderValue('authorization', `Bearer ${value}`);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never changed where it has the shape of its provider', () => {
    const shaped = providers.flatMap((provider: Provider) => {
      const format = provider.fields.find((field) => field.secret)?.format;
      return format === undefined ? [] : [{ provider, format }];
    });
    assert.ok(shaped.length >= 5);
    for (const { provider, format } of shaped) {
      // fast-check makes no strings for lookaheads: they are checked afterwards.
      const keys = fc
        .stringMatching(new RegExp(format.replaceAll(/\(\?![^)]*\)/g, '')))
        .filter((key) => new RegExp(format).test(key));
      fc.assert(
        fc.property(keys, (key) => assert.equal(read(key, provider).value, key)),
        { numRuns: 50 },
      );
    }
  });

  it('costs no time where its letters are chosen to cost some', () => {
    for (const typed of ['key'.repeat(3_300), 'A_'.repeat(5_000), '"'.repeat(9_999), `${'a-key'.repeat(1_900)}=`]) {
      const { value, problem } = read(typed, custom);
      assert.notEqual(value === undefined, problem === undefined);
    }
  });
});

describe('plain fields', () => {
  it('are normalised where they are base URLs', () => {
    assert.deepEqual(read('https://Gate.example/v1/', custom, 'baseUrl'), { value: 'https://gate.example/v1' });
    assert.match(read('gate.example', custom, 'baseUrl').problem ?? '', /starts with https/);
    assert.match(read('', custom, 'baseUrl').problem ?? '', /Enter a value for “Base URL”/);
  });

  it('are warned about where they look odd and refused where they hold line breaks', () => {
    const field: Field = {
      name: 'region',
      label: 'Region',
      secret: false,
      format: '^[a-z]{2}-[a-z]+-\\d$',
      hint: 'us-east-1',
    };
    const readRegion = (typed: string): Reading<string> => readField(typed, { provider: openai, field, providers });
    assert.deepEqual(readRegion(' eu-west-1 '), { value: 'eu-west-1' });
    assert.deepEqual(readRegion('Frankfurt'), {
      value: 'Frankfurt',
      warning: 'Region usually looks different: us-east-1',
    });
    assert.match(readRegion('eu\nwest').problem ?? '', /line breaks/);
  });
});

describe('secrets that are not API keys', () => {
  const readOf = (provider: Provider, name: string, typed: string): Reading<string> =>
    readField(typed, { provider, field: fieldOf(provider, name), providers: records });
  const file = { type: 'service_account', private_key: `-----BEGIN\n${'k'.repeat(8_000)}\n-----END`, client: 'é' };

  it('may be a service account’s file, on one line or many, of up to ten thousand characters', () => {
    for (const typed of [JSON.stringify(file), ` ${JSON.stringify(file, null, 2)}\n`]) {
      assert.deepEqual(readOf(forest, 'serviceAccount', typed), { value: JSON.stringify(file) });
    }
    const large = JSON.stringify({ ...file, more: 'm'.repeat(2_000) });
    assert.match(readOf(forest, 'serviceAccount', large).problem ?? '', /characters long/);
    const half = readOf(forest, 'serviceAccount', JSON.stringify(file).slice(0, 500)).problem ?? '';
    assert.match(half, /^That JSON is not complete/);
    assert.ok(!half.includes('BEGIN'));
    assert.match(readOf(forest, 'serviceAccount', '/home/me/key.json').problem ?? '', /name of a file/);
  });

  it('are judged by their own shape', () => {
    assert.deepEqual(readOf(river, 'accessKeyId', 'RKIA0123456789ABCDEF'), { value: 'RKIA0123456789ABCDEF' });
    assert.match(
      readOf(river, 'accessKeyId', 'RKIA').warning ?? '',
      /^The access key ID of River usually begins with RKIA/,
    );
    assert.equal(
      readOf(river, 'apiKey', 'RKIA0123456789ABCDEF').warning,
      'This looks like the access key ID, not like the API key.',
    );
    assert.match(readOf(toll, 'apiKey', 'RKIA0123456789ABCDEF').warning ?? '', /key of River, not of Toll/);
    assert.equal(readOf(river, 'secretAccessKey', 'secret = abc/def+ghi==').value, 'abc/def+ghi==');
  });
});

describe('a plain field with choices', () => {
  it('takes one of them and nothing else', () => {
    const field = fieldOf(forest, 'server');
    const readServer = (typed: string): Reading<string> =>
      readField(typed, { provider: forest, field, providers: records });
    assert.deepEqual(readServer(' eu.forest.example '), { value: 'eu.forest.example' });
    assert.equal(readServer('evil.example').problem, 'Server is one of: eu.forest.example, us.forest.example.');
  });
});

describe('a plain field in an address', () => {
  it('has nothing that no host has, where it is a part of one', () => {
    for (const typed of ['eu west 1', 'evil.example/', 'a@b', 'a:443', 'région', 'a%2f']) {
      assert.match(
        readField(typed, { provider: river, field: fieldOf(river, 'region'), providers: records }).problem ?? '',
        /part of a host/,
      );
    }
  });

  it('cannot be dots, which lead elsewhere', () => {
    const field = fieldOf(forest, 'project');
    for (const typed of ['.', ' .. ']) {
      assert.match(readField(typed, { provider: forest, field, providers: records }).problem ?? '', /dots alone/);
    }
    const plain = { server: 'eu.forest.example', project: '..' };
    assert.throws(() => effectiveBaseUrl(forest, { plain }), /the key lacks a part of the address of Forest/);
  });
});

describe('a nickname', () => {
  it('is trimmed, free among its provider’s, short, and never the key', () => {
    const expectation = { taken: ['Work'], secrets: [good] };
    assert.deepEqual(readNickname('  home ', expectation), { value: 'home' });
    assert.match(readNickname(' ', expectation).problem ?? '', /Enter/);
    assert.match(readNickname('work', expectation).problem ?? '', /is called “work”/);
    assert.match(readNickname(`my ${good}`, expectation).problem ?? '', /the key itself/);
    assert.match(readNickname('x'.repeat(61), expectation).problem ?? '', /61 characters/);
    const other = `my sk-proj-${'a'.repeat(30)}`;
    assert.match(
      readNickname(other, { taken: [], secrets: [] }).problem ?? '',
      /the key itself/,
      'any that looks like one',
    );
    assert.match(readNickname('a\u2028b', expectation).problem ?? '', /line breaks/);
  });

  it('is default, then default 2, and always free', () => {
    assert.equal(freeNickname('default', []), 'default');
    assert.equal(freeNickname('default', ['Default', 'default 2']), 'default 3');
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (wanted, taken) => {
        const free = freeNickname(wanted, taken);
        assert.ok(!taken.some((other) => sameNickname(other, free)));
        assert.ok(free.startsWith(wanted));
      }),
    );
  });
});

describe('the literal beginning of a format', () => {
  it('ends where the pattern begins', () => {
    assert.equal(prefixOf('^sk-ant-(?!admin)[a-z]+$'), 'sk-ant-');
    assert.equal(prefixOf('^AQ\\.[a-z]+$'), 'AQ.');
    assert.equal(prefixOf('^(sk|pk)-'), '');
    assert.equal(prefixOf('^gsk_?[a-z]'), 'gsk');
    assert.equal(prefixOf('sk-'), '');
    assert.equal(prefixOf(undefined), '');
  });
});
