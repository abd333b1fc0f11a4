import assert from 'node:assert/strict';
import { tableOf } from '../../src/catalog/catalog.ts';
import { row } from './rows.ts';

describe('a table', () => {
  const sample = tableOf([row('acme/big', { aliases: ['big-latest', 'small'] }), row('acme/small'), row('other/big')]);

  it('finds a model by its id and by its aliases, with its own provider only', () => {
    const acme = sample.of('acme');
    assert.equal(acme.get('big-latest')?.id, 'big');
    assert.equal(acme.get('big')?.provider, 'acme');
    assert.equal(sample.of('other').get('big-latest'), undefined);
    assert.equal(sample.of('nobody').size, 0);
  });

  it('takes a model’s own id before another’s alias', () => {
    assert.equal(sample.of('acme').get('small')?.id, 'small');
  });
});
