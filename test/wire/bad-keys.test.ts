import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { filled } from '../../src/core/key-fields.ts';
import type { Provider } from '../../src/core/provider.ts';
import { providers } from '../../src/providers/index.ts';
import { check, type Question } from '../../src/wire/ask.ts';
import { answersToKeys } from './answers-to-keys.ts';
import { localised, plainOf } from './localised.ts';
import { json, serve, type LocalServer, type Seen } from './server.ts';

const secret = 'invented-key-0123456789abcdef';
const records: readonly Provider[] = providers;

const questionTo = (record: Provider, origin: string, regions: readonly string[] = []): Question => {
  const provider = localised(record, origin, regions);
  const plain = plainOf(provider);
  return {
    provider,
    access: {
      baseUrl: filled(provider.baseUrl ?? `${origin}/v1`, plain) ?? assert.fail('a field is missing'),
      secrets: { apiKey: secret },
      plain,
      headers: provider.headers ?? {},
    },
    signal: new AbortController().signal,
  };
};

describe('keys of every provider', () => {
  let server: LocalServer;
  let reply: (response: ServerResponse, request: Seen) => unknown;

  before(async () => {
    server = await serve((response, request) => reply(response, request));
  });
  after(() => server.close());

  it('have answers to try for these records and no others', () => {
    assert.deepEqual(Object.keys(answersToKeys).toSorted(), records.map(({ id }) => id).toSorted());
  });

  for (const record of records) {
    describe(record.name, () => {
      const answers = answersToKeys[record.id] ?? { source: '', bad: [], good: undefined };

      it('has answers to try, good and bad', () => {
        assert.ok(answers.bad.length > 0 && answers.good !== undefined);
      });

      it('accepts a good key', async () => {
        reply = json(200, answers.good);
        const finding = await check(questionTo(record, server.origin));
        assert.equal(finding.verdict, 'valid', finding.sentence);
      });

      for (const { status, body, verdict } of [...answers.bad, ...(answers.more ?? [])])
        it(`tells ${verdict} from ${status} ${JSON.stringify(body).slice(0, 70)}`, async () => {
          reply = json(status, body);
          const finding = await check(questionTo(record, server.origin));
          assert.equal(finding.verdict, verdict, finding.sentence);
          assert.equal(finding.status, status);
          assert.match(
            finding.sentence,
            record.baseUrl === undefined ? /^The server at / : new RegExp(`^${record.name} `),
          );
          assert.doesNotMatch(finding.sentence, /invented|undefined|\{/);
        });

      it('is unreachable where nothing answers', async () => {
        const gone = await serve(() => undefined);
        await gone.close();
        const finding = await check(questionTo(record, gone.origin));
        assert.equal(finding.verdict, 'unreachable', finding.sentence);
        assert.equal(finding.status, undefined);
      });

      it('sends the key where the record says, and not into an address', async () => {
        const before = server.seen.length;
        reply = json(200, answers.good);
        await check(questionTo(record, server.origin));
        const [asked] = server.seen.slice(before);
        assert.ok(asked);
        assert.ok(!asked.path.includes(secret));
        const { form, body } = record.check;
        if (form) assert.ok([...new URLSearchParams(asked.body).values()].includes(secret));
        else assert.ok(Object.values(asked.headers).some((value) => String(value).endsWith(secret)));
        assert.equal(asked.body !== '', form !== undefined || body !== undefined);
        if (body) assert.deepEqual(JSON.parse(asked.body), body);
      });
    });
  }
});
