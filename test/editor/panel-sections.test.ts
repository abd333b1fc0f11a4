import assert from 'node:assert/strict';
import { Health } from '../../src/core/health.ts';
import type { Offer } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import { auditHost } from '../../src/editor/panel-audit.ts';
import type { SectionHost } from '../../src/editor/panel-conversation.ts';
import { routingHost } from '../../src/editor/panel-routing.ts';
import { usageHost } from '../../src/editor/panel-usage.ts';
import { Works } from '../../src/editor/panel-works.ts';
import { readToPage, type FromPage, type State, type StateOf } from '../../src/panel/messages.ts';
import type { Grounds } from '../../src/usage/grounds.ts';
import { LedgerTrouble, LedgerUnusable } from '../../src/usage/trouble.ts';
import { offer } from '../core/samples.ts';
import { attempt, group, summary } from '../panel/samples.ts';
import { quiet } from './quiet.ts';

const nothing = () => ({ dispose: () => undefined });

/** A page that hears what a section says, and notes what the editor is to do. */
const pageFor = () => {
  const told: string[] = [];
  const reached: unknown[] = [];
  const works = new Works(() => undefined);
  return {
    told,
    reached,
    reach: { command: (...command: readonly unknown[]) => Promise.resolve(void reached.push(command)) },
    page: {
      tell: (sentence: string, isTrouble = false) => void told.push(`${isTrouble ? '!' : ''}${sentence}`),
      work: <T>(title: string, act: Parameters<typeof works.run<T>>[1]) => works.run({ title, section: 'audit' }, act),
    },
  };
};

const stateOf = async <S extends State['type']>(host: SectionHost, type: S): Promise<StateOf<S>> => {
  const state = await host.read();
  assert.equal(state.type, type);
  assert.deepEqual(readToPage(state), state, 'a page takes it');
  return state as StateOf<S>;
};

describe('the section about the audit log', () => {
  const entry = { id: 2, at: 0, action: 'key-added', by: 'person', subject: 'OpenAI key “work”', detail: 'works' };
  const whole = {
    kind: 'whole',
    entries: 2,
    unsealed: 0,
    unchecked: 0,
    secret: 'there',
    isAnchored: true,
  } as unknown as Parameters<Parameters<typeof auditHost>[0]['resume']>[0];

  const section = (found = [whole], facts: Partial<Parameters<typeof auditHost>[0]['audit']> = {}) => {
    const around = pageFor();
    const resumed: unknown[] = [];
    const findings = [...found];
    const host = auditHost({
      audit: {
        read: () => Promise.resolve({ entries: [entry], total: 2 }),
        verify: () => Promise.resolve(findings.shift() ?? whole),
        ...facts,
      },
      resume: (finding) => Promise.resolve(void resumed.push(finding)),
      onDidChange: nothing,
      reach: around.reach,
    });
    const hear = async (message: FromPage): Promise<void> => host.hear(message, around.page);
    return { ...around, host, resumed, hear };
  };

  it('shows the newest entries in words, and the finding of the last check', async () => {
    const { host, hear } = section();
    const before = await stateOf(host, 'audit');
    assert.equal(before.said, 'The newest 1 of 2 entries.');
    assert.deepEqual([before.finding, before.isBroken], ['', false]);
    assert.equal(before.entries[0]?.kind, 'keys');
    assert.match(before.entries[0]?.what ?? '', /OpenAI key “work”$/);
    await hear({ type: 'audit.verify' });
    const after = await stateOf(host, 'audit');
    assert.notEqual(after.finding, '');
    assert.equal(after.isBroken, false);
  });

  it('goes on from what was found, and checks again', async () => {
    const broken = { ...whole, kind: 'changed', from: 2, to: 2 } as typeof whole;
    const { host, hear, resumed } = section([broken, whole]);
    await hear({ type: 'audit.resume' });
    assert.deepEqual(resumed, [], 'nothing was looked for yet');
    await hear({ type: 'audit.verify' });
    assert.equal((await stateOf(host, 'audit')).isBroken, true);
    await hear({ type: 'audit.resume' });
    assert.deepEqual(resumed, [broken]);
    assert.equal((await stateOf(host, 'audit')).isBroken, false);
  });

  it('leads to the export, and hears nothing of other sections', async () => {
    const { hear, reached } = section();
    await hear({ type: 'audit.export' });
    await hear({ type: 'keys.testAll' });
    assert.deepEqual(reached, [['keyway.exportUsage']]);
  });

  it('says why the log cannot be read or checked', async () => {
    const full = () => Promise.reject(new LedgerUnusable('the disk is full'));
    const { host, hear, told } = section([], { read: full, verify: full });
    await hear({ type: 'audit.verify' });
    assert.deepEqual(told, ['!Keyway cannot read its audit log: the disk is full.']);
    const { trouble, entries } = await stateOf(host, 'audit');
    assert.equal(trouble, 'Keyway cannot read its audit log: the disk is full.');
    assert.deepEqual(entries, []);
  });
});

