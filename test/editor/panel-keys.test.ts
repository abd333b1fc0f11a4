import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LimitLeft } from '../../src/core/alert-quota.ts';
import type { Standing } from '../../src/core/budget.ts';
import { Health } from '../../src/core/health.ts';
import type { Key } from '../../src/core/key.ts';
import type { Finding } from '../../src/core/listing.ts';
import type { Offer } from '../../src/core/plan.ts';
import { Conversation, type SectionHost } from '../../src/editor/panel-conversation.ts';
import { keysHost, type KeysHostParts } from '../../src/editor/panel-keys.ts';
import { Works } from '../../src/editor/panel-works.ts';
import type { Questions } from '../../src/editor/questions.ts';
import { Signal } from '../../src/editor/signal.ts';
import { readFromPage, readToPage, type FromPage, type StateOf, type ToPage } from '../../src/panel/messages.ts';
import { LedgerTrouble, LedgerUnusable } from '../../src/usage/trouble.ts';
import { model } from '../core/samples.ts';
import { everyFromPage, mutations, runs } from '../panel/fuzz.ts';
import { audit, routing, usage } from '../panel/shown.ts';
import { group } from '../panel/samples.ts';
import { Desk } from './desk.ts';
import { ghost, sky, toll } from './key-records.ts';
import type { Act } from './scripted.ts';

const canary = 'c4n4ry';
const apiKey = canary.repeat(6).slice(0, 32);
const otherKey = `z${apiKey.slice(1)}`;
const refused: Finding = { verdict: 'invalid', sentence: 'The key was refused.', status: 401 };

let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.open();
});
afterEach(() => desk.close(canary));

interface Given extends Partial<Pick<KeysHostParts, 'health' | 'ledger' | 'budgets' | 'environment' | 'onDidChange'>> {
  readonly offers?: readonly Offer[];
  readonly onOffers?: Signal['event'];
  readonly acts?: readonly Act[];
}

const silent: Signal['event'] = () => ({ dispose: () => undefined });

/** The section with a person before it, and what it has the editor do. */
const section = ({ offers = [], onOffers = silent, acts = [], ...given }: Given = {}) => {
  const reached: unknown[] = [];
  const added: number[] = [];
  const posted: ToPage[] = [];
  const parts: KeysHostParts = {
    desk: desk.for(...acts),
    offers: {
      all: () => offers,
      ready: () => Promise.resolve(),
      onDidChange: onOffers,
    },
    health: new Health(),
    ledger: { summaryBy: () => Promise.resolve([]) },
    budgets: { standings: () => Promise.resolve([]) },
    environment: {},
    onAdded: () => void added.push(desk.keyring.list().length),
    onDidChange: silent,
    reach: {
      command: (...command) => Promise.resolve(void reached.push(command)),
      visit: (address) => Promise.resolve(void reached.push(address)),
      pick: (picking, take) => {
        const text = `SKY_API_KEY=${apiKey}\nSKY_RESOURCE=my-res\n`;
        return take(picking, { name: 'mine.env', size: text.length, read: () => Promise.resolve(Buffer.from(text)) });
      },
    },
    ...given,
  };
  const host = keysHost(parts);
  const works = new Works((message) => posted.push(message));
  const page = {
    tell: (sentence: string, isTrouble = false) => {
      posted.push({ type: 'told', section: 'keys', sentence, isTrouble });
    },
    work: <T>(title: string, act: Parameters<typeof works.run<T>>[1]) => works.run({ title, section: 'keys' }, act),
  };
  const hear = async (message: FromPage): Promise<void> => host.hear(message, page);
  const told = (): readonly string[] =>
    posted.flatMap((message) =>
      message.type === 'told' ? [`${message.isTrouble ? '!' : ''}${message.sentence}`] : [],
    );
  const read = async (): Promise<StateOf<'keys'>> => {
    const state = await host.read();
    assert.equal(state.type, 'keys');
    assert.deepEqual(readToPage(state), state, 'a page takes it');
    return state;
  };
  return { host, works, posted, reached, added, hear, told, read };
};

