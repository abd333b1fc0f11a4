import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { filled } from '../../src/core/key-fields.ts';
import type { Check, Provider } from '../../src/core/provider.ts';
import { cloudflare } from '../../src/providers/cloudflare.ts';
import { check, type Question } from '../../src/wire/ask.ts';
import { localised, plainOf } from './localised.ts';
import { json, serve, type LocalServer, type Seen } from './server.ts';

const secret = 'invented-key-0123456789abcdef';

/** A record with what a test is about. */
const record = (more: Partial<Provider<'openai-chat'>> & { readonly check: Check }): Provider => ({
  id: 'sample',
  name: 'Sample',
  protocol: 'openai-chat',
  baseUrl: 'https://api.sample.example/v1',
  urls: { key: 'https://sample.example/keys', docs: 'https://sample.example/docs' },
  fields: [{ name: 'apiKey', label: 'API key', secret: true }],
  environment: [],
  auth: { scheme: 'bearer' },
  listing: { path: 'models', shape: 'openai' },
  ...more,
});

const region = {
  name: 'host',
  label: 'Region',
  secret: false,
  choices: [
    { value: 'api.sample.example', label: 'International' },
    { value: 'api.sample.cn.example', label: 'China' },
    { value: 'api.sample.us.example', label: 'United States' },
  ],
} as const;

const everywhere = (asking: Check): Provider =>
  record({
    baseUrl: 'https://{host}/v1',
    fields: [region, { name: 'apiKey', label: 'API key', secret: true }],
    check: asking,
  });

