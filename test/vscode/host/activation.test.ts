import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import { Session, type Debugger, type InspectorNotification } from 'node:inspector';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';
import type { Provider } from '../../../src/core/provider.ts';
import { providers } from '../../../src/providers/index.ts';

/** Suites are loaded before extensions that start late, so activation itself can be watched. */
const extension = vscode.extensions.getExtension('keyway.keyway');
const wasActive = extension?.isActive;

describe('Activation in the editor', () => {
  const requests = watchRequests();

  before(async () => {
    assert.ok(extension);
    assert.equal(wasActive, false, 'watching began before the activation');
    await extension.activate();
  });

  after(() => requests.stop());

  it('reads no SDK, no protocol and no list of models', async () => {
    const read = await scriptsRead();
    assert.ok(read.includes(path.join(root(), 'dist', 'extension.js')), 'the inspector sees our scripts');
    assert.deepEqual(read.filter(isSlow), []);
  });

  it('opens no ledger', () => {
    assert.deepEqual(
      filesOf(profile()).filter((file) => path.basename(file).startsWith('ledger.db')),
      [],
    );
  });

  it('registers every command of the manifest', async () => {
    assert.ok(extension);
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(contributes.commands.length > 10);
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  });

  it('answers who asks for its models, with none where there is no key, and still without an SDK', async () => {
    assert.deepEqual(await vscode.lm.selectChatModels({ vendor: 'keyway' }), []);
    const read = await scriptsRead();
    assert.ok(
      read.some((file) => path.basename(file).startsWith('table-')),
      'the table of models was read for the answer',
    );
    assert.deepEqual(
      read.filter((file) => isSlow(file) && !path.basename(file).startsWith('table-')),
      [],
    );
  });

  it('has asked no provider for anything', async () => {
    const known = providers.flatMap(({ baseUrl }: Provider) =>
      baseUrl === undefined ? [] : [new URL(baseUrl).hostname],
    );
    assert.ok(known.includes('api.openai.com'));
    assert.deepEqual(
      requests.hosts().filter((host) => [...known, 'models.dev'].includes(host)),
      [],
    );
  });

  // The two above would also pass if nobody were watching.
  it('would have been seen doing so', async () => {
    const server = createServer((_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    await (await fetch(`http://127.0.0.1:${address.port}/`)).text();
    assert.ok(requests.hosts().includes('127.0.0.1'));
    server.close();
    assert.ok(chunks().filter(isSlow).length >= 3, 'the bundle has chunks that activation must not read');
  });
});

/** The folder of the extension under development. */
const root = (): string => extension?.extensionPath ?? '';

const profile = (): string =>
  path.dirname(process.env['KEYWAY_TEST_RESULT'] ?? assert.fail('the harness names a result file'));

const filesOf = (folder: string): readonly string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

const chunks = (): readonly string[] => filesOf(path.join(root(), 'dist', 'chunks'));

/** What only a request needs: the SDKs by what they say of themselves, the protocols and the table by their size. */
const isSlow = (file: string): boolean =>
  file.includes(`${path.sep}chunks${path.sep}`) &&
  (/x-stainless|GoogleGenerativeAI|AmazonBedrock/i.test(fs.readFileSync(file, 'utf8')) ||
    /^(table|ask|openai-chat|openai-responses|anthropic-messages|gemini|bedrock-converse|replicate)-/.test(
      path.basename(file),
    ));

/** Every script of the bundle that this process has read so far: the debugger is told of each when it attaches. */
async function scriptsRead(): Promise<readonly string[]> {
  const session = new Session();
  session.connect();
  const urls: string[] = [];
  session.on(
    'Debugger.scriptParsed',
    ({ params }: InspectorNotification<Debugger.ScriptParsedEventDataType>) => void urls.push(params.url),
  );
  await new Promise<void>((resolve, reject) => {
    session.post('Debugger.enable', (error) => (error ? reject(error) : resolve()));
  });
  session.disconnect();
  const ours = `${root()}${path.sep}dist${path.sep}`;
  const files = urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  return files.filter((file) => file.startsWith(ours));
}

/** Node tells of every request of the process, by fetch or by http, whoever makes it. */
function watchRequests(): { readonly hosts: () => readonly string[]; readonly stop: () => void } {
  const hosts: string[] = [];
  const fetched = (message: unknown): void => {
    const { request } = message as { request: { origin?: string | URL } };
    hosts.push(URL.parse(String(request.origin))?.hostname ?? String(request.origin));
  };
  const asked = (message: unknown): void => void hosts.push((message as { request: { host: string } }).request.host);
  subscribe('undici:request:create', fetched);
  subscribe('http.client.request.start', asked);
  return {
    hosts: () => hosts,
    stop: () => {
      unsubscribe('undici:request:create', fetched);
      unsubscribe('http.client.request.start', asked);
    },
  };
}
