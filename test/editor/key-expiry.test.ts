import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { localDay } from '../../src/core/key-date.ts';
import type { Key } from '../../src/core/key.ts';
import { keyCommands } from '../../src/editor/key-commands.ts';
import { expiryDayOf, readExpiry } from '../../src/editor/key-expiry.ts';
import { testSaved } from '../../src/editor/key-test.ts';
import { datesOf } from '../../src/editor/key-words.ts';
import { Desk } from './desk.ts';

const secret = `toll-${'a'.repeat(24)}`;
const origin = 'https://api.toll.example';
const day = 86_400_000;

describe('the expiry of a key', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await desk.open();
    await desk.keyring.add({
      provider: 'toll',
      nickname: 'work',
      plain: {},
      secret: { origin, fields: { apiKey: secret } },
    });
  });
  afterEach(() => desk.close(secret));

  const key = (): Key => desk.keyring.list()[0] ?? assert.fail('there is a key');
  const file = (): Record<string, unknown> =>
    JSON.parse(fs.readFileSync(join(desk.folder, 'keys.json'), 'utf8')).keys[0];
  const write = (change: object): void =>
    fs.writeFileSync(join(desk.folder, 'keys.json'), JSON.stringify({ version: 1, keys: [{ ...file(), ...change }] }));

  it('is asked for, kept, shown, changed and taken away', async () => {
    const inTen = localDay(desk.now + 10 * day);
    await keyCommands(desk.for({ pick: 'work' }, { type: ` ${inTen} ` }))['keyway.setKeyExpiry']();
    assert.deepEqual(desk.person.told, [`info: Toll key “work” expires on ${inTen}.`]);
    assert.equal(file()['expiresOn'], inTen);
    await desk.reopen();
    assert.equal(key().expiresOn, inTen);
    assert.match(datesOf(key(), desk.now), new RegExp(` · expires on ${inTen}$`));
    await keyCommands(desk.for('enter'))['keyway.setKeyExpiry'](key().id);
    assert.equal(key().expiresOn, inTen, 'what stands in the box is what is there');
    await keyCommands(desk.for({ type: '' }))['keyway.setKeyExpiry'](key().id);
    assert.deepEqual(desk.person.told, ['info: Toll key “work” has no expiry date now.']);
    assert.equal('expiresOn' in file(), false);
    await keyCommands(desk.for('escape'))['keyway.setKeyExpiry'](key().id);
  });

  it('is read strictly, and says what a date looks like', () => {
    const now = new Date(2026, 10, 21, 12).getTime();
    for (const typed of ['tomorrow', '21.11.2026', '2026-11-31', '2026-2-3', '20261121', '2026-11-21T10:00', '0'])
      assert.equal(readExpiry(typed, now).problem, 'Type a day as year-month-day: 2027-03-31.', typed);
    assert.match(readExpiry('2126-11-21', now).problem ?? '', /more than 20 years ahead/);
    assert.deepEqual(readExpiry('2026-11-20', now), {
      value: '2026-11-20',
      warning: 'That day is over: today is 2026-11-21.',
    });
    assert.deepEqual(readExpiry('2026-11-21', now), { value: '2026-11-21' });
  });

  it('says in lists that the day has come, and that it is over', () => {
    const on = (expiresOn: string) =>
      datesOf({ ...key(), expiresOn }, desk.now)
        .split(' · ')
        .at(-1);
    const today = localDay(desk.now);
    assert.equal(on(today), 'expires today');
    assert.equal(on(localDay(desk.now - day)), `expired on ${localDay(desk.now - day)}`);
  });

  it('goes with the secret it was for, and with nothing else', async () => {
    await desk.keyring.update(key().id, { expiresOn: '2027-03-31' });
    await desk.keyring.update(key().id, { nickname: 'home' });
    await desk.keyring.setEnabled(key().id, false);
    await desk.keyring.setPriority(key().id, 1);
    assert.equal(key().expiresOn, '2027-03-31');
    await desk.keyring.update(key().id, { secret: { origin, fields: { apiKey: secret } } });
    assert.equal(key().expiresOn, undefined);
    assert.equal('expiresOn' in file(), false);
  });

  it('is absent in the files of older versions, which stay readable', async () => {
    assert.equal('expiresOn' in file(), false);
    await desk.reopen();
    assert.equal(key().expiresOn, undefined);
  });

  it('that is no day makes no key unusable', async () => {
    for (const expiresOn of ['soon', '2026-02-30', 5, null, { day: 1 }]) {
      write({ expiresOn });
      await desk.reopen();
      assert.equal(key().nickname, 'work');
      assert.equal(key().expiresOn, undefined);
    }
  });

  it('is taken from the provider where it tells it, in the person’s own calendar', async () => {
    const expiresAt = desk.now + 30 * day;
    desk.findings = [{ verdict: 'valid', sentence: 'It works.', told: { expiresAt } }];
    await testSaved(desk.for(), key());
    assert.equal(key().expiresOn, localDay(expiresAt));
    desk.findings = [{ verdict: 'valid', sentence: 'It works.' }];
    await testSaved(desk.for(), key());
    assert.equal(key().expiresOn, localDay(expiresAt), 'silence says nothing');
    await desk.reopen();
    assert.equal(key().expiresOn, localDay(expiresAt));
  });

  it('that a provider tells is believed only where it is a day', () => {
    for (const at of [undefined, Number.NaN, Number.POSITIVE_INFINITY, 9e15, -9e15, 8.64e15])
      assert.equal(expiryDayOf(at), undefined, String(at));
  });
});
