import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ChatFailure } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import type { Offer } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import { embeddings, type House, type Posting } from '../../src/editor/answer.ts';
import type { Progress } from '../../src/editor/progress.ts';
import { embedderIn } from '../../src/editor/search-embedder.ts';
import { HeldIndex } from '../../src/editor/search-held.ts';
import { type Found, type SearchIndex, searchIndexOf } from '../../src/editor/search-index.ts';
import type { Wanting } from '../../src/editor/search-job.ts';
import { offer } from '../core/samples.ts';
import { dimensions, vectorOf } from '../search/embedder.ts';
import { quiet } from './quiet.ts';
import { Scripted, type Act } from './scripted.ts';

const maker = (id: string, price: number | undefined, local = false): Offer => {
  const made = offer(id, ['k1'], {
    kind: 'embedding',
    dimensions,
    strength: { embedding: 3 },
    price: price === undefined ? undefined : { input: price, output: 0 },
  });
  return { ...made, provider: { ...made.provider, embeddings: { batch: 500 }, ...(local && { local }) } };
};

const cheap = maker('best/cheap', 1);
const dear = maker('acme/dear', 2);

const source = (about: string): string => `/** ${about}. */\nexport const ${about.replaceAll(' ', '_')} = () => 1;\n`;

interface Setting {
  readonly acts?: readonly Act[];
  readonly offers?: readonly Offer[];
  readonly wanted?: string;
  readonly beyond?: number;
  /** Models that a rule of the person's forbids. */
  readonly never?: readonly string[];
}

interface Told {
  readonly title: string;
  readonly progress: readonly string[];
}

/** A window with files in memory, models that make vectors, and a person with a plan. */
const windowOn = (
  folder: string,
  { acts = [], offers = [cheap, dear], wanted = '', beyond = 0, never = [] }: Setting = {},
) => {
  const files = new Map<string, { text: string; mtime: number }>();
  const embedded: string[] = [];
  const told: Told[] = [];
  const state = {
    offers,
    wanted,
    fails: undefined as ChatFailure | undefined,
    /** Called before each batch. */
    beforeBatch: (): unknown => undefined,
    offered: [] as string[],
    takesOffer: false,
    warnings: [] as string[],
    bugs: [] as unknown[],
    stopAt: '',
    /** Folders of the workspace; files lie in those that their paths begin with. */
    folders: [''],
    now: Date.UTC(2026, 10, 21),
  };
  const policy = { ...defaultPolicy, rules: never.length > 0 ? [{ when: {}, never }] : [] };
  const house: House = {
    ...quiet(),
    policy: () => policy,
    offers: () => state.offers,
    modelOf: () => undefined,
    health: new Health(),
    open: () => Promise.reject(new Error('nobody chats here')),
    embed: async ({ request, route }: Posting) => {
      await state.beforeBatch();
      if (state.fails) throw state.fails;
      embedded.push(...request.texts.map((text) => `${route.model.id} ${request.purpose}: ${text}`));
      return { vectors: request.texts.map(vectorOf) };
    },
    patienceOf: () => ({ firstByte: 5_000, idle: 5_000, progress: 5_000 }),
    newId: () => 'id-1',
    onAttempt: () => undefined,
    onReceipt: () => undefined,
  };
  const questions = new Scripted(acts);
  const withProgress = async <T>(title: string, work: (progress: Progress) => Promise<T>): Promise<T> => {
    const stopping = new AbortController();
    const progress: string[] = [];
    told.push({ title, progress });
    if (title === state.stopAt) stopping.abort();
    return work({ signal: stopping.signal, tell: (_done, _of, what) => void (what && progress.push(what)) });
  };
  const owner = randomUUID();
  const listing = ({ folders }: Wanting) =>
    [...files]
      .filter(([name]) => state.folders.some((one) => folders.has(`file:///${one}`) && name.startsWith(one)))
      .map(([name, { text, mtime }]) => ({ path: name, mtime, size: text.length }));
  const index: SearchIndex = searchIndexOf({
    held: new HeldIndex({
      path: path.join(folder, 'search', 'one.db'),
      owner,
      onDamaged: () => state.warnings.push('damaged'),
    }),
    owner,
    files: {
      folders: () => state.folders.map((name) => ({ id: `file:///${name}`, name })),
      all: async (wanting) => ({ found: listing(wanting).toSorted((a, b) => (a.path < b.path ? -1 : 1)), beyond }),
      some: async (wanting) => ({
        found: listing(wanting).filter((file) => wanting.paths.has(file.path)),
        gone: [...wanting.paths].filter((one) => !files.has(one)),
        beyond: 0,
      }),
      read: async (name) => {
        const file = files.get(name);
        return file && Buffer.from(file.text);
      },
    },
    embedder: embedderIn({
      house,
      embeddings,
      offers: { ready: () => Promise.resolve(), all: () => state.offers },
      wanted: () => state.wanted,
    }),
    questions,
    withProgress,
    quietly: withProgress,
    offer: async (sentence) => {
      state.offered.push(sentence);
      return state.takesOffer;
    },
    warn: (sentence) => state.warnings.push(sentence),
    debug: () => undefined,
    onBug: (error) => state.bugs.push(error),
    pace: { settle: 1, whileBusy: 20, afterFailure: 20, whileSpent: 20 },
    now: () => state.now,
  });
  let now = 0;
  const write = (name: string, text: string): void => void files.set(name, { text, mtime: (now += 1) });
  const search = (text: string): Promise<Found> =>
    index.search({ text, most: 3, signal: new AbortController().signal });
  return { index, files, embedded, told, state, questions, write, search };
};

