import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isBeforeMessage, messageIn } from '../../src/code/commit-message.ts';
import { type CommitStyle, type PastCommit, styleOf } from '../../src/code/commit-style.ts';

const past = (...messages: readonly string[]): readonly PastCommit[] =>
  messages.map((message) => ({ message, parents: 1 }));

const said = ({ rules }: CommitStyle): string => rules.join('\n');

describe('how commits are written here', () => {
  it('is learnt from the last commits, not from merges, reverts and what tools commit', () => {
    const style = styleOf([
      { message: 'Merge branch side', parents: 2 },
      ...past(
        'Merge pull request #12 from x/y',
        'Revert "Add a thing"',
        'fixup! Add a thing',
        'Bump openai from 7.54.0 to 7.55.0',
        'Add a thing',
      ),
      ...past(...Array.from({ length: 30 }, (_, index) => `Add thing ${index}`)),
    ]);
    assert.equal(style.subjects.length, 20);
    assert.deepEqual(style.subjects.slice(0, 2), ['Add a thing', 'Add thing 0']);
  });

  it('knows Conventional Commits with their types and scopes', () => {
    const style = styleOf(
      past(
        'feat(api): add usage',
        'fix(api): keep order',
        'fix(ui)!: drop dark mode',
        'feat(api): embed',
        'update deps',
      ),
    );
    assert.match(said(style), /Conventional Commits \(feat, fix\), with a scope in brackets; used so far: api, ui\./);
    assert.match(said(style), /first word begins with a small letter/);
    assert.match(said(styleOf(past('feat: add', 'fix: mend', 'docs: say'))), /without a scope/);
  });

  it('knows other beginnings: a part of the code, a ticket, an emoji, and none', () => {
    assert.match(said(styleOf(past('net/http: fix race', 'cmd/go: accept x', 'runtime: y'))), /the part of the code/);
    assert.match(said(styleOf(past('ABC-12: Add x', '[ABC-13] Mend y', 'ABC-9 Drop z'))), /number of a ticket/);
    assert.match(said(styleOf(past('✨ Add x', '🐛 Mend y', ':memo: Say z'))), /emoji/);
    assert.match(said(styleOf(past('Add x', 'Mend y: it was broken', 'Drop z'))), /no prefix/);
    assert.match(said(styleOf(past('Add x', 'Mend y', 'Drop z'))), /first word begins with a capital letter/);
  });

  it('knows how long subjects are: nine of ten keep to it, and never less than 50 or more than 100', () => {
    const lengths = (...all: number[]): number => styleOf(past(...all.map((length) => 'x'.repeat(length)))).limit;
    assert.equal(lengths(60, 61, 62, 63, 64, 65, 66, 67, 68, 200), 100);
    assert.equal(lengths(...Array.from({ length: 19 }, () => 60), 300), 60);
    assert.equal(lengths(10, 12, 14), 50);
  });

  it('knows whether bodies are usual, and takes trailers for none', () => {
    const signed = (text: string): string => `${text}\n\nSigned-off-by: Ada <ada@example.org>\nChange-Id: I123`;
    assert.equal(styleOf(past(signed('Add a'), signed('Add b'), signed('Add c'))).hasBodies, false);
    const style = styleOf(past(signed('Add a\n\nBecause of x.'), signed('Add b\n\nBecause of y.\n\nAnd z.'), 'Add c'));
    assert.equal(style.hasBodies, true);
    assert.deepEqual(style.bodies, ['Because of x.', 'Because of y.\n\nAnd z.']);
    assert.match(said(style), /72 characters/);
  });

  it('knows the language by its letters, and full stops', () => {
    assert.match(said(styleOf(past('修复登录错误', '添加搜索功能', 'Fix typo'))), /which is Chinese/);
    assert.match(said(styleOf(past('ログインを修正', '検索を追加'))), /which is Japanese/);
    assert.match(said(styleOf(past('Исправить вход', 'Добавить поиск'))), /Cyrillic/);
    assert.equal(styleOf(past('Add x.', 'Mend y.', 'Drop z')).hasStop, true);
    assert.equal(styleOf(past('Add x', 'Mend y.', 'Drop z')).hasStop, false);
  });

  it('is Git’s own advice in a repository without commits', () => {
    const style = styleOf([]);
    assert.deepEqual([style.limit, style.hasBodies, style.subjects.length], [72, false, 0]);
    assert.match(said(style), /imperative/);
  });
});

const short = { limit: 50, hasBodies: true, hasStop: false };

