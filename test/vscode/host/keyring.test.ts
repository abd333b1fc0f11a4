import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { commands } from '../../../src/editor/names.ts';
import { type Answer, type TextQuestion } from '../../../src/editor/questions.ts';
import { questionsIn, type Window } from '../../../src/editor/quick-input.ts';

const run = async (command: string, ...values: readonly unknown[]): Promise<unknown> =>
  vscode.commands.executeCommand(command, ...values);

/** The boxes that were opened, so that a test can type into them as nobody else can from inside the editor. */
const watched = (): {
  readonly window: Window;
  readonly boxes: vscode.InputBox[];
  readonly lists: vscode.QuickPick<vscode.QuickPickItem>[];
} => {
  const boxes: vscode.InputBox[] = [];
  const lists: vscode.QuickPick<vscode.QuickPickItem>[] = [];
  const { showWarningMessage, withProgress } = vscode.window;
  const window: Window = {
    showWarningMessage,
    withProgress,
    createInputBox: () => {
      const box = vscode.window.createInputBox();
      boxes.push(box);
      return box;
    },
    createQuickPick: <T extends vscode.QuickPickItem>() => {
      const list = vscode.window.createQuickPick<T>();
      lists.push(list as unknown as vscode.QuickPick<vscode.QuickPickItem>);
      return list;
    },
  };
  return { window, boxes, lists };
};

/** Does something over and over until the question is answered. */
const until = async <T>(question: Promise<T>, act: () => PromiseLike<unknown>): Promise<T> => {
  let isOpen = true;
  const answer = question.finally(() => (isOpen = false));
  while (isOpen) {
    await act();
    await Promise.race([answer, delay(50)]);
  }
  return answer;
};

/** Presses Enter until it is: a box takes some time to come up. */
const accepted = <T>(question: Promise<T>): Promise<T> =>
  until(question, () => run('workbench.action.acceptSelectedQuickOpenItem'));

describe('quick inputs in the editor', () => {
  afterEach(async () => {
    await run('workbench.action.closeQuickOpen');
  });

  it('take a text, read, with the place in the series and as dots', async () => {
    const { window, boxes } = watched();
    const question: TextQuestion = {
      title: 'T',
      step: 2,
      steps: 3,
      canGoBack: true,
      prompt: 'P',
      placeholder: 'sk-…',
      value: ' typed ',
      secret: true,
      read: (typed) => ({ value: typed.trim(), warning: 'W' }),
    };
    const answer = await accepted(questionsIn(window).type(question));
    assert.deepEqual(answer, { type: 'answer', value: 'typed' });
    const [box] = boxes;
    assert.ok(box);
    assert.deepEqual([box.title, box.step, box.totalSteps, box.password, box.ignoreFocusOut], ['T', 2, 3, true, true]);
    assert.deepEqual(box.buttons, [vscode.QuickInputButtons.Back]);
    assert.deepEqual(box.validationMessage, { message: 'W', severity: vscode.InputBoxValidationSeverity.Warning });
  });

  it('stay open for as long as there is a problem', async () => {
    const { window, boxes } = watched();
    let isGood = false;
    const question = questionsIn(window).type({
      title: 'T',
      prompt: 'P',
      read: () => (isGood ? { value: 'good' } : { problem: 'Enter a value.' }),
    });
    let answer: Answer<string> | undefined;
    const answered = question.then((given) => (answer = given));
    while (boxes[0]?.validationMessage === undefined) {
      await run('workbench.action.acceptSelectedQuickOpenItem');
      await delay(20);
    }
    assert.deepEqual(boxes[0].validationMessage, {
      message: 'Enter a value.',
      severity: vscode.InputBoxValidationSeverity.Error,
    });
    assert.equal(answer, undefined);
    isGood = true;
    // Only a change lets VS Code accept after an error; a person makes one by typing.
    boxes[0].validationMessage = undefined;
    assert.deepEqual(await accepted(answered), { type: 'answer', value: 'good' });
  });

  it('go back, and are cancelled by Escape', async () => {
    const { window } = watched();
    const asked = (): Promise<Answer<string>> =>
      questionsIn(window).type({ title: 'T', prompt: 'P', canGoBack: true, read: (value) => ({ value }) });
    assert.deepEqual(await until(asked(), () => run('workbench.action.quickInputBack')), { type: 'back' });
    assert.deepEqual(await until(asked(), () => run('workbench.action.closeQuickOpen')), { type: 'cancelled' });
  });

  it('offer choices in their groups', async () => {
    const { window, lists } = watched();
    const answer = await accepted(
      questionsIn(window).choose({
        title: 'T',
        placeholder: 'P',
        choices: [
          { value: 1, label: 'one', group: 'A', description: 'd', detail: 'e' },
          { value: 2, label: 'two', group: 'A' },
          { value: 3, label: 'three', group: 'B' },
        ],
      }),
    );
    assert.deepEqual(answer, { type: 'answer', value: 1 });
    const separator = vscode.QuickPickItemKind.Separator;
    assert.deepEqual(
      lists[0]?.items.map(({ label, kind }) => (kind === separator ? `-- ${label}` : label)),
      ['-- A', 'one', 'two', '-- B', 'three'],
    );
  });

  it('offer several with the likely ones picked', async () => {
    const { window } = watched();
    const answer = await accepted(
      questionsIn(window).chooseSeveral({
        title: 'T',
        placeholder: 'P',
        choices: [
          { value: 1, label: 'one', picked: true },
          { value: 2, label: 'two', picked: false },
          { value: 3, label: 'three', picked: true },
        ],
      }),
    );
    assert.deepEqual(answer, { type: 'answer', value: [1, 3] });
  });

  it('show that work is going on and hand its result over', async () => {
    const { window } = watched();
    assert.equal(await questionsIn(window).during('Working…', async () => 7), 7);
    await assert.rejects(
      questionsIn(window).during('Working…', async () => {
        throw new Error('broken');
      }),
      /broken/,
    );
  });
});

