import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { commands, contextKeys, settings } from '../../src/editor/names.ts';
import { manifest, propertiesIn } from '../spoken-manifest.ts';

const { contributes } = manifest;
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

describe('the manifest', () => {
  it('offers every command under its title, and no other', () => {
    const offered = contributes.commands.map(({ command, title }) => [command, title]);
    assert.deepEqual(Object.fromEntries(offered), commands);
    for (const { category } of contributes.commands) assert.equal(category, 'Keyway');
  });

  it('offers every setting with its scope, and no other', () => {
    const offered = Object.entries(propertiesIn(manifest)).map(([id, { scope }]) => [id, scope]);
    assert.deepEqual(Object.fromEntries(offered), settings);
  });

  it('asks only for context keys that are kept', () => {
    const asked = contributes.commands.flatMap(({ enablement = '' }) => enablement.match(/keyway\.\w+/g) ?? []);
    assert.ok(asked.length > 0);
    for (const name of asked) assert.ok(name in contextKeys, name);
  });
});
