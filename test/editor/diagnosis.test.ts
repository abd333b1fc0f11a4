import assert from 'node:assert/strict';
import { chatChecks } from '../../src/editor/diagnosis-chat.ts';
import { keyChecks } from '../../src/editor/diagnosis-keys.ts';
import { isOlder, networkChecks } from '../../src/editor/diagnosis-network.ts';
import { countsText, diagnose, reportText, spoken } from '../../src/editor/diagnosis-report.ts';
import type { Check, Facts, FindingState, Fix } from '../../src/editor/diagnosis.ts';
import { commands } from '../../src/editor/names.ts';

const canary = 'c4n4ryQ7w9e2R5t8Y1u3I6o0P';

/** A person for whom all is well. */
const well: Facts = {
  program: {
    editor: '1.139.1',
    editorName: 'VS Code',
    keyway: '0.1.0',
    oldestEditor: '1.122.0',
    system: 'linux 6.1 x64',
    surface: 'desktop',
    language: 'en',
    isTrusted: true,
  },
  chat: {
    offIn: [],
    policies: [],
    isEnabled: true,
    group: 'there',
    isSignedIn: false,
    agentHostModels: true,
    utilityModels: ['keyway/auto', 'keyway/auto'],
    utilityDefault: 'copilot',
  },
  models: { offered: 40, listed: ['auto', 'openai/gpt-4.1'], allowed: undefined },
  network: {
    servers: [{ provider: 'OpenAI', state: 'answers', isLocal: false, aheadMs: 300 }],
    proxyFrom: [],
    proxySupport: 'override',
    checksProxyCertificate: true,
  },
  keys: {
    total: 2,
    usable: 2,
    providers: 1,
    keychain: 'keeps',
    mayLackKeyring: false,
    lost: [],
    redirected: [],
    refused: [],
    unproven: [],
  },
  books: { ledger: { recording: true }, blocked: [], resting: [] },
};

const key = { id: 'a1', provider: 'OpenAI', name: `OpenAI “${canary}”` };

type Changes = { readonly [R in keyof Facts]?: Partial<Facts[R]> };

const having = (changes: Changes): Facts => ({
  program: { ...well.program, ...changes.program },
  chat: { ...well.chat, ...changes.chat },
  models: { ...well.models, ...changes.models },
  network: { ...well.network, ...changes.network },
  keys: { ...well.keys, ...changes.keys },
  books: { ...well.books, ...changes.books },
});

const server = (state: Facts['network']['servers'][number]['state'], more = {}) => ({
  provider: 'OpenAI',
  state,
  isLocal: false,
  ...more,
});

