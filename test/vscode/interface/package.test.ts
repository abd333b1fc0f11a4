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

  it('keeps every SDK out of the file that activation reads', () => {
    const main = fs.readFileSync(path.join(repository, 'dist', 'extension.js'), 'utf8');
    const chunks = fs.readdirSync(path.join(repository, 'dist', 'chunks'));
    const read = (file: string): string => fs.readFileSync(path.join(repository, 'dist', 'chunks', file), 'utf8');
    // What only these SDKs say; each must be somewhere, or this test looks for the wrong words.
    for (const words of ['OPENAI_BASE_URL', 'ANTHROPIC_BASE_URL', 'GoogleGenerativeAI Error', 'AmazonBedrock']) {
      assert.ok(
        chunks.some((file) => read(file).includes(words)),
        `no chunk says ${words}`,
      );
      assert.ok(!main.includes(words), `the main file says ${words}`);
    }
  });
});
