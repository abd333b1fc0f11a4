import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { startSandbox, type Sandbox } from './sandbox.ts';
import { plant, type Planted } from './withheld.ts';

describe('the check that no withheld file is ever sent', () => {
  let sandbox: Sandbox;
  let workspace: string;
  let planted: Planted;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-chat',
      models: ['m'],
      behave: () => ({ does: 'answer', text: 'Yes.' }),
    });
  });

  after(() => sandbox.stop());

  beforeEach(() => {
    workspace = fs.mkdtempSync(path.join(tmpdir(), 'keyway-withheld-'));
    planted = plant(workspace);
  });

  afterEach(() => fs.rmSync(workspace, { recursive: true, force: true }));

  const textOf = (file: string): string => fs.readFileSync(path.join(workspace, file), 'utf8');

  const send = async (content: string): Promise<void> => {
    const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] });
    await (await fetch(`${sandbox.baseUrl}/chat/completions`, { method: 'POST', body })).text();
  };

  const forms: Readonly<Record<string, (text: string) => string>> = {
    'as it is, escaped by JSON': (text) => text,
    'escaped by JSON twice': (text) => JSON.stringify({ text }),
    'as base64': (text) => Buffer.from(text).toString('base64'),
    'as base64 of a longer text': (text) => Buffer.from(`// a\n${text}`).toString('base64'),
    'as base64 of another text': (text) => Buffer.from(`{"a":1,"text":${JSON.stringify(text)}}`).toString('base64url'),
    'as hex': (text) => Buffer.from(text).toString('hex'),
    'as a part of an address': (text) => encodeURIComponent(text),
  };

  for (const [name, form] of Object.entries(forms))
    it(`fails where one was sent ${name}`, async () => {
      for (const file of [planted.ignored, planted.excluded]) {
        await send(`Look at this: ${form(textOf(file))}`);
        assert.throws(planted.check, new RegExp(`A file that must never be sent was sent: ${file} to /v1/chat`));
        planted = plant(workspace);
      }
    });

  it('passes where they were only named, and after that looks for them no longer', async () => {
    await send(`Look at ${planted.ignored} and ${planted.excluded}.`);
    planted.check();
    await send(textOf(planted.ignored));
    planted.check();
  });

  it('sees what other workspaces are sent apart from each other', async () => {
    const other = plant(fs.mkdtempSync(path.join(workspace, 'other-')));
    await send(textOf(planted.ignored));
    other.check();
    assert.throws(planted.check);
  });
});
