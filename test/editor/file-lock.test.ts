import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { withFileLock } from '../../src/editor/file-lock.ts';

describe('a lock on a file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'keyway-lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('lets one in at a time, and everybody in the end', async () => {
    let inside = 0;
    let visits = 0;
    const visit = (): Promise<void> =>
      withFileLock(path, async () => {
        inside += 1;
        assert.equal(inside, 1);
        await delay(1);
        inside -= 1;
        visits += 1;
      });
    await Promise.all([visit(), visit(), visit(), visit(), visit()]);
    assert.equal(visits, 5);
    assert.ok(!fs.existsSync(path));
  });

  it('is opened again by work that fails', async () => {
    await assert.rejects(
      withFileLock(path, () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(await withFileLock(path, () => Promise.resolve(7)), 7);
  });

  it('tells a window that was away too long that another has it now, and leaves it to that', async () => {
    const late = withFileLock(path, async ({ verify }) => {
      await verify();
      fs.writeFileSync(path, 'somebody else');
      await verify();
    });
    await assert.rejects(late, /another window took over/);
    assert.equal(fs.readFileSync(path, 'utf8'), 'somebody else');
  });

  it('is not waited for for ever', async () => {
    fs.writeFileSync(path, 'somebody else');
    await assert.rejects(
      withFileLock(path, () => assert.fail('was let in'), 50),
      /another window has held/,
    );
  });
});
