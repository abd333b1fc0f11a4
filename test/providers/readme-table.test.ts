import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { providers } from '../../src/providers/index.ts';
import { tombstones } from '../../src/providers/tombstones.ts';
import { providersTable, readme, withTable } from './readme-table.ts';

describe('the table of providers in README.md', () => {
  const text = readFileSync(readme, 'utf8');
  const table = providersTable(providers, tombstones);

  it('is up to date: `node test/providers/readme-table.ts` writes it', () => {
    assert.equal(withTable(text, table), text);
    // Custom servers are no provider.
    assert.ok(text.includes(`[${providers.length - 1} providers](#providers)`), 'their number');
  });

  it('has one row of five columns for every provider, alive or closed', () => {
    const rows = table.trim().split('\n').slice(2);
    assert.equal(rows.length, providers.length + tombstones.length);
    for (const row of rows) assert.equal(row.replaceAll('\\|', '').split('|').length, 7, row);
  });

  it('says what a key needs, in what it is spoken to, and what is doubtful or gone', () => {
    const rowOf = (name: string): string => table.split('\n').find((row) => row.includes(name)) ?? '';
    assert.match(rowOf('Cloudflare Workers AI'), /\| Account ID, API token \|/);
    assert.match(rowOf('Azure OpenAI'), /API version \(classic addresses only\) \(optional\)/);
    assert.match(rowOf('Azure OpenAI'), /`openai-chat`, `openai-responses`/);
    assert.match(rowOf('Amazon Bedrock'), /Bedrock API key or Access key ID and Secret access key/);
    assert.match(rowOf('Hyperbolic'), /May no longer exist/);
    assert.match(rowOf('OctoAI'), /Closed on 2024-10-31; NVIDIA NIM instead/);
  });

  it('refuses a text without its markers', () => {
    assert.throws(() => withTable('# Keyway', table), /no markers/);
  });
});
