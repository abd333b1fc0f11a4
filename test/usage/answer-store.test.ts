import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type AnswerStore, type AnswerStoreOptions, openAnswerStore } from '../../src/usage/answer-store.ts';

const day = 24 * 60 * 60_000;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('answers kept from before', () => {
  let folder = '';
  let now = 0;
  let secret: Uint8Array | undefined;
  let heard: string[] = [];
  let stores: AnswerStore[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyway-answers-'));
    [now, secret, heard, stores] = [Date.UTC(2026, 10, 20), randomBytes(32), [], []];
  });

  afterEach(async () => {
    for (const store of stores) await store.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const path = (): string => join(folder, 'answers.db');

  const open = (options: Partial<AnswerStoreOptions> = {}): AnswerStore => {
    const store = openAnswerStore({
      folder,
      secret: async () => secret,
      clock: () => now,
      onTrouble: (sentence) => heard.push(sentence),
      ...options,
    });
    stores.push(store);
    return store;
  };

  const put = (store: AnswerStore, ...texts: readonly string[]): Promise<void> =>
    store.put(texts.map((text) => ({ text, content: bytesOf(`answer to ${text}`) })));

  const get = async (store: AnswerStore, ...texts: readonly string[]): Promise<readonly (string | undefined)[]> =>
    (await store.get(texts)).map((content) => content && new TextDecoder().decode(content));

  /** Everything that lies in the folder. */
  const raw = (): Buffer => Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))));

  const count = (): unknown => {
    const database = new DatabaseSync(path());
    const row = database.prepare('SELECT count(*) AS rows FROM answer').get();
    database.close();
    return row?.['rows'];
  };

  it('are found by what was asked, each by itself, also by another window and after a restart', async () => {
    const store = open();
    await put(store, 'a', 'b');
    assert.deepEqual(await get(store, 'b', 'x', 'a'), ['answer to b', undefined, 'answer to a']);
    assert.deepEqual(await get(open(), 'a'), ['answer to a']);
    await store.dispose();
    assert.deepEqual(await get(open(), 'a'), ['answer to a']);
  });

  it('give way to a newer one for the same request', async () => {
    const store = open();
    await put(store, 'a');
    await store.put([{ text: 'a', content: bytesOf('newer') }]);
    assert.deepEqual(await get(store, 'a'), ['newer']);
    assert.equal(count(), 1);
  });

  it('last a week', async () => {
    const store = open();
    await put(store, 'a');
    now += 7 * day - 1;
    assert.deepEqual(await get(store, 'a'), ['answer to a']);
    now += 1;
    assert.deepEqual(await get(store, 'a'), [undefined]);
  });

  it('are deleted after a week, not only passed over', async () => {
    const store = open();
    await put(store, 'a');
    now += 7 * day;
    await put(store, 'b');
    assert.equal(count(), 1);
  });

  it('stay within their number; those that were not used for longest go first', async () => {
    const store = open({ bounds: { entries: 3 } });
    for (const text of ['a', 'b', 'c']) {
      now += 1;
      await put(store, text);
    }
    now += 1;
    await get(store, 'a');
    now += 1;
    await put(store, 'd');
    assert.deepEqual(await get(store, 'a', 'b', 'c', 'd'), ['answer to a', undefined, 'answer to c', 'answer to d']);
  });

  it('stay within their bytes, in the file as well', async () => {
    const most = 1_000_000;
    const store = open({ bounds: { bytes: most } });
    for (let index = 0; index < 1_000; index += 1) {
      now += 1;
      await store.put([{ text: String(index), content: randomBytes(10_000) }]);
    }
    const kept = (await store.get(Array.from({ length: 1_000 }, (_, index) => String(index)))).flatMap((one) =>
      one ? [one.length] : [],
    );
    const bytes = kept.reduce((sum, length) => sum + length, 0);
    assert.ok(bytes <= most && bytes > most * 0.9, `${bytes} bytes`);
    await store.dispose();
    assert.ok(readFileSync(path()).length < most * 1.5, `${readFileSync(path()).length} bytes in the file`);
  });

  it('leave out what alone would push out the others', async () => {
    const store = open({ bounds: { bytes: 100_000 } });
    await store.put([
      { text: 'large', content: randomBytes(3_000) },
      { text: 'small', content: bytesOf('small') },
    ]);
    assert.deepEqual(
      (await store.get(['large', 'small'])).map((content) => content?.length),
      [undefined, 5],
    );
  });

  describe('on the disk', () => {
    const question = 'Why does the night watchman sing to his lantern?';
    const answer = 'Because nobody else on the quay keeps time with him.';

    /** A text in every form it might lie there by accident. */
    const formsOf = (text: string): readonly Buffer[] => {
      const [utf8, utf16] = [Buffer.from(text), Buffer.from(text, 'utf16le')];
      // Base64 of a text in the middle of others: its inner part, at each of the three offsets.
      const base64 = [0, 1, 2].map((offset) => {
        const coded = Buffer.concat([Buffer.alloc(offset), utf8]).toString('base64');
        return Buffer.from(coded.slice(4, -4));
      });
      return [utf8, utf16, Buffer.from(utf8.toString('hex')), ...base64];
    };
    const foundIn = (bytes: Buffer): number =>
      [question, answer].flatMap(formsOf).filter((form) => bytes.includes(form)).length;

    const keep = async (): Promise<AnswerStore> => {
      const store = open();
      await store.put([{ text: question, content: bytesOf(answer) }]);
      return store;
    };

    it('show neither what was asked nor what was answered, in no coding', async () => {
      const store = await keep();
      assert.ok(raw().length > 4_096);
      assert.equal(foundIn(raw()), 0);
      await store.dispose();
      assert.equal(foundIn(raw()), 0);
    });

    it('would be seen to if they did', async () => {
      const forms = [question, answer].flatMap(formsOf);
      for (const coding of ['utf8', 'utf16le'] as const)
        writeFileSync(join(folder, coding), Buffer.from(`xx${question} ${answer}yy`, coding));
      writeFileSync(join(folder, 'base64'), Buffer.from(`xx${question} ${answer}yy`).toString('base64'));
      writeFileSync(join(folder, 'hex'), Buffer.from(`xx${question} ${answer}yy`).toString('hex'));
      // Of the three offsets in base64 a text has one.
      assert.equal(foundIn(raw()), forms.length - 2 * 2);
    });

    it('have a name that nobody can guess from the question', async () => {
      await keep();
      const [{ name } = {}] = new DatabaseSync(path()).prepare('SELECT name FROM answer').all();
      assert.ok(name instanceof Uint8Array);
      assert.equal(name.length, 32);
      const other = mkdtempSync(join(tmpdir(), 'keyway-answers-'));
      secret = randomBytes(32);
      const elsewhere = openAnswerStore({
        folder: other,
        secret: async () => secret,
        clock: () => now,
        onTrouble: assert.fail,
      });
      await elsewhere.put([{ text: question, content: bytesOf(answer) }]);
      const [row] = new DatabaseSync(join(other, 'answers.db')).prepare('SELECT name FROM answer').all();
      assert.notDeepEqual(row?.['name'], name);
      await elsewhere.dispose();
      rmSync(other, { recursive: true });
    });

    it('never hold the secret', async () => {
      await keep();
      assert.ok(secret);
      const bytes = raw();
      for (const form of [Buffer.from(secret), Buffer.from(Buffer.from(secret).toString('base64'))])
        assert.equal(bytes.includes(form), false);
    });
  });

  it('are not read in another workspace, even where their file is carried there', async () => {
    const store = open();
    await put(store, 'a');
    await store.dispose();
    const other = mkdtempSync(join(tmpdir(), 'keyway-answers-'));
    writeFileSync(join(other, 'answers.db'), readFileSync(path()));
    assert.deepEqual(await get(open({ folder: other }), 'a'), [undefined]);
    rmSync(other, { recursive: true });
  });

  it('are all gone once the secret is another one', async () => {
    const store = open();
    await put(store, 'a');
    secret = randomBytes(32);
    store.forgetSecret();
    assert.deepEqual(await get(store, 'a'), [undefined]);
    assert.equal(count(), 0);
    await put(store, 'a');
    assert.deepEqual(await get(store, 'a'), ['answer to a']);
  });

  it('are neither written nor read while nobody can have the secret, and no file is made', async () => {
    const store = open({ secret: async () => undefined });
    await put(store, 'a');
    assert.deepEqual(await get(store, 'a'), [undefined]);
    assert.deepEqual(readdirSync(folder), []);
  });

  const spoilt: Readonly<Record<string, (body: Uint8Array, other: Uint8Array) => Uint8Array>> = {
    'changed in one bit': (body) => body.with(20, (body[20] ?? 0) ^ 1),
    'cut short': (body) => body.slice(0, -1),
    'cut to nothing': () => new Uint8Array(),
    'put in the place of another': (_, other) => other,
  };
  for (const [name, spoil] of Object.entries(spoilt))
    it(`count for nothing and are deleted where one was ${name}`, async () => {
      const store = open();
      await put(store, 'a', 'b');
      await store.dispose();
      const database = new DatabaseSync(path());
      const [a, b] = database.prepare('SELECT body FROM answer ORDER BY id').all();
      assert.ok(a?.['body'] instanceof Uint8Array && b?.['body'] instanceof Uint8Array);
      database.prepare('UPDATE answer SET body = ? WHERE id = 1').run(spoil(a['body'], b['body']));
      database.close();
      assert.deepEqual(await get(open(), 'a', 'b'), [undefined, 'answer to b']);
      assert.equal(count(), 1);
      assert.deepEqual(heard, []);
    });

  it('cannot be made to last longer', async () => {
    const store = open();
    await put(store, 'a');
    await store.dispose();
    const database = new DatabaseSync(path());
    database.exec('UPDATE answer SET at = at + 1000000');
    database.close();
    assert.deepEqual(await get(open(), 'a'), [undefined]);
  });

  it('begin anew where the file is damaged', async () => {
    writeFileSync(path(), randomBytes(8_192));
    const store = open();
    await put(store, 'a');
    assert.deepEqual(await get(store, 'a'), ['answer to a']);
    assert.deepEqual(heard, []);
  });

  it('begin anew where the file is found damaged in use', async () => {
    const store = open();
    await put(store, ...Array.from({ length: 200 }, (_, index) => String(index)));
    await store.dispose();
    const whole = readFileSync(path());
    writeFileSync(path(), Buffer.concat([whole.subarray(0, 4_096), randomBytes(whole.length - 4_096)]));
    const again = open();
    await get(again, 'a');
    await put(again, 'a');
    await put(again, 'a');
    assert.deepEqual(await get(again, 'a'), ['answer to a']);
  });

  it('say once for the log that they cannot be kept, and keep nobody waiting', async () => {
    writeFileSync(join(folder, 'file'), '');
    const store = open({ folder: join(folder, 'file') });
    await put(store, 'a');
    assert.deepEqual(await get(store, 'a'), [undefined]);
    assert.equal(heard.length, 1);
    assert.match(heard[0] ?? '', /^Keyway cannot keep answers in .*file: .+\. Requests still work\.$/);
  });

  describe('cleared', () => {
    it('are gone, and so are their bytes', async () => {
      const store = open();
      await put(store, ...Array.from({ length: 500 }, (_, index) => String(index)));
      const [{ body } = {}] = new DatabaseSync(path()).prepare('SELECT body FROM answer').all();
      assert.ok(body instanceof Uint8Array);
      assert.equal(raw().includes(Buffer.from(body)), true);
      assert.equal(await store.clear(), true);
      assert.deepEqual(await get(store, '1'), [undefined]);
      assert.equal(raw().includes(Buffer.from(body)), false);
      assert.ok(readFileSync(path()).length < 40_000);
    });

    it('are gone also where nobody has the secret', async () => {
      const store = open();
      await put(store, 'a');
      await store.dispose();
      assert.equal(await open({ secret: async () => undefined }).clear(), true);
      assert.equal(count(), 0);
    });

    it('make no file where there was none', async () => {
      assert.equal(await open().clear(), true);
      assert.equal(existsSync(path()), false);
    });
  });
});
