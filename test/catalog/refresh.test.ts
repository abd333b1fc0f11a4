import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { bundled, type Row } from '../../src/catalog/catalog.ts';
import { openFacts, type Facts } from '../../src/catalog/refresh.ts';
import type { RefreshMode } from '../../src/catalog/refresh-modes.ts';
import { covered } from '../../src/catalog/refresh-source.ts';
import { providerOf } from '../../src/providers/index.ts';
import { type LocalServer, type Seen, serve } from '../wire/server.ts';
import { row } from './rows.ts';
import { theirFile, type TheirFile, theirModel } from './models-dev.ts';

const table = await bundled();
const now = Date.UTC(2027, 0, 15, 12);
const hour = 3_600_000;

/** A priced model of the bundled table whose whole price models.dev can say. */
const known: Row = table.of('anthropic').get('claude-haiku-4-5-20251001') ?? assert.fail('the sample is gone');

type Reply = (response: ServerResponse, request: Seen) => unknown;

const json =
  (body: unknown, headers: Record<string, string> = {}): Reply =>
  (response) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

describe('a refresh of model facts', () => {
  let folder = '';
  let server: LocalServer;
  let reply: Reply;
  let mode: RefreshMode = 'onDemand';
  let clock = now;
  let troubles: string[] = [];

  const facts = (limits = { milliseconds: 20_000, bytes: 24_000_000 }): Facts =>
    openFacts({
      folder,
      address: `${server.origin}/api.json`,
      mode: () => mode,
      clock: () => clock,
      limits,
      onTrouble: (sentence) => void troubles.push(sentence),
    });

  const file = (change: (file: TheirFile) => unknown = () => undefined): TheirFile => {
    const made = structuredClone(theirFile(table));
    change(made);
    return made;
  };
  const modelsOf = (made: TheirFile, provider: string) => made[provider]?.models ?? assert.fail(`no ${provider}`);
  const costIn = (made: TheirFile): Record<string, unknown> =>
    modelsOf(made, 'anthropic')[known.id]?.cost ?? assert.fail('no price');
  const priceNow = async (from: Facts) => (await from.table()).of('anthropic').get(known.id)?.price;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyway-facts-'));
    [reply, mode, clock, troubles] = [json(file()), 'onDemand', now, []];
    server = await serve((response, request) => reply(response, request));
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  describe('that goes well', () => {
    it('changes prices, with the day of the download, and keeps every other fact of the table', async () => {
      reply = json(
        file((made) => {
          Object.assign(costIn(made), { input: 2, output: 6, cache_read: 0.1, cache_write: 0 });
          Object.assign(modelsOf(made, 'anthropic')[known.id] ?? {}, {
            name: 'Theirs',
            limit: { context: 9, output: 9 },
          });
        }),
      );
      const opened = facts();
      assert.equal((await opened.refresh()).kind, 'new');
      const found = (await opened.table()).of('anthropic').get(known.id);
      assert.deepEqual(found, {
        ...known,
        price: { input: 2, output: 6, cacheRead: 0.1, batch: known.price?.batch },
        priceAsOf: '2027-01-15',
      });
      assert.deepEqual(troubles, []);
    });

    it('keeps what models.dev cannot say while the price itself is the same', async () => {
      const opened = facts();
      await opened.refresh();
      assert.deepEqual(await priceNow(opened), known.price);
    });

    it('keeps prices of hours, which models.dev does not have', async () => {
      const timed = table.models.find(({ price, provider }) => price?.hours && covered.has(provider));
      assert.ok(timed, 'a model with prices of the hour');
      reply = json(
        file((made) => {
          const model = made[timed.provider]?.models[timed.id];
          if (model?.cost) model.cost['input'] = (timed.price?.input ?? 0) * 2;
        }),
      );
      const opened = facts();
      assert.equal((await opened.refresh()).kind, 'new');
      assert.deepEqual((await opened.table()).of(timed.provider).get(timed.id), timed);
    });

    it('adds models that the table does not have, and none that are on their way out', async () => {
      reply = json(
        file((made) => {
          const models = modelsOf(made, 'anthropic');
          models['claude-next'] = { ...theirModel(row('anthropic/claude-next')), provider: { shape: 'responses' } };
          models['claude-gone'] = { ...theirModel(row('anthropic/claude-gone')), status: 'deprecated' };
        }),
      );
      const opened = facts();
      await opened.refresh();
      const rows = (await opened.table()).of('anthropic');
      assert.deepEqual(
        [rows.get('claude-next')?.price, rows.get('claude-next')?.priceAsOf, rows.get('claude-next')?.protocol],
        [{ input: 1, output: 2 }, '2027-01-15', 'openai-responses'],
      );
      assert.equal(rows.has('claude-gone'), false);
    });

    it('does not take 0, or the price of an alias that moves, for a price', async () => {
      reply = json(
        file((made) => {
          const models = modelsOf(made, 'anthropic');
          models['claude-plan'] = theirModel(row('anthropic/claude-plan', { price: { input: 0, output: 0 } }));
          models['claude-next-latest'] = theirModel(row('anthropic/claude-next-latest'));
        }),
      );
      const opened = facts();
      await opened.refresh();
      const rows = (await opened.table()).of('anthropic');
      for (const id of ['claude-plan', 'claude-next-latest']) {
        assert.ok(rows.has(id), id);
        assert.equal(rows.get(id)?.price, undefined, id);
      }
    });

    it('is kept for the next start and for other windows', async () => {
      reply = json(file((made) => Object.assign(costIn(made), { input: 2 })));
      const other = facts();
      await other.table();
      await facts().refresh();
      assert.equal((await priceNow(other))?.input, 2);
      assert.equal((await priceNow(facts()))?.input, 2);
      assert.deepEqual(await readdir(folder), ['model-facts.json'], 'no draft is left');
    });

    it('asks with the tag of the copy at hand, and believes that nothing has changed', async () => {
      reply = json(
        file((made) => Object.assign(costIn(made), { input: 2 })),
        { etag: '"one"' },
      );
      const opened = facts();
      await opened.refresh();
      reply = (response) => response.writeHead(304).end();
      clock += 48 * hour;
      assert.equal((await opened.refresh()).kind, 'unchanged');
      assert.deepEqual(
        server.seen.map(({ headers }) => headers['if-none-match']),
        [undefined, '"one"'],
      );
      const found = (await opened.table()).of('anthropic').get(known.id);
      assert.deepEqual([found?.price?.input, found?.priceAsOf], [2, '2027-01-17']);
    });

    it('is asked once where two want it at the same time', async () => {
      const opened = facts();
      await Promise.all([opened.refresh(), opened.refresh()]);
      assert.equal(server.seen.length, 1);
    });

    it('gives way to a table that is newer', async () => {
      clock = Date.UTC(2020, 0, 1);
      reply = json(file((made) => Object.assign(costIn(made), { input: 2 })));
      const opened = facts();
      await opened.refresh();
      assert.deepEqual(await priceNow(opened), known.price);
    });

    it('sends nothing but the question', async () => {
      await facts().refresh();
      const [{ path, body, headers } = assert.fail('nothing was asked')] = server.seen;
      assert.deepEqual([path, body], ['/api.json', '']);
      assert.equal(headers.authorization, undefined);
      assert.equal(headers.cookie, undefined);
    });
  });

  describe('by the setting', () => {
    it('happens never where it is off, and what was downloaded before is not used', async () => {
      reply = json(file((made) => Object.assign(costIn(made), { input: 2 })));
      const opened = facts();
      await opened.refresh();
      mode = 'off';
      assert.deepEqual(await priceNow(opened), known.price);
      assert.equal((await opened.refresh()).kind, 'off');
      assert.equal(await opened.refreshDaily(), undefined);
      assert.equal(server.seen.length, 1);
    });

    it('happens on demand only', async () => {
      assert.equal(await facts().refreshDaily(), undefined);
      assert.equal(server.seen.length, 0);
    });

    it('happens once a day, counted from the last answer', async () => {
      mode = 'daily';
      const opened = facts();
      assert.equal((await opened.refreshDaily())?.kind, 'new');
      clock += 24 * hour - 1;
      assert.equal(await opened.refreshDaily(), undefined);
      clock += 1;
      assert.equal((await opened.refreshDaily())?.kind, 'new');
      clock -= 72 * hour;
      assert.equal((await opened.refreshDaily())?.kind, 'new', 'the clock was set back');
    });

    it('waits some hours after a failure', async () => {
      mode = 'daily';
      const opened = facts();
      reply = (response) => response.writeHead(500).end();
      assert.equal((await opened.refreshDaily())?.kind, 'failed');
      clock += hour;
      assert.equal(await opened.refreshDaily(), undefined);
      clock += 5 * hour;
      assert.equal((await opened.refreshDaily())?.kind, 'failed');
    });
  });

  /** What is on the way from models.dev, or was put there by somebody, and what is said about it. */
  const broken: Readonly<Record<string, readonly [reason: RegExp, reply: () => Reply]>> = {
    'is garbled': [/it is no JSON/, () => (response) => response.end('{"openai": {"mod\u0000els"')],
    'is no text at all': [
      /it is no text/,
      () => (response) => response.end(Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d])),
    ],
    'is cut off, and says so': [
      /could not be read to its end/,
      () => (response) => {
        const text = JSON.stringify(file());
        response.writeHead(200, { 'content-length': text.length });
        response.write(text.slice(0, text.length / 2), () => response.destroy());
      },
    ],
    'is cut off without a word': [
      /only a part of it/,
      () => (response) => response.end(JSON.stringify(file()).slice(0, -2_000)),
    ],
    'is a page for people': [
      /it is no JSON/,
      () => (response) => response.end('<!doctype html><title>Sign in</title>'),
    ],
    'is empty': [/it is no JSON/, () => (response) => response.end()],
    'is an error of the server': [/status 503/, () => (response) => response.writeHead(503).end('{}')],
    'is nothing, for a tag that was not sent': [/status 304/, () => (response) => response.writeHead(304).end()],
    'is a list': [/not the file that was expected/, () => json([file()])],
    'is null': [/not the file that was expected/, () => json(null)],
    'has another shape': [/only 0 of the/, () => json({ openai: { models: [1, 2] }, anthropic: 7, google: null })],
    'has too few models': [
      /it has only \d+ of the \d+ models/,
      () =>
        json(
          file((made) => {
            for (const [index, provider] of Object.values(made).entries()) if (index % 2 === 0) provider.models = {};
          }),
        ),
    ],
    'has lost a fact of most models': [
      /it has only 0 of the/,
      () =>
        json(
          file((made) => {
            for (const { models } of Object.values(made))
              for (const model of Object.values(models)) delete model['limit'];
          }),
        ),
    ],
    'has all prices a hundredfold': [
      /models cost more than 10 times as much/,
      () =>
        json(
          file((made) => {
            for (const { models } of Object.values(made))
              for (const { cost } of Object.values(models))
                if (cost)
                  Object.assign(cost, { input: Number(cost['input']) * 100, output: Number(cost['output']) * 100 });
          }),
        ),
    ],
    'lies elsewhere': [
      /redirects to another address/,
      () => (response, request) =>
        request.path === '/api.json'
          ? response.writeHead(302, { location: '/other' }).end()
          : json(file())(response, request),
    ],
  };

  it('keeps the price of a model that leapt, and believes the others', async () => {
    const others = ['openai', 'xai'] as const;
    const dear = (made: ReturnType<typeof file>): void => {
      for (const provider of others)
        for (const { cost } of Object.values(made[provider]?.models ?? {}))
          if (cost) Object.assign(cost, { input: Number(cost['input']) * 2 });
    };
    reply = json(
      file((made) => {
        dear(made);
        Object.assign(costIn(made), { input: 0.001, cache_read: 0, cache_write: 0 });
      }),
    );
    const opened = facts();
    assert.equal((await opened.refresh()).kind, 'new');
    assert.deepEqual(await priceNow(opened), known.price);
    const grok = (await opened.table()).of('xai').get('grok-4.7');
    const before = (await bundled()).of('xai').get('grok-4.7');
    assert.equal(grok?.price?.input, Number(before?.price?.input) * 2);
  });

  describe('that goes wrong changes nothing and says why:', () => {
    for (const [what, [reason, answer]] of Object.entries(broken))
      it(`what comes ${what}`, async () => {
        reply = json(file((made) => Object.assign(costIn(made), { input: 2 })));
        const opened = facts();
        await opened.refresh();
        const before = await readFile(join(folder, 'model-facts.json'), 'utf8');
        reply = answer();
        const { kind, sentence } = await opened.refresh();
        assert.equal(kind, 'failed');
        assert.match(sentence, reason);
        assert.deepEqual(troubles, [sentence]);
        assert.equal(await readFile(join(folder, 'model-facts.json'), 'utf8'), before);
        assert.equal((await priceNow(opened))?.input, 2);
        assert.deepEqual(await readdir(folder), ['model-facts.json']);
        assert.ok(!server.seen.some(({ path }) => path === '/other'), 'a redirect is not followed');
      });

    it('what is too large is not read to its end', async () => {
      let written = 0;
      const filler = Buffer.alloc(64_000, ' ');
      let closed: Promise<unknown> = Promise.resolve();
      reply = async (response) => {
        closed = once(response, 'close');
        while (!response.closed && written < 200_000_000) {
          written += filler.byteLength;
          if (!response.write(filler)) await Promise.race([once(response, 'drain'), closed]);
          await turn();
        }
      };
      const { sentence } = await facts({ milliseconds: 20_000, bytes: 1_000_000 }).refresh();
      assert.match(sentence, /larger than 1 MB/);
      await closed;
      assert.ok(written < 200_000_000, `${written} bytes`);
    });

    it('what never ends is given up', async () => {
      let closed: Promise<unknown> = Promise.resolve();
      reply = (response) => {
        closed = once(response, 'close');
        response.write('{');
      };
      const { sentence } = await facts({ milliseconds: 200, bytes: 1_000_000 }).refresh();
      assert.match(sentence, /took longer than 0.2 seconds/);
      await closed;
    });

    it('a server that is not there', async () => {
      const opened = facts();
      await server.close();
      assert.match((await opened.refresh()).sentence, /could not be reached/);
      assert.equal(await opened.table(), table);
    });

    it('a disk that refuses', async () => {
      const opened = facts();
      await rm(folder, { recursive: true });
      await writeFile(folder, 'a file where the folder should be');
      assert.match((await opened.refresh()).sentence, /could not be kept on this disk/);
      assert.equal(await opened.table(), table);
    });
  });

  it('tells of a reason once, and again after it has worked in between', async () => {
    const opened = facts();
    const html: Reply = (response) => response.end('<html>');
    const down: Reply = (response) => response.writeHead(500).end();
    for (const [next, count] of [
      [html, 1],
      [html, 1],
      [down, 2],
      [html, 2],
      [json(file()), 2],
      [html, 3],
    ] as const) {
      reply = next;
      await opened.refresh();
      assert.equal(troubles.length, count);
    }
  });

  it('takes a damaged copy for none', async () => {
    const opened = facts();
    await opened.refresh();
    const copy = join(folder, 'model-facts.json');
    const good = await readFile(copy, 'utf8');
    for (const text of [
      '',
      good.slice(0, 5_000),
      '[]',
      good.replaceAll('"input":', '"input":-'),
      '{"checkedAt":1,"models":[]}',
    ]) {
      await writeFile(copy, text);
      assert.deepEqual(await priceNow(facts()), known.price, text.slice(0, 40));
    }
  });

  /** One model each that must not get through, beside a file that is good. */
  const hostile: Readonly<Record<string, (model: ReturnType<typeof theirModel>) => unknown>> = {
    'a negative price': ({ cost }) => Object.assign(cost ?? {}, { input: -1 }),
    'a price nobody asks': ({ cost }) => Object.assign(cost ?? {}, { output: 1e9 }),
    'a price that is a text': ({ cost }) => Object.assign(cost ?? {}, { input: '1' }),
    'a price that is no number': ({ cost }) => Object.assign(cost ?? {}, { input: null }),
    'a cached token dearer than a fresh one': ({ cost }) => Object.assign(cost ?? {}, { cache_read: 5 }),
    'an impossible tier': ({ cost }) =>
      Object.assign(cost ?? {}, { tiers: [{ input: -1, output: 1, tier: { type: 'context', size: 5 } }] }),
    'a name over two lines': (model) => Object.assign(model, { name: 'Good\nBad' }),
    'a name that turns the text around': (model) => Object.assign(model, { name: 'abc\u202Egpj.exe' }),
    'a name that is a link to a command': (model) => Object.assign(model, { name: '[Good](command:bad)' }),
    'a name with an escape sequence': (model) => Object.assign(model, { name: '\u001B[31mred' }),
    'a name without an end': (model) => Object.assign(model, { name: 'x'.repeat(100_000) }),
    'no name': (model) => Object.assign(model, { name: ' ' }),
    'another id than its place': (model) => Object.assign(model, { id: 'claude-other' }),
    'a window of no size': (model) => Object.assign(model, { limit: { context: 0, output: 5 } }),
    'a window beyond belief': (model) => Object.assign(model, { limit: { context: 1e15, output: 5 } }),
    'half a token': (model) => Object.assign(model, { limit: { context: 1.5, output: 1 } }),
    'pictures for answers': (model) => Object.assign(model, { modalities: { input: ['text'], output: ['image'] } }),
  };

  describe('leaves out a model with', () => {
    for (const [what, spoil] of Object.entries(hostile))
      it(what, async () => {
        const model = theirModel(row('anthropic/claude-next'));
        spoil(model);
        reply = json(file((made) => (modelsOf(made, 'anthropic')['claude-next'] = model)));
        const opened = facts();
        assert.equal((await opened.refresh()).kind, 'new');
        const rows = (await opened.table()).of('anthropic');
        assert.equal(rows.has('claude-next') || rows.has('claude-other'), false);
      });

    for (const id of ['__proto__', 'constructor', 'a b', 'a\nb', 'x'.repeat(5_000), ''])
      it(`the id ${JSON.stringify(id.slice(0, 20))}`, async () => {
        const text = JSON.stringify(
          file((made) => (modelsOf(made, 'anthropic')['claude-next'] = theirModel(row('anthropic/claude-next')))),
        );
        // Written as text: a literal `__proto__` would set the prototype instead of a key.
        reply = (response) => response.end(text.replaceAll('"claude-next"', JSON.stringify(id)));
        const opened = facts();
        assert.equal((await opened.refresh()).kind, 'new');
        assert.equal((await opened.table()).of('anthropic').has(id), false);
        assert.equal(Reflect.get({}, 'tool_call'), undefined, 'no prototype was touched');
      });
  });

  it('tells of providers there are', () => {
    assert.deepEqual(
      [...covered].filter((id) => !providerOf(id)),
      [],
    );
  });

  it('lets no provider of a hostile name touch anything', async () => {
    const text = JSON.stringify(file());
    reply = (response) => response.end(`{"__proto__":{"models":{"x":{"polluted":1}}},"toString":1,${text.slice(1)}`);
    const opened = facts();
    assert.equal((await opened.refresh()).kind, 'new');
    assert.equal(Reflect.get({}, 'models'), undefined);
    assert.equal((await opened.table()).of('__proto__').size, 0);
  });
});