const addSky = async (nickname = 'work', key = apiKey): Promise<Key> => {
  const fields = { apiKey: key, resource: 'my-res', deployments: '' };
  await section().hear({ type: 'keys.add', provider: 'sky-ai', nickname, fields });
  const found = desk.keyring.list().find((one) => one.nickname === nickname);
  assert.ok(found);
  return found;
};

const keyShown = async (id: string, given?: Given) => {
  const { providers } = await section(given).read();
  const found = providers.flatMap(({ keys }) => keys).find((key) => key.id === id);
  assert.ok(found);
  return found;
};

describe('a key that the page adds', () => {
  it('is tested and saved without another question, and only its ends come back', async () => {
    const { hear, told, added } = section();
    const fields = { apiKey, resource: 'my-res', deployments: '' };
    await hear({ type: 'keys.add', provider: 'sky-ai', nickname: 'work', fields });
    assert.deepEqual(told(), ['Sky key “work” was saved. Sky accepts this key.']);
    await hear({ type: 'keys.testAll' });
    assert.deepEqual(added, [1], 'chat is opened to its models once');
    const [key] = desk.keyring.list();
    assert.ok(key);
    assert.deepEqual(key.plain, { resource: 'my-res.sky.example' });
    const shown = await keyShown(key.id);
    assert.equal(shown.mask, `${apiKey.slice(0, 4)}…${apiKey.slice(-4)}`);
    assert.deepEqual(
      shown.fields.map(({ name, value }) => [name, value]),
      [
        ['apiKey', ''],
        ['resource', 'my-res.sky.example'],
        ['deployments', ''],
      ],
    );
  });

  it('is asked about by the editor where there is a doubt, and not kept where the person gives up', async () => {
    desk.findings = [refused];
    const { hear } = section({ acts: [{ pick: 'Cancel' }] });
    await hear({ type: 'keys.add', provider: 'sky-ai', nickname: 'work', fields: { apiKey, resource: 'my-res' } });
    assert.equal(desk.secrets.stored.size, 0);
    desk.findings = [refused];
    const again = section({ acts: [{ pick: 'Save Anyway' }] });
    await again.hear({
      type: 'keys.add',
      provider: 'sky-ai',
      nickname: 'work',
      fields: { apiKey, resource: 'my-res' },
    });
    assert.equal(desk.keyring.list()[0]?.verdict, 'invalid');
  });

  it('is asked for again from where it was wrong, with what was typed well kept', async () => {
    const { hear, told } = section({ acts: [{ type: 'other-res' }, 'enter', 'enter', { type: 'work' }] });
    await hear({ type: 'keys.add', provider: 'sky-ai', nickname: 'work', fields: { apiKey, resource: '' } });
    assert.match(told()[0] ?? '', /^!Enter a value for “Resource”/);
    const [key] = desk.keyring.list();
    assert.equal(key?.plain['resource'], 'other-res.sky.example');
  });

  it('of a provider nobody knows is not taken', async () => {
    const { hear, posted } = section();
    await hear({ type: 'keys.add', provider: 'constructor', nickname: 'x', fields: { apiKey } });
    assert.deepEqual(posted, []);
    assert.equal(desk.secrets.stored.size, 0);
  });
});