/** What is wrong, what is said of it, and what its button does. */
const cases: readonly {
  readonly check: Check;
  readonly when: string;
  readonly facts: Changes;
  readonly state: FindingState;
  readonly says: RegExp;
  readonly does?: Fix['does'];
}[] = [
  {
    check: chatChecks.chatOn,
    when: 'the person switched AI features off',
    facts: { chat: { offIn: ['user', 'workspace'] } },
    state: 'problem',
    says: /chat\.disableAIFeatures is on/,
    does: { type: 'setting', name: 'chat.disableAIFeatures', value: undefined, layers: ['user', 'workspace'] },
  },
  {
    check: chatChecks.chatOn,
    when: 'a policy switched them off',
    facts: { chat: { policies: ['chat.disableAIFeatures'] } },
    state: 'problem',
    says: /policy of your organisation.*administrator/,
  },
  {
    check: chatChecks.chatPolicy,
    when: 'a policy forbids agents',
    facts: { chat: { policies: ['chat.agent.enabled'] } },
    state: 'problem',
    says: /switched these off: chat\.agent\.enabled/,
  },
  {
    check: chatChecks.chatPolicy,
    when: 'a person who is signed in sees no model of theirs',
    facts: { chat: { isSignedIn: true }, models: { listed: [] } },
    state: 'problem',
    says: /Bring Your Own Language Model Key/,
  },
  {
    check: chatChecks.chatOpen,
    when: 'the chat extension is disabled',
    facts: { chat: { isEnabled: false } },
    state: 'problem',
    says: /asks for a sign-in.*no sign-in is needed/,
    does: { type: 'command', id: 'keyway.setUpChat', looksAgain: true },
  },
  {
    check: chatChecks.chatOpen,
    when: 'the group was missing',
    facts: { chat: { group: 'added' } },
    state: 'note',
    says: /was missing and was added/,
    does: { type: 'command', id: 'workbench.action.reloadWindow' },
  },
  {
    check: chatChecks.chatOpen,
    when: 'nobody knows of the group',
    facts: { chat: { group: 'unknown' } },
    state: 'note',
    says: /does not say/,
    does: { type: 'command', id: 'workbench.action.chat.manage' },
  },
  {
    check: chatChecks.chatOpen,
    when: 'AI features are off',
    facts: { chat: { offIn: ['user'], isEnabled: false } },
    state: 'note',
    says: /once AI features are on/,
  },
  {
    check: chatChecks.modelsListed,
    when: 'VS Code lists none',
    facts: { models: { listed: [] } },
    state: 'problem',
    says: /unlock 40 models, but VS Code lists none/,
    does: { type: 'command', id: 'workbench.action.reloadWindow' },
  },
  {
    check: chatChecks.modelsListed,
    when: 'VS Code does not answer',
    facts: { models: { listed: undefined } },
    state: 'note',
    says: /did not say in time/,
    does: { type: 'command', id: 'workbench.action.reloadWindow' },
  },
  {
    check: chatChecks.agentHost,
    when: 'the agent host does not show models of extensions',
    facts: { chat: { agentHostModels: false } },
    state: 'note',
    says: /chat\.agentHost\.byokModels\.enabled/,
    does: { type: 'setting', name: 'chat.agentHost.byokModels.enabled', value: true, layers: ['user'] },
  },
  {
    check: chatChecks.utilityModels,
    when: 'one of two is unset and nobody is signed in',
    facts: { chat: { utilityModels: ['keyway/auto', ''] } },
    state: 'problem',
    says: /no model for chat titles/,
    does: { type: 'command', id: 'keyway.useForSmallTasks', looksAgain: true },
  },
  {
    check: chatChecks.utilityModels,
    when: 'both are unset and somebody is signed in',
    facts: { chat: { utilityModels: ['', ''], isSignedIn: true } },
    state: 'note',
    says: /Copilot’s credits/,
    does: { type: 'command', id: 'keyway.useForSmallTasks', looksAgain: true },
  },
  {
    check: chatChecks.utilityModels,
    when: 'it names a model that is gone',
    facts: { chat: { utilityModels: ['keyway/openai/gone', 'other/one'] } },
    state: 'problem',
    says: /do not unlock now/,
    does: { type: 'command', id: 'keyway.useForSmallTasks', looksAgain: true },
  },
  {
    check: chatChecks.utilityModels,
    when: 'both are unset and there is no key',
    facts: { chat: { utilityModels: ['', ''] }, keys: { total: 0 } },
    state: 'note',
    says: /as soon as there is a key/,
  },
  {
    check: networkChecks.editorVersion,
    when: 'the editor is older',
    facts: { program: { editor: '1.121.3' } },
    state: 'problem',
    says: /VS Code 1\.121\.3; Keyway needs 1\.122\.0/,
    does: { type: 'command', id: 'update.checkForUpdate' },
  },
  {
    check: networkChecks.workspaceTrust,
    when: 'the workspace is not trusted',
    facts: { program: { isTrusted: false } },
    state: 'problem',
    says: /Restricted Mode/,
    does: { type: 'command', id: 'workbench.trust.manage' },
  },
  {
    check: networkChecks.clock,
    when: 'it is minutes slow',
    facts: { network: { servers: [server('answers', { aheadMs: 600_000 })] } },
    state: 'problem',
    says: /10 min.* slow/,
  },
  {
    check: networkChecks.clock,
    when: 'it is a little fast',
    facts: { network: { servers: [server('answers', { aheadMs: -90_000 })] } },
    state: 'note',
    says: /fast/,
  },
  {
    check: networkChecks.clock,
    when: 'nobody told the time',
    facts: { network: { servers: [server('silent')] } },
    state: 'note',
    says: /nobody knows/,
  },
  {
    check: networkChecks.certificates,
    when: 'one is not trusted',
    facts: { network: { servers: [server('certificate')] } },
    state: 'problem',
    says: /certificate shown for OpenAI is not trusted/,
    does: { type: 'command', id: 'workbench.action.openSettings', argument: '@tag:proxy http' },
  },
  {
    check: networkChecks.reach,
    when: 'nobody answers and no proxy is set',
    facts: { network: { servers: [server('not-found'), server('silent')] } },
    state: 'problem',
    says: /is this computer online/,
    does: { type: 'command', id: 'workbench.action.openSettings', argument: '@tag:proxy http' },
  },
  {
    check: networkChecks.reach,
    when: 'nobody answers behind a proxy',
    facts: { network: { servers: [server('failed')], proxyFrom: ['setting'] } },
    state: 'problem',
    says: /A proxy is set/,
    does: { type: 'command', id: 'workbench.action.openSettings', argument: '@tag:proxy http' },
  },
  {
    check: networkChecks.reach,
    when: 'one of two answers',
    facts: { network: { servers: [server('answers'), server('silent', { provider: 'Groq' })] } },
    state: 'problem',
    says: /No answer came from Groq/,
  },
  {
    check: networkChecks.reach,
    when: 'the own server is not running',
    facts: { network: { servers: [server('answers'), server('refused', { provider: 'Ollama', isLocal: true })] } },
    state: 'problem',
    says: /address of Ollama: start the server/,
  },
  {
    check: networkChecks.proxy,
    when: 'it is named and not used',
    facts: { network: { proxyFrom: ['environment'], proxySupport: 'off' } },
    state: 'problem',
    says: /http\.proxySupport is off/,
    does: { type: 'command', id: 'workbench.action.openSettings', argument: '@tag:proxy http' },
  },
  {
    check: networkChecks.proxy,
    when: 'certificates are not checked',
    facts: { network: { checksProxyCertificate: false } },
    state: 'note',
    says: /can read what you send/,
    does: { type: 'setting', name: 'http.proxyStrictSSL', value: undefined, layers: ['user'] },
  },
  {
    check: keyChecks.hasKeys,
    when: 'there is none',
    facts: { keys: { total: 0, usable: 0 } },
    state: 'problem',
    says: /Add the first one/,
    does: { type: 'command', id: 'keyway.addKey', looksAgain: true },
  },
  {
    check: keyChecks.hasKeys,
    when: 'none is in use',
    facts: { keys: { usable: 0 } },
    state: 'problem',
    says: /disabled, closed/,
    does: { type: 'command', id: 'keyway.listKeys' },
  },
  {
    check: keyChecks.unlocked,
    when: 'they unlock nothing',
    facts: { models: { offered: 0 } },
    state: 'problem',
    says: /No provider has named a model/,
    does: { type: 'command', id: 'keyway.refreshModels', looksAgain: true },
  },
  {
    check: keyChecks.keychain,
    when: 'it is silent',
    facts: { keys: { keychain: 'silent' } },
    state: 'problem',
    says: /gave no answer/,
  },
  {
    check: keyChecks.keychain,
    when: 'it forgets at once',
    facts: { keys: { keychain: 'forgets' } },
    state: 'problem',
    says: /gone at once\..*--password-store=basic/,
  },
  {
    check: keyChecks.keychain,
    when: 'it keeps for a session',
    facts: { keys: { keychain: 'session' } },
    state: 'problem',
    says: /one session only\. On Linux/,
  },
  {
    check: keyChecks.keychain,
    when: 'there may be no keyring',
    facts: { keys: { mayLackKeyring: true } },
    state: 'note',
    says: /Nothing here looks like a keyring/,
  },
  {
    check: keyChecks.lostSecrets,
    when: 'a secret is gone',
    facts: { keys: { lost: [key] } },
    state: 'problem',
    says: /secret of a key of OpenAI is gone/,
    does: { type: 'command', id: 'keyway.updateKey', argument: 'a1', looksAgain: true },
  },
  {
    check: keyChecks.origins,
    when: 'a key was saved for another server',
    facts: { keys: { redirected: [key] } },
    state: 'problem',
    says: /not sent there until you confirm/,
    does: { type: 'command', id: 'keyway.confirmOrigin', argument: 'a1', looksAgain: true },
  },
  {
    check: keyChecks.refusedKeys,
    when: 'a test failed',
    facts: { keys: { refused: [{ ...key, verdict: 'invalid' }] } },
    state: 'problem',
    says: /last test of a key of OpenAI/,
    does: { type: 'command', id: 'keyway.testKey', argument: 'a1', looksAgain: true },
  },
  {
    check: keyChecks.refusedKeys,
    when: 'a provider may be gone',
    facts: { keys: { unproven: [key] } },
    state: 'note',
    says: /once a test shows that it works/,
    does: { type: 'command', id: 'keyway.testKey', argument: 'a1', looksAgain: true },
  },
  {
    check: keyChecks.allowList,
    when: 'it leaves nothing',
    facts: { models: { allowed: 0 } },
    state: 'problem',
    says: /names no provider that you have a key of/,
    does: {
      type: 'command',
      id: 'workbench.action.openSettings',
      argument: '@id:keyway.workspace.allowedProviders',
    },
  },
  {
    check: keyChecks.failingRoutes,
    when: 'models rest',
    facts: { books: { resting: [{ provider: 'Groq', reason: 'its rate limit is reached, tried again in 41 s' }] } },
    state: 'note',
    says: /have failed and rest: 1, of Groq.*rate limit is reached, tried again in 41 s/,
    does: { type: 'command', id: 'keyway.openPanel', argument: 'routing' },
  },
  {
    check: keyChecks.budgets,
    when: 'one is used up',
    facts: { books: { blocked: [{ id: 'b1', title: 'Daily budget' }] } },
    state: 'problem',
    says: /Nothing more that costs is let through/,
    does: { type: 'command', id: 'keyway.showBudgets', argument: 'b1', looksAgain: true },
  },
  {
    check: keyChecks.budgets,
    when: 'nobody knows',
    facts: { books: { blocked: undefined } },
    state: 'note',
    says: /nobody knows what is left/,
  },
  {
    check: keyChecks.ledger,
    when: 'it is not written',
    facts: { books: { ledger: { recording: false, reason: 'the disk is full' } } },
    state: 'problem',
    says: /cannot be written: the disk is full\. Requests still work/,
    does: { type: 'command', id: 'keyway.showLog' },
  },
];