const until = async (what: string, holds: () => unknown): Promise<void> => {
  for (let look = 0; look < 500; look++) {
    if (await holds()) return;
    await delay(10);
  }
  assert.fail(`waited in vain for ${what}`);
};

const pathsIn = (found: Found): readonly string[] =>
  'hits' in found ? found.hits.map((hit) => hit.path) : [found.problem];

describe('the search index of a workspace', () => {
  let folder: string;
  const opened: SearchIndex[] = [];
  const open = (setting?: Setting) => {
    const window = windowOn(folder, setting);
    opened.push(window.index);
    return window;
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-search-'));
  });

  afterEach(() => {
    for (const index of opened.splice(0)) index.dispose();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('asks with files, chunks, tokens, model and price, and says who gets the texts', async () => {
    const { index, write, questions, embedded } = open({ acts: [{ confirm: false }], beyond: 7 });
    write('a.ts', source('apples'));
    write('b.ts', source('pears'));
    await index.build();
    assert.deepEqual(questions.seen.slice(0, 1), ['Index this workspace for search by meaning?']);
    const detail = questions.seen[1] ?? '';
    assert.match(detail, /^Files: 2 \(2 chunks, about \d+ tokens\)$/m);
    assert.match(detail, /^Model: BEST cheap$/m);
    assert.match(detail, /^Price: About \$0\.000\d+\. Later only what changes is sent\.$/m);
    assert.match(detail, /7 files more than keyway\.search\.maxFiles allows/);
    assert.match(detail, /is sent to BEST/);
    assert.deepEqual(embedded, []);
    assert.equal(index.exists(), false);
  });

  it('says that one’s own machine costs nothing, and that an unknown price is unknown', async () => {
    for (const [offers, says] of [
      [[maker('home/small', 0, true)], /^Price: Nothing: it runs on your own machine or network\./m],
      [[maker('acme/new', undefined)], /^Price: Unknown: nobody knows what this model costs\./m],
    ] as const) {
      const { index, write, questions } = open({ acts: [{ confirm: false }], offers });
      write('a.ts', source('apples'));
      await index.build();
      assert.match(questions.seen[1] ?? '', says);
    }
  });

  it('is built by the cheapest model, shows how far it is, and finds', async () => {
    const { index, write, questions, told, embedded, search } = open({ acts: [{ confirm: true }] });
    write('fruit/apples.ts', source('apples in the garden'));
    write('stones.ts', source('stones on the road'));
    assert.deepEqual(pathsIn(await search('apples')), [
      'This workspace has no search index yet. Run “Keyway: Index Workspace for Search”: it says first what it takes.',
    ]);
    await index.build();
    assert.deepEqual(questions.told, ['info: The search index is ready: 2 files, 2 chunks, by best/cheap.']);
    assert.deepEqual(
      told.map(({ title }) => title),
      ['Keyway looks at the files of this workspace', 'Keyway indexes this workspace for search'],
    );
    assert.deepEqual(told[1]?.progress, ['2 of 2 chunks']);
    assert.ok(embedded.every((text) => text.startsWith('cheap document: ')));
    const found = await search('garden apples');
    assert.deepEqual('notes' in found && found.notes, []);
    assert.equal(pathsIn(found)[0], 'fruit/apples.ts');
    assert.match(embedded.at(-1) ?? '', /^cheap query: garden apples$/);
  });

  it('prefers the person’s own machine, measured or not, but for what a rule forbids', async () => {
    const home = maker('home/small', 0, true);
    const own = { ...home, model: { ...home.model, strength: undefined } };
    const { index, write, questions } = open({ acts: [{ confirm: false }], offers: [cheap, own] });
    write('a.ts', source('apples'));
    await index.build();
    assert.match(questions.seen[1] ?? '', /^Model: HOME small$/m);
    const forbidden = open({ acts: [{ confirm: false }], offers: [cheap, own], never: ['home/*'] });
    forbidden.write('a.ts', source('apples'));
    await forbidden.index.build();
    assert.match(forbidden.questions.seen[1] ?? '', /^Model: BEST cheap$/m);
  });

  it('says why where no model makes vectors, or the one of the setting cannot be used', async () => {
    const none = open({ offers: [] });
    none.write('a.ts', source('apples'));
    await none.index.build();
    assert.match(none.questions.told[0] ?? '', /^warning: No model of your keys makes vectors for search\. .*Add Key/);
    const wrong = open({ wanted: 'acme/none' });
    wrong.write('a.ts', source('apples'));
    await wrong.index.build();
    assert.match(wrong.questions.told[0] ?? '', /keyway\.search\.model names acme\/none, and no key unlocks/);
  });

  it('is made anew by another model only after a yes, and goes on as it is until then', async () => {
    const { index, write, questions, state, embedded, search } = open({
      acts: [{ confirm: true }, { confirm: false }, { confirm: true }],
    });
    write('a.ts', source('apples'));
    await index.build();
    assert.equal(await index.isOfOtherModel(), false);
    state.wanted = 'acme/dear';
    assert.equal(await index.isOfOtherModel(), true);
    await index.build();
    assert.match(questions.seen.at(-1) ?? '', /^It was made by best\/cheap, and your setting names another model/);
    await search('apples');
    assert.match(embedded.at(-1) ?? '', /^cheap query/);
    await index.build();
    await search('apples');
    assert.match(embedded.at(-1) ?? '', /^dear query/);
    assert.match(questions.told.at(-1) ?? '', /by acme\/dear/);
  });

  it('answers by words, and says so, where its model is gone or fails', async () => {
    const { index, write, state, search } = open({ acts: [{ confirm: true }] });
    write('a.ts', source('apples'));
    await index.build();
    state.offers = [dear];
    const gone = await search('apples');
    assert.deepEqual(pathsIn(gone), ['a.ts']);
    assert.match(
      'notes' in gone ? gone.notes.join() : '',
      /Found by words only.* no key unlocks best\/cheap any more/i,
    );
    state.offers = [cheap];
    state.fails = new ChatFailure({ kind: 'quota', what: 'no credit' });
    const failed = await search('apples');
    assert.deepEqual(pathsIn(failed), ['a.ts']);
    assert.match('notes' in failed ? failed.notes.join() : '', /no credit/);
  });

  it('follows what is edited, made and deleted', async () => {
    const { index, write, files, embedded, search } = open({ acts: [{ confirm: true }] });
    write('a.ts', source('apples'));
    write('b.ts', source('pears'));
    await index.build();
    embedded.length = 0;
    write('b.ts', source('plums'));
    write('c.ts', source('cherries'));
    files.delete('a.ts');
    index.note(['b.ts', 'a.ts']);
    index.note(['c.ts']);
    await until('both texts', () => embedded.length === 2);
    await until('what is gone', async () => pathsIn(await search('apples')).every((one) => one !== 'a.ts'));
    const said = embedded.slice(0, 2).map((text) => /(plums|cherries)/.exec(text)?.[1]);
    assert.deepEqual(new Set(said), new Set(['cherries', 'plums']));
  });

  it('pauses when the person stops it, stays paused, and goes on with the rest without asking again', async () => {
    const { index, write, state, questions, embedded } = open({ acts: [{ confirm: true }] });
    for (let at = 0; at < 250; at++) write(`f${at}.ts`, source(`number ${at} of many`));
    let batches = 0;
    state.beforeBatch = () => {
      batches += 1;
      if (batches === 2) void index.pause();
    };
    await index.build();
    await until('the word that it is paused', () => questions.told.some((one) => /Indexing is paused/.test(one)));
    const paid = embedded.length;
    assert.ok(paid > 0 && paid < 250, `${paid} of 250`);
    write('new.ts', source('quite new'));
    index.note(['new.ts']);
    await delay(100);
    assert.equal(embedded.length, paid, 'nothing goes on by itself');
    state.beforeBatch = () => undefined;
    await index.build();
    assert.match(questions.told.at(-1) ?? '', /ready: 251 files, 251 chunks/);
    assert.equal(new Set(embedded).size, 251);
    assert.equal(embedded.length, 251, 'nothing is paid for twice');
  });

  it('goes on after a restart with a first index that was not complete', async () => {
    const one = open({ acts: [{ confirm: true }] });
    for (let at = 0; at < 200; at++) one.write(`f${at}.ts`, source(`number ${at} of many`));
    let batches = 0;
    one.state.beforeBatch = () => {
      batches += 1;
      if (batches === 2) one.index.dispose();
    };
    await one.index.build();
    const two = open();
    for (const [name, file] of one.files) two.files.set(name, file);
    two.index.note();
    await until('the rest', () => new Set([...one.embedded, ...two.embedded]).size === 200);
    await until('it to be complete', async () => {
      const found = await two.search('number');
      return 'notes' in found && found.notes.length === 0;
    });
    assert.deepEqual(two.questions.seen, [], 'nobody was asked again');
  });

  it('stops with one sentence where the money is at its end, and goes on by itself when there is some', async () => {
    const { index, write, state, embedded } = open({ acts: [{ confirm: true }] });
    write('a.ts', source('apples'));
    await index.build();
    state.fails = new ChatFailure({ kind: 'quota', what: 'no credit' });
    write('a.ts', source('plums'));
    index.note(['a.ts']);
    await until('the warning', () => state.warnings.length > 0);
    write('b.ts', source('pears'));
    index.note(['b.ts']);
    await delay(150);
    assert.equal(state.warnings.length, 1, state.warnings.join('\n'));
    assert.match(state.warnings[0] ?? '', /^Indexing for search has stopped, and goes on by itself later.*no credit/);
    state.fails = undefined;
    await until('both', () => embedded.filter((text) => /plums|pears/.test(text)).length === 2);
  });

  it('asks before it follows a change that costs more than cents, once', async () => {
    const { index, write, state, embedded } = open({ acts: [{ confirm: true }], offers: [maker('acme/gold', 100)] });
    write('a.ts', source('apples'));
    await index.build();
    const before = embedded.length;
    for (let at = 0; at < 50; at++) write(`f${at}.ts`, source(`number ${at} of many`));
    index.note();
    await until('the question', () => state.offered.length > 0);
    assert.match(state.offered[0] ?? '', /^The search index is behind by 50 chunks: about \$0\.\d+\.$/);
    index.note();
    await delay(100);
    assert.equal(state.offered.length, 1);
    assert.equal(embedded.length, before);
  });

  it('waits where following has cost as much as it may in a day, says so once, and goes on when the day is over', async () => {
    const { index, write, state, embedded } = open({ acts: [{ confirm: true }], offers: [maker('acme/gold', 100)] });
    write('a.ts', source('apples'));
    await index.build();
    const saved = async (number: number): Promise<void> => {
      write('a.ts', source(`apples ${'again '.repeat(8)} ${number}`));
      index.note(['a.ts']);
      const before = embedded.length;
      await until('a look', () => embedded.length > before || state.offered.length > 0);
    };
    let saves = 0;
    for (; state.offered.length === 0 && saves < 100; saves++) await saved(saves);
    assert.ok(saves > 4 && saves < 40, `${saves} of less than a cent each`);
    assert.match(state.offered[0] ?? '', /24 hours.*waits, and is behind by 1 chunk: about \$0\.0\d+\.$/);
    const paid = embedded.length;
    await delay(100);
    write('b.ts', source('pears'));
    index.note(['b.ts']);
    await delay(100);
    assert.equal(embedded.length, paid, 'it waits');
    assert.equal(state.offered.length, 1, 'and says so once');
    state.now += 25 * 60 * 60_000;
    await until('both files', () => embedded.length === paid + 2);
  });

  it('counts what another window has spent on following, and what was spent before a restart', async () => {
    const offers = [maker('acme/gold', 100)];
    const one = open({ acts: [{ confirm: true }], offers });
    one.write('a.ts', source('apples'));
    await one.index.build();
    for (let save = 0; one.state.offered.length === 0 && save < 100; save++) {
      const before = one.embedded.length;
      one.write('a.ts', source(`apples ${'again '.repeat(8)} ${save}`));
      one.index.note(['a.ts']);
      await until('a look', () => one.embedded.length > before || one.state.offered.length > 0);
    }
    one.index.dispose();
    const two = open({ offers });
    two.write('a.ts', source(`apples ${'again '.repeat(8)} other`));
    two.index.note();
    await until('the word that it waits', () => two.state.offered.length > 0);
    assert.match(two.state.offered[0] ?? '', /24 hours/);
    assert.deepEqual(two.embedded, []);
  });

  it('sends nothing of a folder that is added before the person agrees to it, and drops one that is removed', async () => {
    const { index, write, state, questions, embedded, search } = open({ acts: [{ confirm: true }, { confirm: true }] });
    state.folders = ['shop/'];
    write('shop/a.ts', source('apples'));
    await index.build();
    state.folders = ['shop/', 'private/'];
    write('private/b.ts', source('pears'));
    write('shop/c.ts', source('cherries'));
    index.note();
    await until('the word', () => state.offered.length > 0);
    assert.match(state.offered[0] ?? '', /^The folder “private\/” is not in the search index/);
    await until('what was agreed to', () => embedded.some((text) => text.includes('cherries')));
    write('private/b.ts', source('plums'));
    index.note(['private/b.ts']);
    await delay(100);
    assert.ok(!embedded.some((text) => /pears|plums/.test(text)), embedded.join('\n'));
    assert.equal(state.offered.length, 1);

    await index.build();
    assert.match(questions.seen.at(-1) ?? '', /^The folder “private\/” is not in the search index.*\n\nFiles: 3 /);
    assert.ok(embedded.some((text) => text.includes('plums')));
    write('private/b.ts', source('quinces'));
    index.note(['private/b.ts']);
    await until('the agreed folder to be followed', () => embedded.some((text) => text.includes('quinces')));

    state.folders = ['shop/'];
    index.note();
    await until('it to be gone', async () => !pathsIn(await search('quinces')).includes('private/b.ts'));
    state.folders = ['shop/', 'private/'];
    write('private/d.ts', source('damsons'));
    index.note();
    await delay(100);
    assert.ok(!embedded.some((text) => text.includes('damsons')), 'it was agreed to before it was removed, not after');
  });

  it('shows the whole question where the person takes the word about a new folder', async () => {
    const { index, write, state, questions, embedded } = open({ acts: [{ confirm: true }, { confirm: false }] });
    state.folders = ['shop/'];
    write('shop/a.ts', source('apples'));
    await index.build();
    state.folders = ['shop/', 'private/'];
    state.takesOffer = true;
    write('private/b.ts', source('pears'));
    index.note();
    await until('the question', () => questions.seen.some((one) => /nothing of it is sent before/.test(one)));
    await delay(50);
    assert.ok(!embedded.some((text) => text.includes('pears')));
  });

  it('works in one window at a time', async () => {
    const one = open({ acts: [{ confirm: true }] });
    one.write('a.ts', source('apples'));
    let others: Promise<void> | undefined;
    const two = windowOn(folder);
    opened.push(two.index);
    for (const [name, file] of one.files) two.files.set(name, file);
    one.state.beforeBatch = () => (others ??= two.index.build());
    await one.index.build();
    await others;
    assert.equal(one.embedded.length, 1);
    assert.deepEqual(two.questions.told, ['info: Another window of this workspace is indexing it already.']);
  });

  it('is forgotten after a yes, with its file', async () => {
    const { index, write, questions, search } = open({
      acts: [{ confirm: true }, { confirm: false }, { confirm: true }],
    });
    write('a.ts', source('apples'));
    await index.build();
    await index.forget();
    assert.equal(index.exists(), true);
    await index.forget();
    assert.equal(index.exists(), false);
    assert.deepEqual(fs.readdirSync(path.join(folder, 'search')), []);
    assert.match(questions.told.at(-1) ?? '', /is deleted/);
    assert.match(pathsIn(await search('apples'))[0] ?? '', /no search index yet/);
  });

  it('is deleted where its file is damaged, and says how to make it anew', async () => {
    const { index, write, state, search } = open({ acts: [{ confirm: true }] });
    write('a.ts', source('apples'));
    fs.mkdirSync(path.join(folder, 'search'));
    fs.writeFileSync(path.join(folder, 'search', 'one.db'), 'this is no database, '.repeat(400));
    assert.match(pathsIn(await search('apples'))[0] ?? '', /cannot be used: the file is damaged/);
    assert.deepEqual(state.warnings, ['damaged']);
    await index.build();
    assert.equal(pathsIn(await search('apples'))[0], 'a.ts');
  });
});