describe('a key that is there', () => {
  it('is updated, and keeps its secret where none was typed', async () => {
    const key = await addSky();
    const { hear, told } = section();
    await hear({ type: 'keys.update', key: key.id, fields: { apiKey: '', resource: 'my-res', deployments: 'a=b' } });
    assert.match(told()[0] ?? '', /was saved/);
    assert.equal(desk.keyring.list()[0]?.plain['deployments'], 'a=b');
    assert.deepEqual(
      desk.asked.map(([, { secrets }]) => secrets['apiKey']),
      [apiKey, apiKey],
    );
  });

  it('is renamed, switched off and on, moved and removed, and each is said', async () => {
    const [first, second] = [await addSky('one'), await addSky('two', otherKey)];
    const { hear, told, read } = section({ acts: [{ confirm: false }, { confirm: true }] });
    await hear({ type: 'keys.rename', key: first.id, nickname: 'uno' });
    await hear({ type: 'keys.rename', key: first.id, nickname: 'two' });
    await hear({ type: 'keys.enable', key: first.id, isEnabled: false });
    await hear({ type: 'keys.enable', key: first.id, isEnabled: false });
    await hear({ type: 'keys.enable', key: first.id, isEnabled: true });
    await hear({ type: 'keys.move', key: second.id, priority: 1 });
    await hear({ type: 'keys.move', key: second.id, priority: 1 });
    const [provider] = (await read()).providers;
    assert.deepEqual(
      provider?.keys.map(({ nickname, priority, isLast }) => [nickname, priority, isLast]),
      [
        ['two', 1, false],
        ['uno', 2, true],
      ],
    );
    await hear({ type: 'keys.remove', key: first.id });
    await hear({ type: 'keys.remove', key: first.id });
    await hear({ type: 'keys.remove', key: first.id });
    assert.deepEqual(told(), [
      '“one” is called “uno” now.',
      '!Another key of this provider is called “two”.',
      '“uno” is disabled.',
      '“uno” is enabled.',
      '“two” is tried as number 1 now.',
      '“uno” was removed.',
      '!That key is not there any more.',
    ]);
  });

  it('is tested, with the work shown while it runs', async () => {
    const key = await addSky();
    const { hear, posted } = section();
    await hear({ type: 'keys.test', key: key.id });
    assert.deepEqual(
      posted.map((message) => (message.type === 'work' ? [message.title, message.isOver] : message.type)),
      [['Testing the key with Sky…', false], ['Testing the key with Sky…', true], 'told'],
    );
  });

  it('may be gone meanwhile: nobody is asked which one is meant', async () => {
    await addSky();
    const { hear, told } = section();
    for (const message of everyFromPage) if ('key' in message && message.key !== undefined) await hear(message);
    assert.ok(told().length > 5);
    assert.deepEqual([...new Set(told())], ['!That key is not there any more.']);
  });
});

describe('tests of all keys', () => {
  it('are one piece of work with its progress, and leave out what costs something', async () => {
    await addSky('one');
    await addSky('two', otherKey);
    await desk.keyring.add({
      provider: toll.id,
      nickname: 'paid',
      plain: {},
      secret: { origin: 'https://api.toll.example', fields: { apiKey: `toll-${canary.repeat(4)}` } },
    });
    desk.findings = [{ verdict: 'valid', sentence: 'Sky accepts this key.' }, refused];
    desk.asked.length = 0;
    const { hear, posted, told } = section();
    await hear({ type: 'keys.testAll' });
    assert.deepEqual(
      posted.flatMap((message) => (message.type === 'work' ? [[message.work, message.title, message.share]] : [])),
      [
        [1, 'Testing 2 keys…', undefined],
        [1, 'Testing 1 of 2: Sky key “one”', 0],
        [1, 'Testing 2 of 2: Sky key “two”', 0.5],
        [1, 'Testing 2 of 2: Sky key “two”', 0.5],
      ],
    );
    assert.deepEqual(told(), [
      '!2 keys tested, 1 of them work. Sky key “two”: The key was refused. 1 key left out, whose test costs something: test each by itself.',
    ]);
    assert.deepEqual(
      desk.asked.map(([id]) => id),
      ['sky-ai', 'sky-ai'],
    );
  });

  it('stop where the person stops them, and say how far they came', async () => {
    await addSky('one');
    await addSky('two', otherKey);
    desk.asked.length = 0;
    const { host, works, told } = section();
    const posted: ToPage[] = [];
    const page = {
      tell: (sentence: string) => void posted.push({ type: 'told', section: 'keys', sentence, isTrouble: false }),
      work: <T>(title: string, act: Parameters<typeof works.run<T>>[1]) =>
        works.run({ title, section: 'keys' }, (signal, tell) =>
          act(signal, (now, share) => {
            tell(now, share);
            if (share > 0) works.cancel(1);
          }),
        ),
    };
    await host.hear({ type: 'keys.testAll' }, page);
    assert.deepEqual(told(), []);
    const [last] = posted;
    assert.ok(last?.type === 'told');
    assert.match(last.sentence, /^Stopped after 1 of 2 keys\. 1 key tested, 1 of them work\.$/);
  });

  it('are not begun where there is none that is free', async () => {
    const { hear, posted, told } = section();
    await hear({ type: 'keys.testAll' });
    assert.equal(posted.length, 1);
    assert.match(told()[0] ?? '', /no key whose test is free/);
  });
});

