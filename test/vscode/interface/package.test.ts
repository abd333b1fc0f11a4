import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { repository, vsix } from '../harness/paths.ts';

describe('The package', () => {
  it('stays under 1.5 MB', () => {
    assert.ok(fs.statSync(vsix).size < 1_500_000);
  });

  it('has a page of at most 150 kB', () => {
    const page = path.join(repository, 'dist', 'media', 'panel.js');
    assert.ok(fs.statSync(page).size <= 150_000, `${fs.statSync(page).size} bytes`);
  });

  it('holds the licence of everything that is bundled', () => {
    const notices = fs.readFileSync(path.join(repository, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of [
      'openai',
      '@anthropic-ai/sdk',
      '@google/generative-ai',
      '@aws-sdk/client-bedrock-runtime',
      'zod',
    ])
      assert.match(notices, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((?:MIT|Apache-2\\.0)\\)$`, 'm'));
    assert.match(notices, /models\.dev/);
    assert.match(notices, /^@vscode\/codicons \d+\.\d+\.\d+ \(CC-BY-4\.0\)$/m);
  });

  it('keeps every SDK out of the files that activation reads', () => {
    const folder = path.join(repository, 'dist', 'chunks');
    const chunks = fs.readdirSync(folder);
    const read = (file: string): string => fs.readFileSync(path.join(folder, file), 'utf8');
    const [main, ...others] = chunks.filter((file) => file.startsWith('extension-'));
    assert.ok(main !== undefined && others.length === 0, 'what extension.ts became');
    const together = (file: string, known = new Set<string>()): ReadonlySet<string> => {
      if (known.has(file)) return known;
      known.add(file);
      for (const [, next = ''] of read(file).matchAll(/(?:from|import)"\.\/([^"]+)"/g)) together(next, known);
      return known;
    };
    const activated = [...together(main)].map(read).join('\n');
    // What only these SDKs say; each must be somewhere, or this test looks for the wrong words.
    for (const words of ['OPENAI_BASE_URL', 'ANTHROPIC_BASE_URL', 'GoogleGenerativeAI Error', 'AmazonBedrock']) {
      assert.ok(
        chunks.some((file) => read(file).includes(words)),
        `no chunk says ${words}`,
      );
      assert.ok(!activated.includes(words), `activation reads ${words}`);
    }
  });

  it('knows the language before it reads anything that speaks', () => {
    const main = fs.readFileSync(path.join(repository, 'dist', 'extension.js'), 'utf8');
    assert.match(main, /\(\w+\.l10n\.bundle\?\?\{\}\);[^;]*await import\("\.\/chunks\/extension-[^"]+"\)/);
    const begun = [...main.matchAll(/(?:from|import)"(\.[^"]+)"/g)].map(([, file = '']) =>
      fs.readFileSync(path.join(repository, 'dist', file), 'utf8'),
    );
    assert.ok(begun.length > 0 && begun.join('').length < 4000, 'l10n.ts, and what esbuild itself needs');
  });
});