describe('the questions about a key', () => {
  const servers: LocalServer[] = [];
  const open = async (reply: (response: ServerResponse, request: Seen) => unknown): Promise<LocalServer> => {
    const server = await serve(reply);
    servers.push(server);
    return server;
  };
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

  /** Answers by path; anything else is not found. */
  const paths =
    (answers: Readonly<Record<string, readonly [number, unknown]>>) =>
    (response: ServerResponse, { path }: Seen): void =>
      json(...(answers[path] ?? [404, { message: 'Not Found' }]))(response);

  const question = (
    provider: Provider,
    more: {
      readonly baseUrl?: string;
      readonly plain?: Readonly<Record<string, string>>;
      readonly apiKey?: string;
    } = {},
  ): Question => {
    const plain = more.plain ?? plainOf(provider);
    return {
      provider,
      access: {
        baseUrl: more.baseUrl ?? filled(provider.baseUrl ?? '', plain) ?? assert.fail('no base URL'),
        secrets: { apiKey: more.apiKey ?? secret },
        plain,
        headers: {},
      },
      signal: new AbortController().signal,
    };
  };

  it('posts a body as JSON', async () => {
    const server = await open(json(200, { id: 'a' }));
    const body = { model: 'small', max_tokens: 1 };
    await check(question(localised(record({ check: { path: 'chat/completions', body } }), server.origin)));
    assert.equal(server.seen[0]?.path, '/v1/chat/completions');
    assert.equal(server.seen[0].headers['content-type'], 'application/json');
    assert.deepEqual(JSON.parse(server.seen[0].body), body);
  });

  it('posts a form with the key in it, and in no header then', async () => {
    const server = await open(json(200, {}));
    const apiKey = 'invented key&more=$&+1';
    await check(
      question(
        localised(record({ check: { path: 'info', form: { credentials: '{apiKey}', kind: 'k' } } }), server.origin),
        { apiKey },
      ),
    );
    assert.match(String(server.seen[0]?.headers['content-type']), /^application\/x-www-form-urlencoded/);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(server.seen[0]?.body)), { credentials: apiKey, kind: 'k' });
    assert.equal(server.seen[0]?.headers.authorization, undefined);
  });

  it('believes a status that proves the key, unless the refusal is one of the key', async () => {
    const asking = { path: 'responses', body: {}, proves: [400, 422] };
    for (const [status, body, verdict] of [
      [400, { error: { message: 'model is required' } }, 'valid'],
      [422, { detail: [{ msg: 'Field required' }] }, 'valid'],
      [400, { error: { message: 'Invalid API key' } }, 'invalid'],
      [404, { error: { message: 'Not Found' } }, 'unclear'],
    ] as const) {
      const server = await open(json(status, body));
      assert.equal((await check(question(localised(record({ check: asking }), server.origin)))).verdict, verdict);
    }
  });

  it('fills the key’s plain fields into the address, each as one part of it', async () => {
    const server = await open(json(200, { data: [] }));
    const provider = localised(record({ check: { path: '/accounts/{account}/verify' } }), server.origin);
    await check(question(provider, { plain: { account: 'a/../b?c' } }));
    assert.equal(server.seen[0]?.path, '/accounts/a%2F..%2Fb%3Fc/verify');
  });

  it('asks nobody where the address lacks a field', async () => {
    const server = await open(json(200, {}));
    const provider = localised(record({ check: { path: '/accounts/{account}/verify' } }), server.origin);
    const finding = await check(question(provider, { plain: {} }));
    assert.deepEqual([finding.verdict, server.seen.length], ['invalid', 0]);
    assert.match(finding.sentence, /^Sample was not asked, because .*“account”.*\.$/);
  });

  describe('at Cloudflare, which knows keys in two places and their rights in a third', () => {
    const [user, account, run] = [
      '/client/v4/user/tokens/verify',
      '/client/v4/accounts/my-account/tokens/verify',
      '/client/v4/accounts/my-account/ai/models/search?per_page=1',
    ];
    const good = [200, { success: true, result: { status: 'active' } }] as const;
    const bad = [401, { success: false, errors: [{ code: 1000, message: 'Invalid API Token' }] }] as const;
    const denied = [403, { success: false, errors: [{ code: 10_000, message: 'Authentication error' }] }] as const;
    const cases = [
      ['known at the first', { [user]: good, [run]: good }, 'valid', 2],
      ['known at the second', { [user]: bad, [account]: good, [run]: good }, 'valid', 3],
      ['known at neither', { [user]: bad, [account]: bad }, 'invalid', 2],
      ['without the right to run models', { [user]: good, [run]: denied }, 'limited', 2],
      ['for another account', { [user]: good, [run]: [404, {}] }, 'limited', 2],
      ['while nobody can tell its rights', { [user]: good, [run]: [500, {}] }, 'valid', 2],
    ] as const;
    for (const [name, answers, verdict, asked] of cases)
      it(`tells a key ${name}: ${verdict}`, async () => {
        const server = await open(paths(answers));
        const finding = await check(
          question(localised(cloudflare, server.origin), { plain: { account: 'my-account' } }),
        );
        assert.equal(finding.verdict, verdict, finding.sentence);
        assert.equal(server.seen.length, asked);
        if (verdict === 'limited') assert.match(finding.sentence, /no right to run models/);
      });
  });

  describe('at another host of the company', () => {
    const asking = { path: 'https://keys.sample.example/whoami' };

    it('is asked while the base URL is the record’s own', async () => {
      const server = await open(json(200, {}));
      const provider = localised(record({ check: asking }), server.origin);
      assert.equal((await check(question(provider))).verdict, 'valid');
      assert.equal(server.seen[0]?.path, '/whoami');
      // A slash at the end, or the letters of the host, make it no other.
      await check(question(provider, { baseUrl: `${server.origin.toUpperCase().replace('HTTP', 'http')}/v1/` }));
      assert.equal(server.seen[1]?.path, '/whoami');
    });

    it('never gets the key of a proxy: the list below the base URL is asked instead, and only a refusal counts', async () => {
      const company = await open(json(200, {}));
      const provider = localised(record({ check: asking }), company.origin);
      for (const [status, body, verdict] of [
        [200, { data: [] }, 'unclear'],
        [401, { error: 'no' }, 'invalid'],
        [402, {}, 'no-credit'],
        [404, {}, 'unclear'],
      ] as const) {
        const proxy = await open(json(status, body));
        const finding = await check(question(provider, { baseUrl: `${proxy.origin}/team` }));
        assert.equal(finding.verdict, verdict, finding.sentence);
        assert.deepEqual(
          proxy.seen.map(({ path }) => path),
          ['/team/models'],
        );
        if (verdict === 'unclear') assert.match(finding.sentence, /base URL of your own/);
      }
      assert.equal(company.seen.length, 0);
    });

    it('asks nobody where the list is at another host too', async () => {
      const company = await open(json(200, {}));
      const proxy = await open(json(200, {}));
      const listing = { path: 'https://lists.sample.example/models', shape: 'cohere' } as const;
      const provider = localised(record({ check: asking, listing }), company.origin);
      const finding = await check(question(provider, { baseUrl: proxy.origin }));
      assert.deepEqual([finding.verdict, finding.status], ['unclear', undefined]);
      assert.match(finding.sentence, /base URL of your own/);
      assert.equal(company.seen.length + proxy.seen.length, 0);
    });
  });

  describe('in regions', () => {
    const bad = json(401, { error: { message: 'Invalid Authentication' } });
    const asking = { path: 'models' };

    it('finds the region a refused key belongs to, and names it', async () => {
      const [here, china] = [await open(bad), await open(json(200, { data: [] }))];
      const finding = await check(question(localised(everywhere(asking), here.origin, [china.origin])));
      assert.deepEqual([finding.verdict, finding.status], ['elsewhere', 401]);
      assert.equal(
        finding.sentence,
        'Sample refuses this key here, because it belongs to China: update the key and choose that region.',
      );
      assert.deepEqual([here.seen.length, china.seen.length], [1, 1]);
      assert.equal(china.seen[0]?.headers.authorization, `Bearer ${secret}`);
    });

    it('knows a region by an empty balance as well, and by no gateway’s 403', async () => {
      const [here, china, us] = [await open(bad), await open(json(403, { message: 'no' })), await open(json(402, {}))];
      const finding = await check(question(localised(everywhere(asking), here.origin, [china.origin, us.origin])));
      assert.match(finding.sentence, /belongs to United States/);
    });

    it('calls a key invalid that no region knows, also where one cannot be reached', async () => {
      const [here, gone, us] = [await open(bad), await open(bad), await open(bad)];
      await gone.close();
      const finding = await check(question(localised(everywhere(asking), here.origin, [gone.origin, us.origin])));
      assert.deepEqual([finding.verdict, us.seen.length], ['invalid', 1]);
    });

    it('asks no other region where the key is accepted, where it is out of credit, and without a key', async () => {
      const other = await open(json(200, {}));
      for (const [reply, apiKey] of [
        [json(200, {}), secret],
        [json(402, {}), secret],
        [json(500, {}), secret],
        [bad, ''],
      ] as const) {
        const here = await open(reply);
        await check(question(localised(everywhere(asking), here.origin, [other.origin]), { apiKey }));
      }
      assert.equal(other.seen.length, 0);
    });

    it('keeps the key from other regions where the person has named a server', async () => {
      const [here, china, proxy] = [await open(bad), await open(json(200, {})), await open(bad)];
      const provider = localised(everywhere(asking), here.origin, [china.origin]);
      const finding = await check(question(provider, { baseUrl: `${proxy.origin}/v1` }));
      assert.equal(finding.verdict, 'invalid');
      assert.equal(here.seen.length + china.seen.length, 0);
    });

    it('keeps the key from other regions where nobody asked for a test', async () => {
      const [here, china] = [await open(bad), await open(json(200, { data: [] }))];
      const asked = question(localised(everywhere(asking), here.origin, [china.origin]));
      const finding = await check({ ...asked, stays: true });
      assert.deepEqual([finding.verdict, here.seen.length, china.seen.length], ['invalid', 1, 0]);
    });

    it('stops between two regions', async () => {
      const controller = new AbortController();
      const here = await open(bad);
      const china = await open(() => controller.abort());
      const us = await open(json(200, {}));
      const finding = await check({
        ...question(localised(everywhere(asking), here.origin, [china.origin, us.origin])),
        signal: controller.signal,
      });
      assert.deepEqual([finding.verdict, us.seen.length], ['unclear', 0]);
      assert.match(finding.sentence, /was stopped/);
    });
  });

  it('does not take a web page for a word about the key', async () => {
    for (const status of [400, 403, 404, 500]) {
      const server = await open((response) =>
        response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Forbidden</html>'),
      );
      const finding = await check(question(localised(record({ check: { path: 'models' } }), server.origin)));
      assert.equal(finding.verdict, 'unclear', String(status));
    }
  });

  it('repeats nothing that a server says', async () => {
    const words = 'surprising-words-of-a-server';
    for (const status of [200, 400, 401, 402, 403, 404, 429, 500]) {
      const server = await open(json(status, { error: { message: words, code: words }, [words]: secret }));
      const finding = await check(question(localised(everywhere({ path: 'models', refused: [400] }), server.origin)));
      assert.doesNotMatch(JSON.stringify(finding), new RegExp(`${words}|${secret}`));
    }
  });
});
