import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CompletionCache } from '../../src/code/completion-cache.ts';
import { agrees, markOf, restOf, typedSince, type Spot } from '../../src/code/completion-place.ts';

const at = (text: string, languageId = 'typescript'): Spot => {
  const [prefix = '', suffix = ''] = text.split('|');
  return { languageId, prefix, suffix };
};

const typing = (spot: Spot, text: string): Spot => ({ ...spot, prefix: spot.prefix + text });

const long = 'const line = 1;\n'.repeat(200);

const texts = fc.string({ unit: fc.constantFrom('a', 'b', '(', ')', ' ', '\n', 'é', '"'), maxLength: 40 });
const spots = fc.record({
  languageId: fc.constant('typescript'),
  prefix: fc.oneof(
    texts,
    texts.map((text) => long + text),
  ),
  suffix: fc.oneof(
    texts,
    texts.map((text) => text + long),
  ),
});

describe('a proposal while it is typed', () => {
  it('shows, after k of its characters, the rest of it', () => {
    fc.assert(
      fc.property(spots, texts, fc.nat(), (spot, proposal, many) => {
        const typed = proposal.slice(0, many % (proposal.length + 1));
        const cache = new CompletionCache();
        cache.keep(spot, proposal);
        const rest = proposal.slice(typed.length);
        // Typed to its end, it is over; a proposal of nothing is known as long as nothing is typed.
        const wanted = rest === '' && proposal !== '' ? undefined : rest;
        assert.equal(cache.find(typing(spot, typed)), wanted);
      }),
    );
  });

  it('is gone with the first other character', () => {
    fc.assert(
      fc.property(spots, texts, fc.nat(), (spot, proposal, many) => {
        const typed = `${proposal.slice(0, many % (proposal.length + 1))}§`;
        const cache = new CompletionCache();
        cache.keep(spot, proposal);
        assert.equal(cache.find(typing(spot, typed)), undefined);
      }),
    );
  });

  it('goes on where the editor has closed a bracket or a quote behind the cursor', () => {
    const cache = new CompletionCache();
    cache.keep(at('call|;\nnext();\n'), '("a", b)');
    assert.equal(cache.find(at('call(|);\nnext();\n')), '"a", b)');
    assert.equal(cache.find(at('call("|");\nnext();\n')), 'a", b)');
    assert.equal(cache.find(at('call(|, 1);\nnext();\n')), undefined, 'nobody but a person writes that');
  });

  it('is another one in another language, before another text and behind another one', () => {
    const cache = new CompletionCache();
    cache.keep(at('let a = |\nb();'), '1;');
    assert.equal(cache.find(at('let a = |\nb();')), '1;');
    assert.equal(cache.find(at('let a = |\nb();', 'rust')), undefined);
    assert.equal(cache.find(at('let a = |\nc();')), undefined);
    assert.equal(cache.find(at('let b = |\nb();')), undefined);
    assert.equal(cache.find(at('x\nlet a = |\nb();')), undefined, 'the beginning of the file is part of the place');
    assert.equal(cache.find(at('let a = |\nb();\nmore')), undefined, 'and so is its end');
  });

  it('stays known where only what is far away has changed', () => {
    const cache = new CompletionCache();
    cache.keep(at(`${long}let a = |${long}`), '1;');
    assert.equal(cache.find(at(`// new\n${long}let a = |${long}// new`)), '1;');
  });

  it('is forgotten once enough others were wanted since', () => {
    const cache = new CompletionCache(3);
    for (const name of ['a', 'b', 'c']) cache.keep(at(`${name} = |`), name);
    cache.find(at('a = |'));
    cache.keep(at('d = |'), 'd');
    assert.equal(cache.size, 3);
    assert.equal(cache.find(at('b = |')), undefined);
    assert.equal(cache.find(at('a = |')), 'a');
    cache.clear();
    assert.equal(cache.find(at('a = |')), undefined);
  });

  it('of nothing is known, so that nobody is asked again', () => {
    const cache = new CompletionCache();
    cache.keep(at('done();|'), '');
    assert.equal(cache.find(at('done();|')), '');
    assert.equal(cache.find(at('done(); |')), undefined);
  });
});

describe('what was typed since a request', () => {
  it('is what stands before the cursor now and did not then', () => {
    fc.assert(
      fc.property(spots, texts, (spot, text) => {
        const typed = typedSince(markOf(spot), typing(spot, text), 50);
        // A text may hold the place once more: then less of it is new.
        assert.ok(typed !== undefined && text.endsWith(typed));
      }),
    );
  });

  it('is not known beyond the length that is looked for', () => {
    const spot = at(`${long}|`);
    assert.equal(typedSince(markOf(spot), typing(spot, 'abc'), 3), 'abc');
    assert.equal(typedSince(markOf(spot), typing(spot, 'abcd'), 3), undefined);
  });

  it('agrees with an answer that has come as far, or further, or not yet', () => {
    assert.ok(agrees('foo', 'foobar') && agrees('foobar', 'foo') && agrees('', 'foo') && agrees('foo', ''));
    assert.ok(!agrees('foo', 'fa'));
    assert.equal(restOf('foobar', 'foo'), 'bar');
    assert.equal(restOf('foobar', 'fa'), undefined);
  });
});