describe('what the section has the editor do', () => {
  it('is asked by the record or by an id that is there, never by what a page says', async () => {
    const key = await addSky();
    const { hear, reached } = section();
    await hear({ type: 'keys.visit', provider: 'sky-ai', page: 'docs' });
    await hear({ type: 'keys.visit', provider: 'sky-ai', page: 'key' });
    await hear({ type: 'keys.visit', provider: 'javascript:alert(1)', page: 'docs' });
    await hear({ type: 'keys.setBudget' });
    await hear({ type: 'keys.setBudget', provider: 'sky-ai' });
    await hear({ type: 'keys.setBudget', key: key.id });
    assert.deepEqual(reached, [
      'https://docs.sky.example',
      ['keyway.setBudget', undefined],
      ['keyway.setBudget', { provider: 'sky-ai' }],
      ['keyway.setBudget', { key: key.id }],
    ]);
  });

  it('is a file to import from, and the variables it was started with', async () => {
    const acts = ['enter', { pick: 'Import 1 key' }] as const;
    const file = section({ acts });
    await file.hear({ type: 'keys.import', from: 'file' });
    assert.deepEqual(file.told(), ['1 key was imported.']);
    const environment = { SKY_API_KEY: otherKey, SKY_RESOURCE: 'my-res' };
    const variables = section({ acts, environment });
    assert.equal((await variables.read()).found, 1);
    await variables.hear({ type: 'keys.import', from: 'environment' });
    assert.equal(desk.keyring.list().length, 2);
    assert.equal((await variables.read()).found, 0, 'what is stored is not offered again');
    const elsewhere = section();
    await elsewhere.hear({ type: 'keys.import', from: 'elsewhere' });
    assert.match(elsewhere.told()[0] ?? '', /^!mine\.env: That is none of the files Keyway knows/);
  });
});

