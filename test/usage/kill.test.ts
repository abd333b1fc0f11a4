import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { randomOf } from './budget-crowd.ts';
import { assertCounted } from './recount.ts';
import { always, inRoom } from './samples.ts';

const writer = fileURLToPath(new URL('endless-writer.ts', import.meta.url));

/** One attempt that a window said it had recorded, and when. */
interface Said {
  readonly id: string;
  readonly at: number;
}

interface Killed {
  /** Not after it was killed, milliseconds since 1970. */
  readonly at: number;
  readonly said: readonly Said[];
}

/** Runs a window, and kills it so many milliseconds after its first attempt. */
const runAndKill = async (folder: string, name: string, after: number): Promise<Killed> => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', writer, folder, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  await once(child.stdout, 'data');
  await pause(after);
  const at = Date.now();
  child.kill('SIGKILL');
  await once(child, 'close');
  const lines = text.split('\n').slice(0, -1);
  assert.deepEqual(
    lines.filter((line) => line.startsWith('trouble')),
    [],
  );
  const said = lines.map((line) => {
    const [number, time] = line.split(' ');
    return { id: `${name} ${number}`, at: Number(time) };
  });
  return { at, said };
};

/** Those that are missing, after the file was opened as the next window does. */
const missingIn = (database: DatabaseSync, { said }: Killed): readonly Said[] => {
  const find = database.prepare('SELECT 1 FROM attempt WHERE at BETWEEN ? AND ? AND request_id = ?');
  return said.filter(({ id, at }) => !find.get(at - 60_000, at, id));
};

describe('a window that is killed', () => {
  it('at any of 50 moments leaves a ledger that is whole, counted, and short of a quarter of a second at most', async function () {
    this.timeout(120_000);
    const random = randomOf(50);
    await inRoom(async ({ folder, open, heard }) => {
      let worst = 0;
      let oldest = 0;
      let all = 0;
      for (let kill = 1; kill <= 50; kill++) {
        const killed = await runAndKill(folder, `window-${kill}`, 150 + random() * 250);
        const database = new DatabaseSync(join(folder, 'ledger.db'));
        const missing = missingIn(database, killed);
        assert.equal(database.prepare('PRAGMA integrity_check').get()?.['integrity_check'], 'ok');
        // What is in the file are the first ones of a window, without a gap.
        assert.deepEqual(missing, killed.said.slice(killed.said.length - missing.length));
        for (const { id, at } of missing)
          assert.ok(at >= killed.at - 250, `${id} is missing, ${killed.at - at} ms old`);
        worst = Math.max(worst, missing.length);
        oldest = Math.max(oldest, killed.at - (missing[0]?.at ?? killed.at));
        all += killed.said.length;
        if (kill % 10 === 0) assertCounted(database);
        database.close();
      }
      const ledger = open();
      const summary = await ledger.summary(always);
      console.log(
        `      ${all} attempts, ${all - summary.attempts} missing after 50 kills: ${worst} at most, the oldest ${oldest} ms old`,
      );
      assert.ok(all > 5_000 && summary.attempts > all / 2);
      assert.equal(summary.requests, summary.attempts);
      assert.deepEqual(heard, []);
    });
  });
});
