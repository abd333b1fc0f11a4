import assert from 'node:assert/strict';
import { withoutHalved } from '../../src/code/halved.ts';
import { jobRequest, type CodeContext, type CodeJob, type CodeSpan } from '../../src/code/job.ts';
import { partOf } from '../../src/guard/cuts.ts';
import { noise } from '../guard/fixtures.ts';
import { lookWith, staysOf } from '../guard/looks.ts';

const token = ['ghp', noise('halved', 36)].join('_');
const key = noise('own and halved', 48);
const look = lookWith(key);
const guarded = (text: string, part: CodeSpan): Promise<string> => Promise.resolve(partOf(look, text, part));

const lines = ['export const login = () => {', `  open('${token}', '${key}');`, '};', '', 'export const x = 1;', ''];
const text = lines.join('\n');
const login = { name: 'login', start: 0, end: text.indexOf('};') + 2 };

const context: CodeContext = {
  file: { path: 'src/login.ts', languageId: 'typescript', eol: '\n', indent: '  ' },
  text,
  firstLine: 0,
  selection: { start: 0, end: 0 },
  symbol: login,
  imports: '',
  definitions: [],
  diagnostics: [{ line: 1, message: 'Cannot find name' }],
  conventions: [],
  instruction: 'Do it.',
};

const sentFor = (job: CodeJob, one: CodeContext): string => {
  const { request } = jobRequest(job, one, 20_000);
  assert.ok(request);
  return JSON.stringify(request.messages);
};

/** Whole secrets are for the guard, which knows them where it meets them. */
const withoutWhole = (sent: string): string => sent.replaceAll(token, '').replaceAll(key, '');

describe('a job at an edge of which a secret is cut in two', () => {
  it('sends no half of it, wherever the cursor is', async () => {
    for (let at = 0; at <= text.length; at++) {
      const one = await withoutHalved({ ...context, selection: { start: at, end: at } }, guarded);
      const sent = withoutWhole(sentFor('generate', one));
      for (const secret of [token, key]) assert.equal(staysOf(secret, sent, 6), undefined, `cursor at ${at}: ${sent}`);
    }
  });

  it('sends no half of it, wherever a selection begins or ends', async () => {
    const edges = Array.from({ length: Math.ceil(text.length / 3) }, (_, third) => third * 3);
    for (const start of edges)
      for (const end of edges.filter((at) => at > start)) {
        const one = await withoutHalved({ ...context, selection: { start, end } }, guarded);
        const sent = withoutWhole(sentFor('refactor', one));
        for (const secret of [token, key]) assert.equal(staysOf(secret, sent, 6), undefined, `${start} to ${end}`);
      }
  });

  it('still knows its selection, the symbol around it and the lines', async () => {
    const start = text.indexOf(token) + 10;
    const one = await withoutHalved({ ...context, selection: { start, end: text.indexOf('};') } }, guarded);
    const cut = ({ start: from, end: to }: CodeSpan): string => one.text.slice(from, to);
    assert.equal(cut(one.selection), `[masked by Keyway: GitHub token]', '${key}');\n`);
    assert.equal(
      one.symbol && cut(one.symbol),
      text.slice(0, login.end).replace(token, '[masked by Keyway: GitHub token]'.repeat(2)),
    );
    assert.equal(one.text.split('\n').length, lines.length);
  });

  it('is as it was where nothing is cut in two', async () => {
    const selection = { start: text.indexOf(token), end: text.indexOf(key) + key.length };
    const placed = { ...context, selection };
    assert.equal(await withoutHalved(placed, guarded), placed);
  });
});
