import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { countTokens } from '../../src/core/tokens.ts';
import { type Chunk, chunksOf, embeddedText } from '../../src/search/chunks.ts';

const root = join(import.meta.dirname, '../..');

const named = (chunks: readonly Chunk[]): readonly string[] =>
  chunks.map(({ first, last, symbol }) => `${first}-${last} ${symbol}`);

const parser = `import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Lines of a file. */
export interface Lines {
  readonly path: string;
  readonly lines: readonly string[];
}

/**
 * Reads a file.
 * It may be large.
 */
export const read = async (path: string): Promise<Lines> => {
  const text = await readFile(join('.', path), 'utf8');
  return { path, lines: text.split('\\n') };
};

@sealed
export class Reader {
  #cache = new Map<string, Lines>();

  /** From memory where it can. */
  async get(path: string): Promise<Lines> {
    const kept = this.#cache.get(path);
    if (kept) {
      return kept;
    } else {
      const lines = await read(path);
      this.#cache.set(path, lines);
      return lines;
    }
  }

  forget(path: string): void {
    this.#cache.delete(path);
  }
}
`;

const service = `import logging

log = logging.getLogger(__name__)


class Store:
    """Keeps things."""

    def __init__(self, path):
        self.path = path
        self.items = {}
        self.changed = False

    # Comments belong to what is below them.
    @retry(times=3)
    def load(self):
        try:
            with open(self.path) as source:
                for line in source:
                    key, value = line.split("=", 1)
                    self.items[key] = value
        except FileNotFoundError:
            log.warning("no file")
        finally:
            self.changed = False


def main():
    store = Store("data")
    store.load()
`;

const server = `package main

import "net/http"

// Server answers.
type Server struct {
	routes map[string]http.Handler
	limits int
}

// Handle adds a route to the ones there are, and says so in the log of the server.
func (s *Server) Handle(path string, handler http.Handler) {
	if _, taken := s.routes[path]; taken {
		panic("taken: " + path)
	}
	s.routes[path] = handler
}

func main() {
	server := &Server{routes: map[string]http.Handler{}}
	server.Handle("/", http.NotFoundHandler())
}
`;

const guide = `# Guide

How to begin.

## Install

Run the installer. Then restart, and look whether everything is there that was promised before you began.

\`\`\`sh
# not a heading
install --all
\`\`\`

## Use

- one
- two
`;

describe('chunks of a file', () => {
  it('are its declarations with what is said above them, and small neighbours together', () => {
    assert.deepEqual(named(chunksOf({ path: 'a.ts', text: parser }, 200)), ['1-8 Lines', '10-17 read', '19-38 Reader']);
  });

  it('go one level deeper where a declaration is too large, and say in what they stand', () => {
    assert.deepEqual(named(chunksOf({ path: 'a.ts', text: parser }, 150)), [
      '1-2 ',
      '4-8 Lines',
      '10-17 read',
      '19-21 Reader',
      '23-33 Reader › get',
      '35-38 Reader › forget',
    ]);
  });

  it('follow Python’s indents, with decorators, and go on through except and finally', () => {
    assert.deepEqual(named(chunksOf({ path: 'store.py', text: service }, 160)), [
      '1-3 log',
      '6-12 Store › __init__',
      '14-25 Store › load',
      '28-30 main',
    ]);
  });

  it('follow Go’s braces, and know a method without its receiver', () => {
    assert.deepEqual(named(chunksOf({ path: 'server.go', text: server }, 160)), [
      '1-9 Server',
      '11-17 Handle',
      '19-22 main',
    ]);
  });

  it('follow the headings of Markdown, not the comments in its code', () => {
    assert.deepEqual(named(chunksOf({ path: 'guide.md', text: guide }, 128)), [
      '1-3 Guide',
      '5-12 Install',
      '14-17 Use',
    ]);
  });

  it('know a test by its sentence', () => {
    const text = "describe('a plan', () => {\n  it('is made', () => {\n    made();\n  });\n});\n";
    assert.deepEqual(named(chunksOf({ path: 'plan.test.ts', text }, 200)), ['1-5 a plan › is made']);
  });

  it('know the class that is all of a file', () => {
    const text = `export class Sole {\n${['one', 'two'].map((name) => `  ${name}(value: number): number {\n    return value;\n  }\n`).join('\n')}}\n`;
    assert.match(chunksOf({ path: 'sole.ts', text }, 200)[0]?.symbol ?? '', /^Sole › /);
  });

  it('carry path and symbol into what is embedded, and only the symbol into the hash', () => {
    const [one] = chunksOf({ path: 'a/b.ts', text: 'export const found = () => 1;\n' }, 200);
    const [moved] = chunksOf({ path: 'c.ts', text: 'export const found = () => 1;\n' }, 200);
    assert.ok(one && moved);
    assert.equal(embeddedText('a/b.ts', one), 'a/b.ts › found\nexport const found = () => 1;');
    assert.equal(one.hash, moved.hash);
    const [other] = chunksOf({ path: 'a/b.ts', text: 'export const found = () => 2;\n' }, 200);
    assert.notEqual(one.hash, other?.hash);
  });

  it('are the same whichever line breaks a file has', () => {
    const hashes = (text: string) => chunksOf({ path: 'a.ts', text }, 150).map(({ hash }) => hash);
    assert.deepEqual(hashes(parser.replaceAll('\n', '\r\n')), hashes(parser));
  });

  it('are none where there is nothing', () => {
    for (const text of ['', '\n', ' \n\t\n  ']) assert.deepEqual(chunksOf({ path: 'a.ts', text }, 200), []);
  });

  it('overlap where a paragraph had to be parted', () => {
    const text = Array.from({ length: 200 }, (_, at) => `sentence ${at} of a text without any structure at all`).join(
      '\n',
    );
    const chunks = chunksOf({ path: 'notes.txt', text }, 300);
    assert.ok(chunks.length > 5);
    for (const [at, chunk] of chunks.entries()) {
      const before = chunks[at - 1];
      if (before)
        assert.ok(chunk.first <= before.last && chunk.first > before.first, `${chunk.first} after ${before.last}`);
    }
  });
});

