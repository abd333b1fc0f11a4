import assert from 'node:assert/strict';
import fc from 'fast-check';
import { merged } from '../../src/code/merge.ts';

/** Lines with any line end; the last may have none. */
const text = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', '', '  x'), fc.constantFrom('\n', '\r\n')), { maxLength: 12 }),
    fc.constantFrom('', 'end'),
  )
  .map(([lines, rest]) => lines.map(([line, eol]) => line + eol).join('') + rest);

const numbered = (count: number, eol = '\n'): readonly string[] =>
  Array.from({ length: count }, (_, index) => `line ${index}${eol}`);

describe('a merge of three versions', () => {
  it('is the other side where one side changed nothing', () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        assert.deepEqual(merged({ base, ours: base, theirs: changed }), { text: changed });
        assert.deepEqual(merged({ base, ours: changed, theirs: base }), { text: changed });
      }),
    );
  });

  it('is what both want where both changed alike', () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        assert.deepEqual(merged({ base, ours: changed, theirs: changed }), { text: changed });
      }),
    );
  });

  it('keeps both sides’ edits where a line lies between them, byte for byte', () => {
    const edit = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 8 }), { maxLength: 3 });
    const edits = fc.record({
      eol: fc.constantFrom('\n', '\r\n'),
      count: fc.integer({ min: 3, max: 30 }),
      first: fc.nat(),
      second: fc.nat(),
      mine: edit,
      other: edit,
    });
    fc.assert(
      fc.property(edits, ({ eol, count, first, second, mine, other }) => {
        const lines = numbered(count, eol);
        // Two places with at least one line between them.
        const early = first % (count - 2);
        const late = early + 2 + (second % (count - early - 2));
        const changed = (at: number, by: readonly string[]): readonly string[] =>
          lines.with(at, by.map((one) => `new ${one}${eol}`).join(''));
        const ours = changed(early, mine);
        const theirs = changed(late, other);
        const both = ours.with(late, theirs[late] ?? '');
        const base = lines.join('');
        assert.deepEqual(merged({ base, ours: ours.join(''), theirs: theirs.join('') }), { text: both.join('') });
        assert.deepEqual(merged({ base, ours: theirs.join(''), theirs: ours.join('') }), { text: both.join('') });
      }),
    );
  });

  it('never loses a line that one side added, nor keeps one that a side deleted', () => {
    fc.assert(
      fc.property(text, text, text, (base, ours, theirs) => {
        const { text: result } = merged({ base, ours: `${ours}mine\n`, theirs: `theirs\n${theirs}` });
        if (result === undefined) return;
        assert.ok(result.includes('mine\n'));
        assert.ok(result.includes('theirs\n'));
      }),
    );
  });

  it('refuses in words where both changed one line', () => {
    const why = 'the same lines were changed meanwhile';
    assert.deepEqual(merged({ base: 'a\nb\nc\n', ours: 'a\nB\nc\n', theirs: 'a\nbb\nc\n' }), { why });
    assert.deepEqual(merged({ base: 'a\n', ours: 'a\nmine\n', theirs: 'a\ntheirs\n' }), { why });
    assert.deepEqual(merged({ base: '', ours: 'mine', theirs: 'theirs' }), { why });
  });

  it('refuses where one side deleted what the other changed', () => {
    assert.equal(merged({ base: 'a\nb\nc\n', ours: 'a\nc\n', theirs: 'a\nB\nc\n' }).text, undefined);
  });

  it('refuses, and mixes nothing, where all line ends were changed meanwhile', () => {
    const base = numbered(4).join('');
    assert.equal(merged({ base, ours: base.replaceAll('\n', '\r\n'), theirs: `${base}more\n` }).text, undefined);
  });

  it('takes a file of 20,000 lines, half of them empty', () => {
    const lines = numbered(10_000).flatMap((line) => [line, '\n']);
    const ours = lines.toSpliced(200, 1, 'mine\n');
    const theirs = lines.toSpliced(19_000, 2);
    const both = ours.toSpliced(19_000, 2);
    const text = both.join('');
    assert.deepEqual(merged({ base: lines.join(''), ours: ours.join(''), theirs: theirs.join('') }), { text });
    assert.deepEqual(merged({ base: lines.join(''), ours: theirs.join(''), theirs: ours.join('') }), { text });
  });

  it('joins changes that lie within each other', () => {
    const base = numbered(9);
    const ours = base.with(1, 'mine\n').with(7, 'mine too\n');
    const theirs = base.with(4, 'theirs\n');
    const text = ours.with(4, 'theirs\n').join('');
    assert.deepEqual(merged({ base: base.join(''), ours: ours.join(''), theirs: theirs.join('') }), { text });
  });

  it('refuses where so much was changed that to compare it would hold up the editor', () => {
    const lines = numbered(2_000).flatMap((line) => [line, '\n']);
    const ours = lines.toSpliced(1, 1, 'mine\n').toSpliced(3_990, 1, 'mine\n');
    const theirs = lines.toSpliced(2_001, 1, 'theirs\n');
    assert.deepEqual(merged({ base: lines.join(''), ours: ours.join(''), theirs: theirs.join('') }), {
      why: 'too much was changed meanwhile',
    });
  });
});
