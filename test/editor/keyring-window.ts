/** One window's keyring in a process of its own: `node keyring-window.ts <folder> <name> <count>` adds that many keys. */
import { Keyring } from '../../src/editor/keyring.ts';
import { FakeSecrets } from './fake-secrets.ts';

const [folder = '', name = '', count = ''] = process.argv.slice(2);
const warn = (sentence: string): void => {
  throw new Error(sentence);
};
const keyring = await Keyring.open({ folder, secrets: new FakeSecrets(), clock: Date.now, warn });
for (let number = 0; number < Number(count); number += 1) {
  const secret = { origin: 'https://api.openai.com', fields: { apiKey: 'sk-x' } };
  const key = await keyring.add({ provider: 'openai', nickname: `${name}${number}`, plain: {}, secret });
  keyring.noteUsed(key.id);
}
await keyring.flush();
keyring.dispose();