/** A line that is longer than a chunk is in several that name the same line. */
const covers = (chunks: readonly Chunk[], text: string): void => {
  const lines = text.split(/\r\n|\n|\r/);
  const covered = new Set(
    chunks.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at)),
  );
  for (const [at, line] of lines.entries())
    if (line.trim() !== '') assert.ok(covered.has(at + 1), `line ${at + 1}: ${line}`);
};

const inOrder = (chunks: readonly Chunk[]): void => {
  for (const [at, chunk] of chunks.entries()) {
    const before = chunks[at - 1];
    assert.ok(chunk.first <= chunk.last);
    if (before)
      assert.ok(chunk.first >= before.first && chunk.last >= before.last, `${chunk.first} follows ${before.first}`);
  }
};

const saysWhatIsThere = (chunks: readonly Chunk[], text: string): void => {
  const lines = text.split(/\r\n|\n|\r/);
  for (const { first, last, text: own } of chunks)
    assert.ok(
      lines
        .slice(first - 1, last)
        .join('\n')
        .includes(own),
    );
};

const areWithin = (chunks: readonly Chunk[], path: string, limit: number): void => {
  for (const chunk of chunks) {
    const tokens = countTokens(embeddedText(path, chunk));
    assert.ok(tokens <= chunk.tokens, `${tokens} of ${chunk.tokens}`);
    assert.ok(chunk.tokens <= limit, `${chunk.tokens} of ${limit}`);
  }
};

const holds = (path: string, text: string, limit: number): readonly Chunk[] => {
  const chunks = chunksOf({ path, text }, limit);
  covers(chunks, text);
  inOrder(chunks);
  saysWhatIsThere(chunks, text);
  areWithin(chunks, path, limit);
  assert.deepEqual(chunksOf({ path, text }, limit), chunks, 'the same each time');
  return chunks;
};

const word = fc.constantFrom(
  'plan',
  'route',
  'cost',
  'key',
  'model',
  'reason',
  'tokens',
  'provider',
  'attempt',
  'window',
);
const statement = fc
  .tuple(word, word, fc.nat(99))
  .map(([one, other, number]) => `const ${one}${number} = ${other}(${number}, ${one});`);

/** A function as people write it, in braces or by indent, its body by lines. */
const declaration = fc.record({
  name: fc.tuple(word, word, fc.nat(9_999)).map(([one, other, number]) => `${one}_${other}_${number}`),
  body: fc.array(statement, { minLength: 1, maxLength: 40 }),
  comment: fc.boolean(),
});
type Declaration = typeof declaration extends fc.Arbitrary<infer T> ? T : never;

const braces = ({ name, body, comment }: Declaration): string =>
  `${comment ? `/** Says what ${name} does. */\n` : ''}function ${name}(first, second) {\n${body.map((line) => `  ${line}`).join('\n')}\n}`;
const indents = ({ name, body, comment }: Declaration): string =>
  `${comment ? `# Says what ${name} does.\n` : ''}def ${name}(first, second):\n${body.map((line) => `    ${line}`).join('\n')}`;

const styles = { braces, indents } as const;
const program = fc.record({
  style: fc.constantFrom('braces' as const, 'indents' as const),
  parts: fc.uniqueArray(declaration, { minLength: 1, maxLength: 25, selector: ({ name }) => name }),
});

const textOf = (style: keyof typeof styles, parts: readonly Declaration[]): string =>
  `${parts.map((part) => styles[style](part)).join('\n\n')}\n`;