describe('how a key is shown', () => {
  const offerOf = (key: Key): Offer => ({ provider: sky, model: model('sky-ai/one'), keys: [key] });

  it('says what it unlocks, what it spent, and which budgets are its own', async () => {
    const key = await addSky();
    const standing = (of: Standing['budget']['of'], spent: number): Standing =>
      ({
        budget: { id: 'b', limit: 5, period: 'month', of, covers: 'Sky', action: 'block', strict: false },
        spent: spent * 1e9,
        reserved: 0,
        doubt: 0,
        untold: 0,
        lifted: false,
        endsAt: desk.now,
      }) as Standing;
    const standings = [
      standing({ provider: 'sky-ai' }, 4.5),
      standing({ keys: [key.id] }, 6),
      standing({ provider: 'sky-ai', task: 'code' }, 1),
      standing({}, 1),
    ];
    const { providers, said } = await section({
      offers: [offerOf(key), { ...offerOf(key), model: model('sky-ai/two', { kind: 'embedding' }) }],
      ledger: {
        summaryBy: (by) => Promise.resolve([group(by === 'key' ? key.id : 'sky-ai'), group('somebody else')]),
      },
      budgets: { standings: () => Promise.resolve(standings) },
    }).read();
    const [provider] = providers;
    assert.equal(said, '1 key unlocks 2 models.');
    assert.equal(provider?.unlocks, '2 models · chat, tools, images, embeddings');
    assert.equal(provider.spent, '$0.0031 this month');
    assert.deepEqual(
      provider.budgets.map(({ used, state }) => [used, state]),
      [['90% · $4.50 of $5.00', 'limited']],
    );
    const [shown] = provider.keys;
    assert.deepEqual([shown?.models, shown?.spent], ['2 models', '$0.0031 this month']);
    assert.deepEqual(
      shown?.budgets.map(({ share, state }) => [share, state]),
      [[1.2, 'failed']],
    );
  });

  it('may be another way once money was spent, models came or a key changed, and the panel is told', async () => {
    const [spent, listed] = [new Signal(), new Signal()];
    const { host } = section({ onDidChange: spent.event, onOffers: listed.event });
    let told = 0;
    host.onDidChange?.(() => (told += 1));
    spent.fire();
    listed.fire();
    assert.equal(told, 2);
    await addSky();
    assert.ok(told > 2);
  });

  it('says how it is: working, limited, failed, not tested, disabled or retired', async () => {
    const key = await addSky();
    const stateOf = async (given?: Given): Promise<string> => (await keyShown(key.id, given)).state;
    assert.equal(await stateOf(), 'working');
    for (const [verdict, state] of [
      ['limited', 'limited'],
      ['invalid', 'failed'],
      ['no-credit', 'failed'],
      ['unclear', 'untested'],
      ['unreachable', 'untested'],
      ['valid', 'working'],
    ] as const) {
      desk.keyring.noteTested(key.id, verdict);
      assert.equal(await stateOf(), state, verdict);
    }
    const cooling = { until: desk.now + 40_000, kind: 'rate' } as const;
    const health = { coolingOf: () => cooling, limits: () => [] };
    assert.equal(await stateOf({ health }), 'working', 'it unlocks nothing that could rest');
    assert.equal(await stateOf({ health, offers: [offerOf(key)] }), 'limited');
    await desk.keyring.setEnabled(key.id, false);
    assert.equal(await stateOf(), 'disabled');
    const old = await desk.keyring.add({
      provider: 'grave',
      nickname: 'old',
      plain: {},
      secret: { origin: 'https://grave.example', fields: { apiKey } },
    });
    const shown = await keyShown(old.id);
    assert.deepEqual([shown.state, shown.mask, shown.fields], ['retired', '', []]);
  });

  it('says until when it rests, and the limit of a day or a month that is nearest to its end', async () => {
    const key = await addSky();
    const limit = (facts: Partial<LimitLeft>): LimitLeft => ({
      keyId: key.id,
      model: 'sky-ai/one',
      counts: 'requests',
      per: 'day',
      left: 900,
      whole: 1_000,
      ...facts,
    });
    const limits = [
      limit({}),
      limit({ left: 12 }),
      limit({ left: 1, per: 'minute' }),
      limit({ left: 0, keyId: 'other' }),
    ];
    const health = { coolingOf: () => ({ until: desk.now + 40_000, kind: 'rate' as const }), limits: () => limits };
    const shown = await keyShown(key.id, { health, offers: [offerOf(key)] });
    assert.equal(shown.health, 'rests for 40 s · 12 of 1,000 requests left today');
  });

  it('asks the keychain once for its ends, and again once it is another key', async () => {
    const key = await addSky();
    const { read, hear } = section();
    const mask = (await read()).providers[0]?.keys[0]?.mask;
    desk.secrets.fault = { get: 'throws' };
    assert.deepEqual((await read()).providers[0]?.keys[0]?.mask, mask, 'it is known already');
    desk.secrets.fault = {};
    desk.now += 1_000;
    await hear({ type: 'keys.update', key: key.id, fields: { apiKey: otherKey, resource: 'my-res', deployments: '' } });
    assert.notEqual((await read()).providers[0]?.keys[0]?.mask, mask);
  });

  it('says why its secret cannot be read', async () => {
    const key = await addSky();
    desk.secrets.fault = { get: 'throws' };
    const shown = await keyShown(key.id);
    assert.equal(shown.mask, '');
    assert.match(shown.trouble, /keychain/i);
  });

  it('says that it would be sent elsewhere than it was saved for', async () => {
    const key = await addSky();
    assert.equal((await keyShown(key.id)).isRedirected, false);
    desk.baseUrls = { 'sky-ai': 'https://proxy.example/v1' };
    assert.equal((await keyShown(key.id)).isRedirected, true);
  });

  it('is shown without money where the ledger cannot be read', async () => {
    const key = await addSky();
    const ledger = { summaryBy: () => Promise.reject(new LedgerTrouble('The disk is full.')) };
    const budgets = { standings: () => Promise.reject(new LedgerUnusable('the disk is full')) };
    const shown = await keyShown(key.id, { ledger, budgets });
    assert.deepEqual([shown.spent, shown.budgets], ['', []]);
  });

  it('stands among what can be added, with what each is good for and what stands against it', async () => {
    await addSky();
    const { offered } = await section().read();
    const of = (id: string) => offered.find((one) => one.id === id);
    assert.deepEqual([of('sky-ai')?.has, of('toll')?.has], ['1 key', 'not configured']);
    assert.equal(of('toll')?.testCosts, 'about $0.0001');
    assert.match(of(ghost.id)?.notice ?? '', /^It may no longer exist: its status page/);
    assert.equal(of('grave'), undefined);
  });
});