describe('the section about routing', () => {
  const unsent = (): never => assert.fail('nothing is sent');
  const section = (offers: readonly Offer[] = [offer('acme/model')], health = new Health()) => {
    const around = pageFor();
    const house = {
      ...quiet(),
      policy: () => ({ ...defaultPolicy, rules: [{ when: { task: 'code' }, never: ['acme/shy'] } as const] }),
      offers: () => offers,
      modelOf: () => undefined,
      health,
      open: unsent,
      embed: unsent,
      patienceOf: unsent,
      newId: unsent,
      onAttempt: unsent,
      onReceipt: unsent,
    };
    const host = routingHost({
      house,
      offers: { all: () => offers, ready: () => Promise.resolve() },
      reach: around.reach,
      onDidChange: nothing,
    });
    const hear = async (message: FromPage): Promise<void> => host.hear(message, around.page);
    return { ...around, host, hear };
  };

  it('shows every task with its floor and who would be asked, the rules, and how the routes are', async () => {
    const state = await stateOf(section().host, 'routing');
    assert.deepEqual(
      state.tasks.map(({ name }) => name),
      ['chat', 'code', 'reasoning', 'embedding', 'completion', 'utility'],
    );
    const code = state.tasks.find(({ name }) => name === 'code');
    assert.match(code?.winner ?? '', /model/);
    assert.match(code?.cost ?? '', /^~?\$/);
    assert.deepEqual(state.rules, [{ name: 'rule 1', when: 'task code', deed: 'never acme/shy' }]);
    assert.deepEqual(
      state.health.map(({ state: how, stateText }) => [how, stateText]),
      [['working', 'ready']],
    );
  });

  it('says why nobody would be asked where there is no key', async () => {
    const state = await stateOf(section([]).host, 'routing');
    assert.equal(state.said, 'No route yet: add a key first.');
    for (const { winner, cost } of state.tasks) assert.ok(winner !== '' && cost === '');
  });

  it('explains a prompt without sending it, and says where it would go', async () => {
    const { host, hear, told } = section();
    await hear({ type: 'routing.explain', pick: 'auto', prompt: '  ', asAgent: false });
    assert.equal((await stateOf(host, 'routing')).explained, undefined);
    await hear({ type: 'routing.explain', pick: 'auto', prompt: 'Write a function that sorts.', asAgent: true });
    const { explained } = await stateOf(host, 'routing');
    assert.equal(explained?.routes.length, 1);
    assert.deepEqual(told, ['Type a prompt first.', `It would go to ${explained.routes[0]?.name}.`]);
    const alone = section([]);
    await alone.hear({ type: 'routing.explain', pick: 'auto', prompt: 'Hi', asAgent: false });
    assert.deepEqual(alone.told, ['No route can answer this prompt.']);
    assert.ok(((await stateOf(alone.host, 'routing')).explained?.facts.length ?? 0) > 0);
  });

  it('leads to the simulation and to the settings', async () => {
    const { hear, reached } = section();
    await hear({ type: 'routing.simulate' });
    for (const about of ['floors', 'rules', 'all'] as const) await hear({ type: 'routing.settings', about });
    assert.deepEqual(reached, [
      ['keyway.simulate'],
      ['workbench.action.openSettings', '@id:keyway.routing.floors'],
      ['workbench.action.openSettings', '@id:keyway.routing.rules'],
      ['workbench.action.openSettings', '@ext:keyway.keyway routing'],
    ]);
  });
});