const checks = [chatChecks, keyChecks, networkChecks].flatMap((table): readonly (readonly [string, Check])[] =>
  Object.entries(table),
);

describe('the diagnosis', () => {
  for (const [name, check] of checks) {
    it(`of ${name} finds nothing wrong where all is well`, () => {
      assert.equal(check(well).state, 'ok', check(well).sentence);
    });

    it(`of ${name} has a case in which something is wrong`, () => {
      assert.ok(cases.some((one) => one.check === check));
    });
  }

  for (const { check, when, facts, state, says, does } of cases) {
    const name = checks.find(([, one]) => one === check)?.[0];
    it(`of ${name} finds a ${state} where ${when}`, () => {
      const finding = check(having(facts));
      assert.equal(finding.state, state, finding.sentence);
      assert.match(finding.sentence, says);
      assert.match(finding.sentence, /[.?]$/);
      assert.deepEqual(finding.fix?.does, does);
    });
  }

  it('runs only commands of ours that there are', () => {
    const known = new Set<string>(Object.keys(commands));
    for (const { does } of cases)
      if (does?.type === 'command' && does.id.startsWith('keyway.')) assert.ok(known.has(does.id), does.id);
  });

  it('does not take one answer out of a cache for a wrong clock', () => {
    const servers = [server('answers', { aheadMs: -3_600_000 }), server('answers', { aheadMs: 100 })];
    assert.equal(networkChecks.clock(having({ network: { servers } })).state, 'ok');
  });

  it('takes Keyway’s own model for utility tasks for granted where VS Code lists nothing', () => {
    assert.equal(chatChecks.utilityModels(having({ models: { listed: undefined } })).state, 'ok');
  });

  it('calls nothing wrong that only lacks a first key', () => {
    const first = having({
      keys: { total: 0, usable: 0 },
      models: { offered: 0, listed: [] },
      chat: { group: 'unknown', utilityModels: ['', ''] },
    });
    assert.deepEqual(
      diagnose(first).flatMap(({ check, state }) => (state === 'problem' ? [check] : [])),
      ['keys'],
    );
  });

  it('leaves VS Code’s own choice for utility tasks alone where it needs no sign-in', () => {
    const chat = { utilityModels: ['', ''], utilityDefault: 'mainAgent' };
    assert.equal(chatChecks.utilityModels(having({ chat })).state, 'ok');
  });

  it('compares versions by their numbers', () => {
    assert.deepEqual(
      [
        isOlder('1.99.0', '1.122.0'),
        isOlder('1.122.0', '1.122.0'),
        isOlder('1.140.0-insider', '1.122.0'),
        isOlder('2.0.0', '1.122.0'),
        isOlder('unknown', '1.122.0'),
      ],
      [true, false, false, false, false],
    );
  });

  it('begins with problems, ends with what is fine, and counts them', () => {
    const findings = diagnose(having({ chat: { offIn: ['user'], agentHostModels: false } }));
    const states = findings.map(({ state }) => state);
    const ranks = states.map((state) => ['problem', 'note', 'ok'].indexOf(state));
    assert.deepEqual(
      ranks,
      ranks.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(findings.map(({ check }) => check)).size, checks.length, 'each has a name of its own');
    assert.match(countsText(findings), /^Problems: 1, notes: 2, fine: \d+$/);
  });
});

