import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { ChatEvent } from '../../src/core/chat.ts';
import { Health } from '../../src/core/health.ts';
import type { Offer } from '../../src/core/plan.ts';
import { RunFailure } from '../../src/core/run.ts';
import { answer, type House, type Opening } from '../../src/editor/answer.ts';
import { completionAsk } from '../../src/editor/completion-ask.ts';
import type { WantedHere } from '../../src/editor/completion-document.ts';
import type { Look } from '../../src/guard/span.ts';
import { label, offer } from '../core/samples.ts';
import { noise, planted } from '../guard/fixtures.ts';
import { lookWith, staysOf } from '../guard/looks.ts';
import { cutsWith } from './cuts.ts';
import { quiet } from './quiet.ts';

const nothingIn: Look = () => [];

/** `maker/name`, fair at code, that fills gaps or only chats. */
const model = (id: string, price: number, fills: boolean): Offer => {
  const made = offer(id, ['k1'], {
    strength: { code: 2 },
    price: { input: price, output: price },
    contextTokens: 128_000,
    maxOutputTokens: 8_000,
    fills,
  });
  return { ...made, provider: { ...made.provider, fill: { shape: 'completions', path: 'completions', models: [] } } };
};

const chats = model('acme/chats', 1, false);
const fills = model('acme/fills', 5, true);
const dear = model('acme/dear', 9, true);

const wantedIn = (name: string, [prefix, suffix] = ['const a = ', ';\n']): WantedHere => {
  return {
    uri: { path: `/project/${name}` } as vscode.Uri,
    place: { languageId: 'typescript', prefix, suffix, before: prefix, after: ';', shape: 'line' },
    reading: { prefix, suffix, firstLine: 0, head: '' },
    origin: { file: `file:///project/${name}`, offset: 10 },
    isAutomatic: true,
    selected: undefined,
  };
};

const answering = async function* (): AsyncGenerator<ChatEvent> {
  yield { type: 'text-delta', text: '1' };
  yield { type: 'finish', reason: 'stop', native: 'stop' };
};

const askIn = (found: readonly Offer[], { pick = '', budgets = quiet().budgets, look = nothingIn } = {}) => {
  const openings: Opening[] = [];
  const now = { offers: found };
  const house: House = {
    ...quiet(),
    budgets,
    offers: () => now.offers,
    modelOf: () => undefined,
    health: new Health(),
    open: (opening) => {
      openings.push(opening);
      return Promise.resolve(answering());
    },
    embed: () => Promise.reject(new Error('nobody makes vectors here')),
    patienceOf: () => ({ firstByte: 5_000, idle: 5_000, progress: 5_000 }),
    newId: () => 'id-1',
    onAttempt: () => undefined,
    onReceipt: () => undefined,
  };
  const asking = completionAsk({
    house,
    answer,
    guard: cutsWith(look),
    model: () => pick,
    pathOf: ({ uri }) => uri.path.replace('/project/', ''),
  });
  const ask = async (name = 'a.ts', around?: [prefix: string, suffix: string]) => {
    for await (const event of asking.ask(wantedIn(name, around), new AbortController().signal))
      if (event.type === 'receipt') return event.receipt;
    return undefined;
  };
  return { openings, asking, ask, now };
};

