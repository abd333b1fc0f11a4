import { existsSync } from 'node:fs';
import * as os from 'node:os';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { type BookLook, bookFacts, offeredModels } from './diagnose-books.ts';
import { chatFacts, listedModels } from './diagnose-chat.ts';
import { doorsOf, keyFacts } from './diagnose-keys.ts';
import { hasProxy, knockAt } from './diagnose-network.ts';
import type { Facts, NetworkFacts, ProgramFacts } from './diagnosis.ts';
import type { KeyDesk } from './key-desk.ts';

export interface DiagnoseParts extends BookLook {
  readonly context: vscode.ExtensionContext;
  readonly desk: KeyDesk;
}

/** Everything that is looked at, at once. Asks the providers' servers whether they are there, and nobody else anything. */
export const gather = async (parts: DiagnoseParts): Promise<Facts> => {
  const { context, desk, offers } = parts;
  const { secrets, globalState: memory } = context;
  const hasKeys = desk.keyring.list().length > 0;
  await offers.ready();
  const [chat, listed, network, keys, books] = await Promise.all([
    chatFacts(hasKeys),
    listedModels(),
    networkFacts(desk),
    keyFacts({ desk, secrets, memory, session: vscode.env.sessionId, mayLackKeyring: mayLackKeyring() }),
    bookFacts(parts),
  ]);
  return { program: programFacts(context), chat, models: { ...offeredModels(parts), listed }, network, keys, books };
};

const Manifest = z.object({ version: z.string(), engines: z.object({ vscode: z.string() }) });

const programFacts = ({ extension }: vscode.ExtensionContext): ProgramFacts => {
  const { version, engines } = Manifest.parse(extension.packageJSON);
  const { remoteName } = vscode.env;
  return {
    editor: vscode.version,
    editorName: vscode.env.appName,
    keyway: version,
    oldestEditor: engines.vscode.replace(/^\D+/, ''),
    system: `${process.platform} ${os.release()} ${process.arch}, Node ${process.versions.node}`,
    surface: vscode.env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop',
    // A server in a browser is called by its address, which is nobody's business.
    ...(remoteName !== undefined && { remote: /^[a-z-]+$/.test(remoteName) ? remoteName : 'server' }),
    language: vscode.env.language,
    isTrusted: vscode.workspace.isTrusted,
  };
};

const networkFacts = async (desk: KeyDesk): Promise<NetworkFacts> => {
  const http = vscode.workspace.getConfiguration('http');
  const isSet = (http.get<unknown>('proxy') ?? '') !== '';
  return {
    servers: await knockAt(doorsOf(desk)),
    proxyFrom: [...(isSet ? (['setting'] as const) : []), ...(hasProxy(process.env) ? (['environment'] as const) : [])],
    proxySupport: http.get('proxySupport', ''),
    checksProxyCertificate: http.get<unknown>('proxyStrictSSL') !== false,
  };
};

/** VS Code on a Linux desktop asks the keyring over D-Bus; where there is no bus there is no keyring. */
const mayLackKeyring = (): boolean =>
  process.platform === 'linux' &&
  vscode.env.uiKind === vscode.UIKind.Desktop &&
  vscode.env.remoteName === undefined &&
  !process.env['DBUS_SESSION_BUS_ADDRESS'] &&
  !existsSync(`/run/user/${os.userInfo().uid}/bus`);
