import assert from 'node:assert/strict';
import type { Attempt } from '../../src/core/attempt.ts';
import { defaultPolicy, type Policy } from '../../src/core/policy.ts';
import type { Offer } from '../../src/core/plan.ts';
import { simulateRouting } from '../../src/editor/simulate.ts';
import type { Shared } from '../../src/usage/ledger.ts';
import { offer } from '../core/samples.ts';
import { attempt, inRoom } from '../usage/samples.ts';
import { Scripted } from './scripted.ts';

const now = Date.UTC(2026, 10, 20, 12);
const day = 86_400_000;

const strength = { code: 4, reasoning: 4, general: 4 } as const;
const offers: readonly Offer[] = [
  offer('openai/gpt-6-luna', ['k1'], { strength, price: { input: 10, output: 20 } }),
  offer('deepseek/deepseek-v4', ['k2'], { strength, price: { input: 1, output: 2 } }),
];

interface Visit {
  readonly shared: Pick<Shared, 'use'>;
  readonly unlocked?: readonly Offer[];
  readonly policy?: Policy;
}

/** The page that a person who answers so is shown. */
const pageFor = async (person: Scripted, { shared, unlocked = offers, policy = defaultPolicy }: Visit) => {
  const pages: string[] = [];
  await simulateRouting({
    questions: person,
    shared,
    offers: () => Promise.resolve(unlocked),
    policy: () => policy,
    outputs: () => undefined,
    show: (name, markdown) => {
      pages.push(`${name}: ${markdown}`);
      return Promise.resolve();
    },
    clock: () => now,
  });
  return pages;
};

const recorded = async (
  attempts: readonly Partial<Attempt>[],
  visit: (shared: Pick<Shared, 'use'>) => Promise<void>,
): Promise<void> =>
  inRoom(async ({ open }) => {
    const ledger = open();
    for (const [index, facts] of attempts.entries())
      ledger.record(
        attempt({
          requestId: `request-${index}`,
          at: now - 1_000,
          usage: { input: 10_000, output: 1_000 },
          cost: { usd: 0.12, from: 'computed' },
          ...facts,
        }),
      );
    await visit(ledger.shared);
  });

describe('the command that simulates routing', () => {
  it('shows what the requests of the chosen days would have cost', () =>
    recorded([{}, { at: now - 2 * day }, { at: now - 8 * day }], async (shared) => {
      const person = new Scripted([{ pick: 'The last 7 days' }, { pick: 'Nothing' }]);
      const [page = ''] = await pageFor(person, { shared });
      assert.ok(page.startsWith('Simulated Routing: # Simulated routing\n'));
      assert.ok(page.includes('the last 7 days would have cost with today’s keys and rules'));
      assert.ok(page.includes('**2 requests cost $0.24 and would have cost ~$0.024: 90% less.**'), page);
      assert.ok(page.includes('| deepseek/deepseek-v4 | 2 | 2 |'));
    }));

  it('changes what the person picks: a provider’s keys are away, or alone', () =>
    recorded([{}], async (shared) => {
      const without = new Scripted([{ pick: 'The last 24 hours' }, { pick: 'Without DEEPSEEK' }]);
      const [stays = ''] = await pageFor(without, { shared });
      assert.ok(stays.includes('without the keys of DeepSeek'));
      assert.ok(stays.includes('would have cost ~$0.12: the same.'), stays);
      const only = new Scripted([{ pick: 'The last 24 hours' }, { pick: 'Only DEEPSEEK' }]);
      const [moves = ''] = await pageFor(only, { shared });
      assert.ok(moves.includes('would have cost ~$0.012: 90% less.'), moves);
    }));

  it('offers no provider to take away where there is only one', () =>
    recorded([{}], async (shared) => {
      const person = new Scripted([{ pick: 'The last 30 days' }, 'escape']);
      assert.deepEqual(await pageFor(person, { shared, unlocked: offers.slice(0, 1) }), []);
      const labels = person.choicesSeen.flat().map(({ label }) => label);
      assert.ok(labels.includes('Nothing'));
      assert.ok(!labels.some((label) => label.startsWith('Without') || label.startsWith('Only')));
    }));

  it('says that rules about languages do not count', () =>
    recorded([{}], async (shared) => {
      const policy = { ...defaultPolicy, rules: [{ when: { language: 'cobol' }, never: ['deepseek/*'] }] };
      const person = new Scripted([{ pick: 'The last 7 days' }, { pick: 'Nothing' }]);
      const [page = ''] = await pageFor(person, { shared, policy });
      assert.ok(page.includes('Rules that ask for a language are passed over'));
    }));

  it('says so where nothing was recorded, and where the ledger cannot be read', async () => {
    await recorded([], async (shared) => {
      const person = new Scripted([{ pick: 'The last 7 days' }, { pick: 'Nothing' }]);
      const [page = ''] = await pageFor(person, { shared });
      assert.ok(page.includes('No request of the last 7 days can be compared.'));
    });
    const person = new Scripted([{ pick: 'The last 7 days' }, { pick: 'Nothing' }]);
    const use = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    assert.deepEqual(await pageFor(person, { shared: { use } }), []);
    assert.deepEqual(person.told, ['warning: Keyway cannot read its usage ledger: the disk is full.']);
  });
});