describe('the message in an answer', () => {
  const cases: readonly (readonly [what: string, answer: string, message: string])[] = [
    ['as it is', 'Add a thing', 'Add a thing'],
    ['without a fence', '```\nAdd a thing\n\nBecause.\n```', 'Add a thing\n\nBecause.'],
    ['without a fence and what is around it', 'Sure!\n\n```text\nAdd a thing\n```\nI hope it helps.', 'Add a thing'],
    ['without a fence that is still open', '```git\nAdd a', 'Add a'],
    ['without quotes', '"Add a thing"', 'Add a thing'],
    ['without quotes of other kinds', '“Add a thing”', 'Add a thing'],
    ['without backticks', '`Add a thing`', 'Add a thing'],
    ['with the quotes that belong to words', '"a" and "b" are one', '"a" and "b" are one'],
    ['with backticks of words', '`run` takes a signal', '`run` takes a signal'],
    ['without an announcement', 'Here is the commit message:\n\nAdd a thing', 'Add a thing'],
    ['without a label', '**Commit message:** Add a thing', 'Add a thing'],
    ['without Markdown', '**Add a thing**\n\n- one\n- two', 'Add a thing\n\n- one\n- two'],
    ['without a heading', '# Add a thing', 'Add a thing'],
    ['without a full stop', 'Add a thing.', 'Add a thing'],
    ['with an ellipsis', 'Add a thing...', 'Add a thing...'],
    ['with an empty line before its body', 'Add a thing\nBecause.', 'Add a thing\n\nBecause.'],
    ['without trailers that nobody signed', 'Add a\n\nWhy.\n\nSigned-off-by: Bob <b@example.org>', 'Add a\n\nWhy.'],
    ['with Windows line ends mended', 'Add a\r\n\r\nWhy.\r\n', 'Add a\n\nWhy.'],
    ['at nothing where there is nothing', '```\n```', ''],
    ['at nothing where it is empty', '  \n', ''],
    [
      'cut at a word that fits, and not at one that leads on',
      'Read the settings of the workspace once and of the user twice',
      'Read the settings of the workspace once',
    ],
    ['cut without blanks where it must', 'x'.repeat(80), 'x'.repeat(50)],
  ];
  for (const [what, answer, message] of cases)
    it(`is taken ${what}`, () => assert.equal(messageIn(answer, short), message));

  it('is not looked for in the first words of an answer that may be an announcement or a fence', () => {
    for (const begun of ['', '`', '```', '```te', '"', 'Here is', 'Sure! Here', 'Commit message: A'])
      assert.ok(isBeforeMessage(begun), begun);
    for (const begun of ['Add', 'Hereby', '```text\nA', 'Here is:\n\nAdd', '`run` takes'])
      assert.ok(!isBeforeMessage(begun), begun);
  });

  it('has no body where bodies are not usual', () => {
    assert.equal(messageIn('Add a thing\n\nBecause.', { ...short, hasBodies: false }), 'Add a thing');
  });

  it('keeps the full stop where subjects have one', () => {
    assert.equal(messageIn('Add a thing.', { ...short, hasStop: true }), 'Add a thing.');
  });

  it('has its body wrapped at 72, lists by their items, and code and what is short as it was', () => {
    const long = 'word '.repeat(30).trim();
    const answer = `Add a thing\n\n${long}\n\n- ${long}\n  goes on\n- short\n\n    code ${long}\n\nShort.\nLines.`;
    const [, body = ''] = messageIn(answer, short).split(/\n\n([\s\S]*)/);
    const lines = body.split('\n');
    for (const line of lines.filter((one) => !one.startsWith('    '))) assert.ok(line.length <= 72, line);
    assert.ok(lines.includes(`    code ${long}`));
    assert.ok(lines.includes('Short.') && lines.includes('Lines.') && lines.includes('- short'));
    assert.match(body, /^- word.*\n {2}word/m);
    assert.equal(body.replaceAll(/\s+/g, ' '), answer.slice('Add a thing\n\n'.length).replaceAll(/\s+/g, ' '));
  });

  it('is within its limits whatever the answer', () => {
    const text = fc.array(
      fc.oneof(fc.constantFrom('\n', '\n\n', '```', '"', '**', '- ', ': ', ' ', 'and ', '🙂', '修复'), fc.lorem()),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 50, max: 100 }), fc.boolean(), (pieces, limit, hasBodies) => {
        const style = { limit, hasBodies, hasStop: false };
        const message = messageIn(pieces.join(''), style);
        const [subject = '', gap = '', ...body] = message.split('\n');
        assert.ok(subject.length <= limit && subject === subject.trim());
        assert.ok(gap === '' && (hasBodies || body.length === 0));
        assert.ok(subject.isWellFormed());
        for (const line of body)
          assert.ok(line.length <= 72 || !line.trim().includes(' ') || /^ {4}|^\s*[-*•+]\s\S*$/.test(line), line);
      }),
      { numRuns: 500 },
    );
  });
});
