import assert from 'node:assert/strict';
import { pathsIn } from '../../src/editor/tool-paths.ts';

describe('files that the arguments of a tool name', () => {
  it('are found beside other arguments', () => {
    assert.deepEqual(pathsIn({ filePath: 'src/a.ts', startLine: 1, query: 'src/b.ts' }), ['src/a.ts']);
    assert.deepEqual(pathsIn({ filePaths: ['a.ts', 'b.ts'], uri: 'file:///c.ts' }), ['a.ts', 'b.ts', 'file:///c.ts']);
  });

  it('are found in objects and lists at any depth', () => {
    assert.deepEqual(pathsIn({ edits: [{ target: { filePath: '.env' } }] }), ['.env']);
    assert.deepEqual(pathsIn({ files: [{ name: '.env', lines: { from: 1 } }, [['b.pem']]] }), ['.env', 'b.pem']);
    assert.deepEqual(pathsIn({ request: { batch: [{ documents: [{ uri: 'file:///w/.env' }] }] } }), ['file:///w/.env']);
  });

  it('are found as the names in a table of files', () => {
    assert.deepEqual(pathsIn({ files: { 'src/.env': { mode: 'read' } } }), ['src/.env', 'read']);
  });

  it('are found wherever a file is named by its address', () => {
    assert.deepEqual(pathsIn({ urls: ['file:///home/me/.ssh/id_rsa', 'https://example.com'] }), [
      'file:///home/me/.ssh/id_rsa',
    ]);
  });

  it('are named once each, without blanks around them', () => {
    assert.deepEqual(pathsIn({ path: ' .env ', paths: ['.env'] }), ['.env']);
  });

  it('cannot be hidden below more nesting than is looked through', () => {
    let nested: unknown = { path: '.env' };
    for (let depth = 0; depth < 30; depth++) nested = { inner: [nested] };
    assert.throws(() => pathsIn({ nested }), /nested too deeply/);
  });
});