describe('keys in the editor', function () {
  // The first key opens the editor's own chat, whose extension takes seconds to load on a small machine.
  this.timeout(60_000);

  const secret = `ollama-canary-${'x'.repeat(20)}`;
  let home: Provider;
  let elsewhere: Provider;

  before(async () => {
    [home, elsewhere] = await Promise.all([provider(), provider()]);
    await vscode.extensions.getExtension('keyway.keyway')?.activate();
  });
  after(async () => {
    delete process.env['OLLAMA_API_KEY'];
    await sendTo(undefined);
    // Removing asks in a modal dialog, which nothing in here can answer; disabled it unlocks nothing for other suites.
    await run('keyway.disableKey', (await recorded()).id);
    for (const { server } of [home, elsewhere]) {
      server.closeAllConnections();
      server.close();
    }
  });

  const sendTo = async (ollama: string | undefined): Promise<void> => {
    const settings = vscode.workspace.getConfiguration('keyway');
    await settings.update('baseUrls', ollama === undefined ? undefined : { ollama }, vscode.ConfigurationTarget.Global);
  };

  it('have every command that the tables name', async () => {
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      Object.keys(commands).filter((id) => !registered.includes(id)),
      [],
    );
  });

  it('go from the environment into the keychain, to their own server, and into no file', async () => {
    process.env['OLLAMA_API_KEY'] = secret;
    await sendTo(`${home.url}/v1`);
    await accepted(run('keyway.importKeys'));
    const record = await recorded();
    assert.equal(record.provider, 'ollama');
    await run('keyway.testKey', record.id);
    assert.ok(home.authorizations.includes(`Bearer ${secret}`), 'the key came back out of the keychain');
    for (const file of filesOf(profile()))
      assert.ok(!fs.readFileSync(file).includes(secret), `${file} holds the secret`);
  });

  it('are not sent where a setting now points', async () => {
    const { id } = await recorded();
    await sendTo(elsewhere.url);
    assert.deepEqual(vscode.workspace.getConfiguration('keyway').get('baseUrls'), { ollama: elsewhere.url });
    await run('keyway.testKey', id);
    await run('keyway.refreshModels');
    assert.deepEqual(elsewhere.authorizations, []);
  });

  it('can be disabled and enabled', async () => {
    const { id } = await recorded();
    await run('keyway.disableKey', id);
    assert.equal((await recorded()).enabled, false);
    await run('keyway.enableKey', id);
    assert.equal((await recorded()).enabled, true);
  });
});

interface Provider {
  readonly server: Server;
  readonly url: string;
  /** What came with each request. */
  readonly authorizations: (string | undefined)[];
}

const provider = async (): Promise<Provider> => {
  const authorizations: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json');
    response.end('{"models":[],"data":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { server, url: `http://127.0.0.1:${address.port}`, authorizations };
};

interface Recorded {
  readonly id: string;
  readonly provider: string;
  readonly enabled: boolean;
}

/** The folder of this run: its data are somewhere in it. */
const profile = (): string =>
  path.dirname(process.env['KEYWAY_TEST_RESULT'] ?? assert.fail('the harness names a result file'));

const filesOf = (folder: string): readonly string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

const recorded = async (): Promise<Recorded> => {
  const file = filesOf(profile()).find((name) => name.endsWith(path.join('keyway.keyway', 'keys.json')));
  assert.ok(file, 'keys.json was written');
  const { keys }: { keys: Recorded[] } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const key = keys.find((one) => one.provider === 'ollama');
  assert.ok(key);
  return key;
};
