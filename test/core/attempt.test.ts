import assert from 'node:assert/strict';
import { weighed } from '../../src/core/attempt.ts';
import { attempt } from '../usage/samples.ts';

describe('an attempt on its way into the ledger', () => {
  it('has asked for its dearest candidate, and holds on to nothing that knows it', () => {
    let asked = 0;
    const found = { model: 'openai/gpt-6-luna', usd: 1 };
    const known = weighed(attempt({ dearest: () => (asked++ === 0 ? found : undefined) }));
    assert.equal(asked, 1);
    assert.deepEqual([known.dearest?.(), known.dearest?.(), asked], [found, found, 1]);
  });

  it('is recorded all the same where that goes wrong', () => {
    const dearest = (): never => {
      throw new Error('a price that nobody thought of');
    };
    const known = weighed(attempt({ dearest }));
    assert.deepEqual({ ...known, dearest: undefined }, { ...attempt(), dearest: undefined });
    assert.equal(known.dearest?.(), undefined);
  });
});
