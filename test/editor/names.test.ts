import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/editor/names.ts';

const room = join(import.meta.dirname, '../../src/editor');

describe('the names of commands', () => {
  it('are what sentences call them', () => {
    const titles = Object.values(commands).map((title): string => title.replace('…', ''));
    const called = fs
      .readdirSync(room)
      .flatMap((file) => [...fs.readFileSync(join(room, file), 'utf8').matchAll(/["“]Keyway: ([^"”]+)["”]/g)])
      .map((match) => match[1] ?? '');
    assert.ok(called.length >= 3);
    for (const name of called) assert.ok(titles.includes(name), `“Keyway: ${name}” is a command`);
  });
});