describe('chunks of anything', () => {
  it('hold every line that is not blank, in order, within the limit, each time the same: of programs', () => {
    fc.assert(
      fc.property(program, fc.integer({ min: 128, max: 500 }), ({ style, parts }, limit) => {
        holds(style === 'braces' ? 'src/a.js' : 'src/a.py', textOf(style, parts), limit);
      }),
      { numRuns: 150 },
    );
  });

  it('and of whatever else may stand in a file', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      statement,
      fc.constantFrom(
        '',
        '',
        '{',
        '}',
        '});',
        '  ',
        '\t',
        '# heading',
        '```',
        '/**',
        ' * said',
        ' */',
        'else:',
        '@thing',
        '* point',
      ),
      fc
        .tuple(fc.nat(8), fc.constantFrom('do {', 'if (x) {', 'return;', '- point'))
        .map(([depth, text]) => ' '.repeat(depth) + text),
      fc.nat(3_000).map((length) => 'aB9_ '.repeat(length / 5)),
    );
    const file = fc.tuple(
      fc.constantFrom('a.ts', 'a.md', 'a.txt', `${'deep/'.repeat(60)}a.go`),
      fc.array(line, { maxLength: 120 }),
    );
    fc.assert(
      fc.property(
        file,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.integer({ min: 128, max: 400 }),
        ([path, lines], end, limit) => {
          holds(path, lines.join(end), limit);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('and of real files in several languages', () => {
    const files = [
      'README.md',
      'package.json',
      'src/core/plan.ts',
      'src/wire/sse.ts',
      'esbuild.mjs',
      'media/usage.css',
      'node_modules/undici/lib/web/fetch/index.js',
      'node_modules/mocha/lib/runner.js',
      'node_modules/mocha/mocha.css',
    ];
    for (const file of files.filter((one) => existsSync(join(root, one))))
      holds(file, readFileSync(join(root, file), 'utf8'), 400);
  });
});

const touches = ({ first, last }: Chunk, from: number, to: number): boolean => first <= to && from <= last;

describe('a change within one declaration', () => {
  const edited = fc
    .record({
      written: program,
      at: fc.nat(),
      line: fc.nat(),
      inserts: fc.boolean(),
      statement,
      limit: fc.integer({ min: 128, max: 500 }),
    })
    .map(({ written: { style, parts }, at, line, inserts, statement: fresh, limit }) => {
      const place = at % parts.length;
      const { body } = parts[place] ?? { body: [] };
      const changed = body.toSpliced(line % body.length, inserts ? 0 : 1, fresh);
      const after = parts.map((part, index) => (index === place ? { ...part, body: changed } : part));
      const first = textOf(style, parts.slice(0, place)).split('\n').length + (place === 0 ? -1 : 0);
      const length = textOf(style, parts.slice(place, place + 1)).split('\n').length;
      return {
        style,
        before: textOf(style, parts),
        after: textOf(style, after),
        from: first,
        to: first + length,
        limit,
      };
    });

  it('makes only the chunks that hold it anew, and at most their two neighbours', () => {
    let untouched = 0;
    let replaced = 0;
    fc.assert(
      fc.property(edited, ({ style, before, after, from, to, limit }) => {
        const path = style === 'braces' ? 'a.js' : 'a.py';
        const [old, fresh] = [before, after].map((text) => chunksOf({ path, text }, limit));
        const now = new Set(fresh?.map(({ hash }) => hash));
        const gone = old?.flatMap((chunk, at) => (now.has(chunk.hash) ? [] : [at])) ?? [];
        const own = old?.flatMap((chunk, at) => (touches(chunk, from, to) ? [at] : [])) ?? [];
        const [least, most] = [Math.min(...own) - 1, Math.max(...own) + 1];
        for (const at of gone)
          assert.ok(at >= least && at <= most, `chunk ${at} of ${old?.length}, the change is in ${own.join()}`);
        replaced += gone.length;
        untouched += (old?.length ?? 0) - gone.length;
      }),
      { numRuns: 400 },
    );
    assert.ok(untouched > replaced * 4, `${untouched} of ${untouched + replaced} chunks stay as they were`);
  });

  it('makes one chunk anew where it is as long as before', () => {
    const text = textOf(
      'braces',
      Array.from({ length: 30 }, (_, at) => ({
        name: `step_${at}`,
        comment: true,
        body: Array.from({ length: 12 }, (__, line) => `const value${line} = step(${at}, ${line});`),
      })),
    );
    const before = new Set(chunksOf({ path: 'a.js', text }, 400).map(({ hash }) => hash));
    const after = chunksOf({ path: 'a.js', text: text.replace('step(17, 5)', 'step(17, 6)') }, 400);
    assert.equal(after.filter(({ hash }) => !before.has(hash)).length, 1);
  });

  it('and one more line in a long table moves few borders', () => {
    const lines = Array.from({ length: 600 }, (_, at) => `  ['key-${(at * 7919) % 600}', ${at}],`);
    const table = (rows: readonly string[]): string => `export const table = [\n${rows.join('\n')}\n];\n`;
    const before = new Set(chunksOf({ path: 'table.ts', text: table(lines) }, 400).map(({ hash }) => hash));
    const after = chunksOf({ path: 'table.ts', text: table(lines.toSpliced(100, 0, "  ['fresh', 1],")) }, 400);
    const fresh = after.filter(({ hash }) => !before.has(hash)).length;
    assert.ok(fresh <= after.length / 3, `${fresh} of ${after.length}`);
  });
});
