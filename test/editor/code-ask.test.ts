import assert from 'node:assert/strict';
import type { CodeContext } from '../../src/code/job.ts';
import type { ChatRequest } from '../../src/core/chat.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import type { RunEvent } from '../../src/core/run.ts';
import type { Asking, House } from '../../src/editor/answer.ts';
import { askForCode, type CodeAsk } from '../../src/editor/code-ask.ts';
import { maskIn } from '../../src/guard/mask.ts';
import { common, type Look } from '../../src/guard/span.ts';

const receipt: Receipt = {
  requestId: 'call_1',
  task: 'code',
  skipped: [],
  cost: { usd: 0, from: 'estimated' },
  totalMs: 1,
};

const context = (text: string): CodeContext => ({
  file: { path: 'src/a.ts', languageId: 'typescript', eol: '\n', indent: '  ' },
  text,
  firstLine: 0,
  selection: { start: 0, end: text.length },
  imports: '',
  definitions: [],
  diagnostics: [],
  conventions: [],
  instruction: '',
});

/** Asks where every request is answered with the next of these texts; what was asked, shown and answered. */
const asked = async (answers: readonly string[], ask: Partial<CodeAsk> & Pick<CodeAsk, 'context'>, look?: Look) => {
  const askings: Asking[] = [];
  const shown: string[] = [];
  const texts = [...answers];
  const parts = {
    house: {} as House,
    answer: async function* (_house: House, asking: Asking): AsyncGenerator<RunEvent> {
      askings.push(asking);
      await Promise.resolve();
      yield { type: 'text-delta', text: texts.shift() ?? '' };
      yield { type: 'finish', reason: texts.length > 0 ? 'length' : 'stop', native: '' };
      yield { type: 'receipt', receipt };
    },
    offers: { ready: () => Promise.resolve() },
    log: { info: () => undefined },
    maskIn: look && ((text: string) => Promise.resolve(maskIn(look, text))),
  };
  let continued = 0;
  const answer = await askForCode(parts, {
    job: 'fix',
    signal: new AbortController().signal,
    onText: (text) => Promise.resolve(void shown.push(text)),
    onContinued: () => continued++,
    ...ask,
  });
  return { askings, shown, answer, continued };
};

const textIn = ({ messages }: ChatRequest): string => JSON.stringify(messages);

/** Finds words that begin with `ghp_`. */
const look: Look = (text) =>
  [...text.matchAll(/ghp_\w+/g)].map(({ 0: secret, index }) => ({
    start: index,
    end: index + secret.length,
    kind: common('a GitHub token'),
  }));

describe('A request for code', () => {
  it('goes through the house as code of its own caller, to whom the house chooses', async () => {
    const { askings, answer } = await asked(['```ts\nlet a;\n```'], { context: context('let b;') });
    assert.deepEqual(
      askings.map(({ pick, caller, task }) => ({ pick, caller, task })),
      [{ pick: 'auto', caller: 'keyway.code', task: 'code' }],
    );
    assert.equal(askings[0]?.request.effort, undefined);
    assert.match(textIn(askings[0]?.request ?? { messages: [], tools: [], toolChoice: 'auto' }), /let b;/);
    assert.equal(answer.text, 'let a;');
    assert.equal(answer.receipts.length, 1);
  });

  it('is asked once more for the rest of an answer that was cut off', async () => {
    const { askings, answer, continued } = await asked(['```ts\nlet a', ' = 1;\n```'], { context: context('let b;') });
    assert.deepEqual([askings.length, continued, answer.receipts.length], [2, 1, 2]);
    assert.equal(answer.text, 'let a = 1;');
    assert.equal(answer.trouble, undefined);
  });

  it('is not sent where it cannot be made to fit', async () => {
    const { askings, answer } = await asked([], { context: context('let everything = 1;\n'.repeat(20_000)) });
    assert.equal(askings.length, 0);
    assert.match(answer.trouble ?? '', /\.$/);
  });
});

describe('Code that comes back with placeholders of secrets', () => {
  const own = 'const a = "ghp_first";\nconst b = "ghp_second";\n';
  const answered =
    '```ts\nconst b = "[masked by Keyway: GitHub token 2]";\nconst a = "[masked by Keyway: GitHub token 1]";\n```';

  it('gets those of its own file back', async () => {
    const { answer, shown } = await asked([answered], { context: context(own), own }, look);
    assert.equal(answer.text, 'const b = "ghp_second";\nconst a = "ghp_first";');
    assert.ok(shown.every((text) => !/masked by Keyway: GitHub token \d\]/.test(text)));
  });

  it('gets none of another file', async () => {
    const other = { path: 'src/b.ts', text: 'const c = "ghp_other";', why: 'definition of c' };
    const { answer } = await asked(
      ['```ts\nconst c = "[masked by Keyway: GitHub token 2]", a = "[masked by Keyway: GitHub token 1]";\n```'],
      { context: { ...context('const a = "ghp_first";'), definitions: [other] }, own: 'const a = "ghp_first";' },
      look,
    );
    assert.ok(!answer.text.includes('ghp_other'));
    assert.ok(answer.text.includes('ghp_first'));
  });

  it('stays as it is where the file held placeholders before: their numbers are not these', async () => {
    const before = `// [masked by Keyway: GitHub token 1]\n${own}`;
    const { answer } = await asked([answered], { context: context(before), own: before }, look);
    assert.ok(!answer.text.includes('ghp_'));
  });

  it('stays as it is where it is written into no file that had them', async () => {
    const { answer } = await asked([answered], { context: context(own) }, look);
    assert.ok(!answer.text.includes('ghp_'));
  });
});
