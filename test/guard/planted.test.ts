import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { foundWords, maskIn, unmask } from '../../src/guard/mask.ts';
import { noise, planted, textOf } from './fixtures.ts';
import { shapesLook, staysOf } from './looks.ts';

/** How a text reaches a model: as it is, in prose, and in what a tool returned. */
const carriers: Readonly<Record<string, (text: string) => string>> = {
  alone: (text) => text,
  'in prose': (text) => `Please look at this:\n\n\`\`\`\n${text}\n\`\`\`\nand tell me why it fails.`,
  'in quotes': (text) => `const value = '${text}';`,
  'in JSON': (text) => JSON.stringify({ path: '.env', content: `# settings\n${text}\n` }),
  'in JSON within JSON': (text) => JSON.stringify({ result: JSON.stringify({ content: `\t${text}` }) }),
  'in a list': (text) => `- first\n- ${text}\n- last`,
};

describe('a planted secret', () => {
  for (const [where, carried] of Object.entries(carriers))
    for (const one of planted)
      it(`is masked and named: ${one.name}, ${where}`, () => {
        const text = carried(textOf(one));
        const masked = maskIn(shapesLook, text);
        assert.deepEqual(foundWords(masked.found), [one.words]);
        assert.equal(staysOf(one.gone ?? one.secret, masked.text), undefined);
        assert.equal(unmask(masked.text, masked.found), text);
      });

  it('is one of more than forty kinds and shapes, each with its source', () => {
    assert.ok(new Set(planted.map(({ name }) => name)).size === planted.length && planted.length > 90);
    assert.ok(new Set(planted.map(({ words }) => words)).size >= 40);
    for (const { name, source } of planted) assert.ok(source.length >= 8, name);
  });

  it('is found however many of them a text holds', () => {
    const masked = maskIn(shapesLook, planted.map(textOf).join('\n\n'));
    for (const { name, secret, gone = secret } of planted) assert.equal(staysOf(gone, masked.text), undefined, name);
  });

  it('is put together only when it is used: no scanner finds one in this repository', () => {
    const source = readFileSync(path.join(import.meta.dirname, 'fixtures.ts'), 'utf8');
    assert.deepEqual(shapesLook(source), []);
  });
});

describe('the shapes that are looked for', () => {
  const token = `ghp_${noise('alone', 36)}`;

  it('are not switched off by a comment in what is sent', () => {
    for (const comment of ['secretlint-disable', 'secretlint-disable-line', 'secretlint-disable-next-line'])
      assert.ok(!maskIn(shapesLook, `// ${comment}\n${token} // ${comment}`).text.includes(token), comment);
  });

  it('leave the rest of a line and of an address as it is', () => {
    const password = noise('rest', 20);
    const url = `postgres://app:${password}@db.acme-internal.io:5432/shop?sslmode=require`;
    assert.equal(
      maskIn(shapesLook, `const url = "${url}"; // ours`).text,
      'const url = "postgres://app:[masked by Keyway: database password 1]@db.acme-internal.io:5432/shop?sslmode=require"; // ours',
    );
    assert.equal(
      maskIn(shapesLook, `{"aws": {"secretAccessKey": "${noise('rest', 40)}", "region": "eu-north-1"}}`).text,
      '{"aws": {"secretAccessKey": "[masked by Keyway: AWS secret access key 1]", "region": "eu-north-1"}}',
    );
  });

  it('are not the words that stand where a secret would', () => {
    for (const text of [
      'Authorization: Bearer ${token}',
      'Authorization: Bearer <your-access-token-goes-here>',
      'postgres://app:${PASSWORD}@db.example.com/shop',
      'export OPENAI_API_KEY=sk-...',
      'const url = "https://user:password@localhost:3000"',
      '//registry.npmjs.org/:_authToken=${NPM_TOKEN}',
      'class="sk-folding-cube sk-folding-cube-second-child"',
      'create index pk_customers_by_id on customers (id)',
      'hf_transfer_enabled_by_default_everywhere = True',
      '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
      'AKIAIOSFODNN7EXAMPLE',
      'fw_firmwareVersionTableOfContents',
    ])
      assert.deepEqual(shapesLook(text), [], text);
  });

  it('are told apart by the kind that says more', () => {
    const key = planted.find(({ name }) => name === 'Anthropic key');
    assert.deepEqual(foundWords(maskIn(shapesLook, `${key?.secret}`).found), ['an Anthropic key']);
  });
});
