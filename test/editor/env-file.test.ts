import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readEnvFile } from '../../src/editor/env-file.ts';

const read = (text: string, encoding: BufferEncoding = 'utf8'): ReturnType<typeof readEnvFile> =>
  readEnvFile(Buffer.from(text, encoding));

describe('a .env file', () => {
  it('gives its variables', () => {
    assert.deepEqual({ ...read('A=1\r\nexport B="two words" # why\n# C=3\n').value }, { A: '1', B: 'two words' });
  });

  it('may come from Windows', () => {
    assert.deepEqual({ ...read('\uFEFFA=1\n').value }, { A: '1' });
    assert.deepEqual({ ...read('\uFEFFA=1\r\n', 'utf16le').value }, { A: '1' });
  });

  it('is refused where it is something else, without a word of what is in it', () => {
    for (const [bytes, problem] of [
      [Buffer.from('\x7fELF\0\0secret'), /not a text file/],
      [Buffer.from([0x80, 0x81]), /not a text file/],
      [Buffer.alloc(1_000_001, 'A=1\n'), /1,000,001 bytes/],
      [Buffer.from('just words, secret'), /no lines like NAME=value/],
      [Buffer.alloc(0), /no lines/],
    ] as const) {
      const result = readEnvFile(bytes);
      assert.match(result.problem ?? '', problem);
      assert.ok(!result.problem?.includes('secret'));
    }
  });

  it('is read or refused, whatever bytes it has', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const result = readEnvFile(bytes);
        assert.notEqual(result.value === undefined, result.problem === undefined);
      }),
    );
  });
});
