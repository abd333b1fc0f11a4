import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Health } from '../../src/core/health.ts';
import { anthropic } from '../../src/providers/anthropic.ts';
import { bedrock } from '../../src/providers/bedrock.ts';
import { deepseek } from '../../src/providers/deepseek.ts';
import { gemini } from '../../src/providers/gemini.ts';
import { groq } from '../../src/providers/groq.ts';
import { openai } from '../../src/providers/openai.ts';
import { replicate } from '../../src/providers/replicate.ts';
import { openLedger, type Ledger } from '../../src/usage/ledger.ts';
import { subjectOf } from '../wire/contract/subjects.ts';
import { within } from '../wire/contract/talk.ts';
import { ask, keyOf, openServers, priced, routeOf, says } from './stage.ts';

const subjects = [deepseek, openai, anthropic, gemini, bedrock, replicate].map(subjectOf);
const quick = subjectOf(groq);

describe('a slow server and a second route beside it', function () {
  // A busy machine is no failure.
  this.timeout(20_000);
  const folder = mkdtempSync(join(tmpdir(), 'keyway-hedge-'));
  let ledger: Ledger;
  before(() => {
    ledger = openLedger({ folder, onTrouble: (sentence) => assert.fail(sentence) });
  });
  after(async () => {
    await ledger.dispose();
    rmSync(folder, { recursive: true });
  });

  for (const subject of subjects)
    it(`give one answer, and the connection to ${subject.provider.name} is closed`, async () => {
      const servers = await openServers(subject, quick);
      try {
        servers.faulty.script({ body: [], end: 'silent' });
        servers.healthy.script(says(quick, 'Quick.'));
        const slow = priced(subject, 1, 100_000);
        const key = keyOf(subject, 'slow');
        const health = new Health();
        for (let round = 0; round < 5; round++)
          health.succeeded(routeOf(subject, slow, key), Date.now(), { firstTokenMs: 50 });
        const asked = await ask({
          offers: [
            { provider: subject.provider, model: slow, keys: [key] },
            { provider: quick.provider, model: priced(quick, 10, 100_000), keys: [keyOf(quick, 'quick')] },
          ],
          health,
          ledger,
          hedge: true,
          originOf: ({ provider }) =>
            provider.id === quick.provider.id ? servers.healthy.origin : servers.faulty.origin,
        });
        assert.equal(asked.shown, 'Quick.');
        assert.deepEqual(
          asked.rows.map(({ keyId, outcome, cost }) => [keyId, outcome, cost.from]),
          [
            ['slow', 'outrun', 'estimated'],
            ['quick', 'answered', 'computed'],
          ],
        );
        const [left] = servers.faulty.exchanges;
        assert.ok(left);
        await within(1_000, left.closed);
      } finally {
        await servers.close();
      }
    });
});
