import assert from 'node:assert/strict';
import { isTestPath, newTestPath, testGlob, testPaths, translatedPath } from '../../src/editor/code-new-path.ts';

describe('Where tests go', () => {
  it('is beside the file, called as its language does, where there are no tests yet', () => {
    assert.equal(newTestPath('src/cart.ts', 'typescript', []), 'src/cart.test.ts');
    assert.equal(newTestPath('src/View.tsx', 'typescriptreact', []), 'src/View.test.tsx');
    assert.equal(newTestPath('cart.py', 'python', []), 'test_cart.py');
    assert.equal(newTestPath('pkg/cart.go', 'go', []), 'pkg/cart_test.go');
    assert.equal(newTestPath('src/main/java/a/Cart.java', 'java', []), 'src/test/java/a/CartTest.java');
  });

  it('is where and how the others are', () => {
    assert.equal(newTestPath('src/cart.ts', 'typescript', ['src/shop.spec.ts']), 'src/cart.spec.ts');
    assert.equal(
      newTestPath('src/cart.ts', 'typescript', ['src/__tests__/shop.test.ts']),
      'src/__tests__/cart.test.ts',
    );
    assert.equal(newTestPath('src/core/cart.ts', 'typescript', ['test/wire/shop.test.ts']), 'test/core/cart.test.ts');
    assert.equal(newTestPath('cart.py', 'python', ['tests/test_shop.py']), 'tests/test_cart.py');
  });

  it('is looked for in all usual places', () => {
    assert.ok(testPaths('src/core/cart.ts', 'typescript').includes('test/core/cart.test.ts'));
    assert.ok(testPaths('src/cart.ts', 'typescript').includes('src/cart.spec.ts'));
    assert.ok(testPaths('cart.py', 'python').includes('tests/test_cart.py'));
    assert.equal(testGlob('a/cart.ts', 'typescript'), '**/{*.test,*.spec}.ts');
    assert.equal(testGlob('cart.go', 'go'), '**/*_test.go');
  });

  it('is the file itself where it holds tests', () => {
    assert.ok(isTestPath('src/cart.test.ts', 'typescript'));
    assert.ok(isTestPath('tests/test_cart.py', 'python'));
    assert.ok(!isTestPath('src/cart.ts', 'typescript'));
    assert.ok(!isTestPath('src/test.ts', 'typescript'));
  });
});

describe('Where a translation goes', () => {
  it('is beside the file, under the ending of its language', () => {
    assert.equal(translatedPath('src/cart.ts', 'py'), 'src/cart.py');
    assert.equal(translatedPath('src/cart.test.ts', 'go'), 'src/cart.test.go');
    assert.equal(translatedPath('Makefile', 'sh'), 'Makefile.sh');
  });
});
