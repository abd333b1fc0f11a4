import assert from 'node:assert/strict';
import { Health } from '../../src/core/health.ts';
import type { Offer } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import { explainRoute } from '../../src/editor/explain-route.ts';
import { offer } from '../core/samples.ts';
import { quiet } from './quiet.ts';
import { Scripted, type Act } from './scripted.ts';

const tea = 'Tell me about the history of tea.';
const unsent = (): never => assert.fail('nothing is sent');

/** The page that a person who answers so is shown. */
const pagesFor = async (acts: readonly Act[], offers: readonly Offer[] = [offer('acme/model')], selected = '') => {
  const pages: string[] = [];
  const rules = [{ when: { caller: 'keyway.participant' }, never: ['acme/shy'] }];
  const policy = { ...defaultPolicy, rules };
  await explainRoute({
    questions: new Scripted(acts),
    selected,
    house: {
      ...quiet(),
      policy: () => policy,
      offers: () => offers,
      modelOf: () => undefined,
      health: new Health(),
      open: unsent,
      embed: unsent,
      patienceOf: unsent,
      newId: unsent,
      onAttempt: unsent,
      onReceipt: unsent,
    },
    show: (name, markdown) => {
      pages.push(`${name}: ${markdown}`);
      return Promise.resolve();
    },
  });
  return pages;
};

describe('Explain Route', () => {
  it('shows where a prompt would go as a chat asks, and whose rules count', async () => {
    const [page = ''] = await pagesFor([{ pick: 'Auto' }, { type: tea }], [offer('acme/model'), offer('acme/shy')]);
    assert.match(page, /^Route: # Where this prompt would go\n\nIt is taken as asked of Auto\. Nothing was sent\./);
    assert.match(page, /For rules by caller it counts as asked by @keyway \(`keyway\.participant`\)\./);
    assert.match(page, /Task: chat/);
    assert.match(page, /ACME shy[^]*never uses it/);
  });

  it('shows it as an agent asks, with tools', async () => {
    const mute = offer('acme/mute', ['k1'], { tools: false });
    const [page = ''] = await pagesFor([{ pick: 'Auto, as an agent' }, 'enter'], [offer('acme/model'), mute], tea);
    assert.match(page, /asked of Auto by an agent with tools\./);
    assert.match(page, /Task: code \\\(it brings tools\\\)/);
    assert.match(page, /ACME mute[^]*calls no tools/);
  });

  it('says why there is nothing', async () => {
    const [page = ''] = await pagesFor([{ pick: 'Auto' }, { type: tea }], []);
    assert.match(page, /No route can take this request: none of your keys unlocks a model for it\./);
  });

  it('shows nothing to who gives up', async () => {
    assert.deepEqual(await pagesFor(['escape']), []);
    assert.deepEqual(await pagesFor([{ pick: 'Auto' }, 'escape']), []);
  });
});