describe('a completion on its way', () => {
  it('goes to the cheapest model that fills gaps, though one that only chats is cheaper', async () => {
    const { ask, openings } = askIn([chats, dear, fills]);
    const receipt = await ask();
    assert.equal(receipt?.task, 'completion');
    assert.equal(openings[0] && label(openings[0].route), 'acme/fills k1');
    assert.deepEqual(openings[0]?.request.fill, {
      prefix: 'const a = ',
      suffix: ';\n',
      path: 'a.ts',
      language: 'typescript',
    });
    assert.deepEqual(openings[0]?.request.stop, ['\n']);
  });

  it('carries nothing of a secret that the cursor stands in, or that the window ends within', async () => {
    const key = noise('completion own', 48);
    const pem = planted.find(({ name }) => name === 'RSA private key in PEM')?.secret ?? '';
    const body = pem.replaceAll(/-----[A-Z ]+-----/g, '').trim();
    const many = body
      .split('\n')
      .flatMap((line) => Array.from({ length: 12 }, (_, at) => noise(`${line}${at}`, 64, 'base64')));
    const long = [pem.split('\n')[0], ...many, pem.split('\n').at(-1)].join('\n');
    const { ask, openings } = askIn([fills], { look: lookWith(key) });
    await ask('a.ts', [`const a = '${key.slice(0, 20)}`, `${key.slice(20)}';\n`]);
    await ask('b.ts', [`${long}\nconst b = `, ';\n']);
    await ask('c.ts', [`${long.slice(0, -300)}`, `${long.slice(-300)}\n`]);
    await ask('d.ts', [`const word = "${'word '.repeat(100)}${key}${' word'.repeat(700)}"; const d = `, ';\n']);
    assert.equal(openings.length, 4);
    for (const { request } of openings) {
      const text = `${request.fill?.prefix}\n${request.fill?.suffix}`;
      assert.equal(staysOf(key, text), undefined, text);
      assert.equal(staysOf(many.join('\n'), text), undefined, text);
    }
  });

  it('goes to a chat where nobody fills gaps, with ends that a chat can keep to', async () => {
    const { ask, openings } = askIn([chats]);
    await ask();
    assert.equal(openings[0] && label(openings[0].route), 'acme/chats k1');
    assert.ok(!openings[0]?.request.stop?.includes('\n'));
  });

  it('goes to the model that the person names', async () => {
    const { ask, openings } = askIn([chats, dear, fills], { pick: 'acme/dear' });
    await ask();
    assert.equal(openings[0] && label(openings[0].route), 'acme/dear k1');
  });

  it('notices that a model that fills gaps has come, and that all have gone', async () => {
    const { ask, openings, now } = askIn([chats]);
    await ask();
    now.offers = [chats, fills];
    await ask();
    assert.deepEqual(
      openings.map(({ route, request }) => [label(route), request.stop?.includes('\n')]),
      [
        ['acme/chats k1', false],
        ['acme/fills k1', true],
      ],
    );
    now.offers = [];
    await assert.rejects(ask(), RunFailure);
  });

  it('names its file by nothing that could be read, and the same file the same', async () => {
    const { ask, openings } = askIn([fills]);
    for (const name of ['secret-project.ts', 'secret-project.ts', 'b.ts']) await ask(name);
    const [first, second, third] = openings.map(({ request }) => request.conversation);
    assert.ok(first !== undefined && first === second && first !== third);
    assert.ok(!first.includes('secret'));
  });

  it('asks nobody for money, and remembers what the budget said', async () => {
    const unasked: unknown[] = [];
    const { ask, asking, openings } = askIn([fills], {
      budgets: {
        ...quiet().budgets,
        admit: (_, errand) => {
          unasked.push(errand.unasked);
          return Promise.resolve({ kind: 'refused', reason: 'the budget of today is used up' });
        },
      },
    });
    assert.equal(asking.refusal(), undefined);
    await assert.rejects(ask(), RunFailure);
    assert.deepEqual(unasked, [true]);
    assert.equal(openings.length, 0);
    assert.equal(asking.refusal(), 'the budget of today is used up');
  });

  it('knows without asking whether a budget lets anybody be asked', async () => {
    let isUsedUp = true;
    const { ask, asking, openings } = askIn([fills], {
      budgets: {
        ...quiet().budgets,
        overBudget: () => Object.assign(() => (isUsedUp ? 'it is used up' : undefined), { by: new Set(['day']) }),
      },
    });
    assert.equal(await asking.isPossible(wantedIn('a.ts')), false);
    await assert.rejects(ask(), RunFailure);
    assert.equal(asking.refusal(), 'it is used up');
    isUsedUp = false;
    assert.equal(await asking.isPossible(wantedIn('a.ts')), true);
    assert.equal(openings.length, 0);
    await ask();
    assert.equal(asking.refusal(), undefined);
  });
});