describe('the report of a diagnosis', () => {
  const facts = having({
    keys: { lost: [key], redirected: [key], refused: [{ ...key, verdict: 'invalid' }] },
    books: {
      blocked: [{ id: 'b1', title: `Daily budget for ${canary}` }],
      ledger: {
        recording: false,
        reason: `unable to open /home/my docs/${canary}/ledger.db or C:\\Users\\x y\\${canary}.db, sk-proj-${canary}`,
      },
    },
  });

  it('has versions, counts and every finding', () => {
    const report = reportText(facts, diagnose(facts));
    assert.match(report, /version: 0\.1\.0 · VS Code 1\.139\.1 · desktop · linux 6\.1 x64/);
    assert.match(report, /keys: 2\/2 · providers: 1 · models: 40 · listed: 2/);
    for (const { check } of diagnose(facts)) assert.ok(report.includes(`\`${check}\``), check);
    assert.match(report, /## Problems\n\n- \*\*/);
  });

  it('holds no name of a key, no file and no secret, which the person is shown', () => {
    const report = reportText(facts, diagnose(facts));
    assert.ok(!report.includes(canary), report);
    assert.match(report, /unable to open \[path\] or \[path\], \[key\]/);
    assert.ok(diagnose(facts).some((finding) => spoken(finding).includes(key.name)));
  });
});