describe('the section about usage', () => {
  const grounds: Grounds = {} as Grounds;
  const well = {
    summary: () => Promise.resolve(summary()),
    summaryBy: (by: string) => Promise.resolve([group(by === 'day' ? '2026-11-20' : 'openai/gpt-6-luna')]),
    grounds: () => Promise.resolve(grounds),
    recent: () => Promise.resolve([attempt()]),
    state: () => ({ recording: true }) as const,
  };

  const section = (ledger: object = {}, budgets = () => Promise.resolve([])) => {
    const around = pageFor();
    const logged: unknown[] = [];
    const read = { ...well, ...ledger } as typeof well;
    const host = usageHost({
      usage: {
        ledger: read,
        market: () => ({ offers: [], policy: defaultPolicy, modelOf: () => undefined }),
        baseline: () => '',
      } as unknown as Parameters<typeof usageHost>[0]['usage'],
      ledger: read as unknown as Parameters<typeof usageHost>[0]['ledger'],
      budgets: { standings: budgets },
      receipts: {
        all: () => [
          {
            lines: ['Answered by OpenAI', '$0.0031 · 2.0 s', 'Task code.'],
            cost: '$0.0031',
            isBeside: false,
            isRefused: false,
          },
        ],
      },
      log: { error: (...line) => void logged.push(line) },
      reach: around.reach,
      onDidChange: nothing,
    });
    const hear = async (message: FromPage): Promise<void> => host.hear(message, around.page);
    return { ...around, host, hear, logged };
  };

  it('leads to what is done about it elsewhere', async () => {
    const { hear, reached } = section();
    await hear({ type: 'usage.command', command: 'exportUsage' });
    await hear({ type: 'usage.budget', budget: 'day' });
    assert.deepEqual(reached, [['keyway.exportUsage'], ['keyway.showBudgets', 'day']]);
  });

  it('says why the ledger cannot be read, and shows receipts all the same', async () => {
    const trouble = () => Promise.reject(new LedgerTrouble('Keyway cannot read its usage ledger: the disk is full.'));
    const { host, logged } = section({ summary: trouble }, () =>
      Promise.reject(new LedgerUnusable('the disk is full')),
    );
    const state = await stateOf(host, 'usage');
    assert.match(state.trouble, /the disk is full\. Usage is not shown/);
    assert.deepEqual(state.requests, [{ title: 'Answered by OpenAI · $0.0031 · 2.0 s', lines: ['Task code.'] }]);
    assert.deepEqual([state.budgets, state.totals, logged], [[], [], []]);
  });

  it('says of a bug that the log knows more, and logs it', async () => {
    const { host, logged } = section({ summary: () => Promise.reject(new TypeError('a bug')) });
    const state = await stateOf(host, 'usage');
    assert.match(state.trouble, /“Keyway: Show Log” says why/);
    assert.equal(logged.length, 1);
  });

  it('remembers the question it was asked', async () => {
    const { host, hear } = section({ summary: () => Promise.reject(new LedgerTrouble('x')) });
    await hear({ type: 'usage.show', span: 'month', by: 'key' });
    assert.deepEqual((await stateOf(host, 'usage')).asked, { span: 'month', by: 'key' });
  });
});
