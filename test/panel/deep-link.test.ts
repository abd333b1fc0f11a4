import assert from 'node:assert/strict';
import fc from 'fast-check';
import { followLink, type LinkParts } from '../../src/editor/link-follow.ts';
import { commands } from '../../src/editor/names.ts';
import { readLink } from '../../src/panel/deep-link.ts';
import { sections } from '../../src/panel/section.ts';
import { providers } from '../../src/providers/index.ts';

const isProvider = (id: string): boolean => providers.some((one) => one.id === id);

/** As VS Code takes an address apart: path, query and fragment are decoded. */
const addressOf = (rest: string) => {
  const { pathname, search, hash } = new URL(`https://keyway.keyway${rest}`);
  const decoded = (text: string): string => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  return { path: decoded(pathname), query: decoded(search.slice(1)), fragment: decoded(hash.slice(1)) };
};

const read = (rest: string) => readLink(addressOf(rest), isProvider);

/** What was run and what was said. */
const followed = (address: Parameters<typeof followLink>[0]) => {
  const ran: (readonly string[])[] = [];
  const said: string[] = [];
  const parts: LinkParts = {
    isProvider,
    run: (...all) => void ran.push(all.filter((one) => one !== undefined)),
    refuse: (sentence) => void said.push(sentence),
  };
  followLink(address, parts);
  return { ran, said };
};

describe('a link to Keyway', () => {
  it('opens what it names', () => {
    assert.deepEqual(read('/panel'), { to: 'panel' });
    for (const section of sections) assert.deepEqual(read(`/panel/${section}`), { to: 'panel', section });
    assert.deepEqual(read('/add-key'), { to: 'add-key' });
    for (const { id } of providers) assert.deepEqual(read(`/add-key?provider=${id}`), { to: 'add-key', provider: id });
    for (const to of ['usage', 'receipts', 'diagnose']) assert.deepEqual(read(`/${to}`), { to });
  });

  it('runs a command that exists, with nothing but the name of a section or a provider', () => {
    const rests = ['/panel', '/panel/usage', '/add-key', '/add-key?provider=groq', '/usage', '/receipts', '/diagnose'];
    assert.deepEqual(
      rests.map((rest) => followed(addressOf(rest)).ran[0]),
      [
        ['keyway.openPanel'],
        ['keyway.openPanel', 'usage'],
        ['keyway.addKey'],
        ['keyway.addKey', 'groq'],
        ['keyway.showUsage'],
        ['keyway.showReceipts'],
        ['keyway.diagnose'],
      ],
    );
  });

  it('is refused with a sentence where it is anything more, less or else', () => {
    for (const rest of [
      '/',
      '',
      '/panel/',
      '/panel/secrets',
      '/panel/keys/',
      '/panel/keys/1',
      '/panel/__proto__',
      '/constructor',
      '/__proto__',
      '/toString',
      '/Panel',
      '//panel',
      '/panel?section=usage',
      '/usage?span=month',
      '/usage#today',
      '/add-key?provider=',
      '/add-key?provider=nobody',
      '/add-key?provider=openai&provider=groq',
      '/add-key?provider=openai&nickname=work',
      '/add-key?provider=openai%26baseUrl%3Dhttps%3A%2F%2Fexample.com',
      '/add-key?PROVIDER=openai',
      '/add-key?provider=OpenAI',
      '/add-key#provider=openai',
      '/set-budget?limit=1000',
      '/settings?keyway.baseUrls=x',
      '/command/keyway.removeKey',
      '/panel/..%2Fusage%2F..',
      `/panel/${'a'.repeat(100_000)}`,
    ]) {
      const { ran, said } = followed(addressOf(rest));
      assert.deepEqual(ran, [], rest.slice(0, 80));
      assert.equal(said.length, 1, rest.slice(0, 80));
      assert.match(said[0] ?? '', /^Keyway does not know this link, so nothing was done\.$/);
    }
  });

  it('that brings something like a key is refused, told apart, and never repeated', () => {
    const secret = 'sk-proj-0123456789abcdefghijABCDEFGHIJ';
    for (const rest of [
      `/add-key?provider=openai&key=${secret}`,
      `/add-key?key=abc`,
      `/add-key?apiKey=abc`,
      `/add-key?provider=openai#${secret}`,
      `/add-key/${secret}`,
      `/panel/${secret}`,
      `/${secret}`,
      `/usage?x=${secret}`,
      `/usage?token=abc`,
      `/add-key?provider=${'0a'.repeat(16)}`,
      `/add-key?provider=openai%26authorization%3DBearer+${'x1'.repeat(10)}`,
    ]) {
      const { ran, said } = followed(addressOf(rest));
      assert.deepEqual(ran, [], rest);
      assert.equal(said.length, 1);
      assert.match(said[0] ?? '', /^A link cannot bring a key to Keyway\./, rest);
      for (const part of [secret, 'abc', '0a0a', 'x1x1']) assert.ok(!said[0]?.includes(part), rest);
    }
  });

  it('takes no ordinary link for one that brings a key', () => {
    for (const { id } of providers) assert.ok(!('refused' in read(`/add-key?provider=${id}`)), id);
  });

  it('whatever it is, does one of the few things or is refused, and never throws', () => {
    const known = new Set(Object.keys(commands));
    const piece = fc.oneof(
      fc.constantFrom(
        '/',
        'panel',
        'add-key',
        'usage',
        'keys',
        '?',
        '&',
        '=',
        '#',
        '%',
        '..',
        'provider',
        'openai',
        'key',
      ),
      fc.constantFrom('\0', '\n', '\u202e', '\ud800', '密钥', '😀', '__proto__', 'sk-proj-0123456789'),
      fc.string({ maxLength: 12 }),
    );
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, text, (path, query, fragment) => {
        const { ran, said } = followed({ path, query, fragment });
        assert.equal(ran.length + said.length, 1);
        for (const [command, argument] of ran) {
          assert.ok(known.has(command ?? ''));
          assert.ok(argument === undefined || sections.some((one) => one === argument) || isProvider(argument));
          assert.equal(fragment, '');
          assert.ok(query === '' || query === `provider=${argument}`);
        }
        for (const sentence of said)
          for (const part of [path, query, fragment]) if (part.length > 20) assert.ok(!sentence.includes(part));
      }),
      { numRuns: 5_000 },
    );
  });
});