/** A person who closes every question. */
const absent: Questions = {
  choose: () => Promise.resolve({ type: 'cancelled' }),
  chooseSeveral: () => Promise.resolve({ type: 'cancelled' }),
  type: () => Promise.resolve({ type: 'cancelled' }),
  confirm: () => Promise.resolve(false),
  tell: () => undefined,
  during: (_, work) => work(),
};

describe('a secret in the keyring', () => {
  const others = (state: StateOf<'routing'> | StateOf<'usage'> | StateOf<'audit'>): SectionHost => ({
    read: () => Promise.resolve(state),
    hear: () => undefined,
  });

  it('is in no message to the page, whatever ten thousand messages ask, and what does not parse does nothing', async () => {
    const key = await addSky();
    const posted: ToPage[] = [];
    const quiet = { ...desk.for(), questions: absent };
    let reached = 0;
    const host = keysHost({
      desk: quiet,
      offers: { all: () => [], ready: () => Promise.resolve(), onDidChange: silent },
      health: new Health(),
      ledger: { summaryBy: () => Promise.resolve([]) },
      budgets: { standings: () => Promise.resolve([]) },
      environment: { SKY_API_KEY: otherKey, SKY_RESOURCE: 'my-res' },
      onAdded: () => undefined,
      onDidChange: silent,
      reach: {
        command: () => Promise.resolve((reached += 1)),
        visit: () => Promise.resolve((reached += 1)),
        pick: () => Promise.resolve(void (reached += 1)),
      },
    });
    const deeds: Promise<void>[] = [];
    const heard: SectionHost = {
      ...host,
      hear: (message, page) => {
        const deed = Promise.resolve(host.hear(message, page));
        deeds.push(deed);
        return deed;
      },
    };
    const conversation = new Conversation(
      { isVisible: () => true, post: (message) => posted.push(message) },
      {
        hosts: { keys: heard, routing: others(routing), usage: others(usage), audit: others(audit) },
        log: { warn: () => undefined, error: (_, error) => assert.fail(String(error)) },
      },
      {},
    );
    conversation.hear({ type: 'ready' });
    const about = everyFromPage.map((message) => ('key' in message ? { ...message, key: key.id } : message));
    const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    await fc.assert(
      fc.asyncProperty(mutations(about), async (message) => {
        const before = deeds.length;
        conversation.hear(message);
        const isDeed = readFromPage(message)?.type.startsWith('keys.') === true;
        assert.equal(deeds.length - before, isDeed ? 1 : 0);
        await settle();
      }),
      runs,
    );
    await Promise.all(deeds);
    await settle();
    assert.ok(deeds.length > 500, `${deeds.length} were acted on`);
    assert.ok(reached > 100, `${reached} reached the editor`);
    assert.ok(
      desk.keyring.list().some(({ id }) => id === key.id),
      'nobody agreed to remove it',
    );
    assert.ok(posted.length > 500, `${posted.length} were posted`);
    assert.ok(posted.some((message) => message.type === 'keys' && message.providers.length === 1));
    for (const message of posted) assert.ok(!JSON.stringify(message).includes(canary), message.type);
  });
});
