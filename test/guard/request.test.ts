import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatRequest, Message } from '../../src/core/chat.ts';
import { masker } from '../../src/guard/mask.ts';
import { withTexts } from '../../src/guard/request.ts';
import { asked } from '../core/samples.ts';
import { noise, planted, textOf } from './fixtures.ts';
import { lookWith, staysOf } from './looks.ts';

const key = noise('request', 40);
const look = lookWith(key);

const masked = (request: ChatRequest): ChatRequest =>
  withTexts(request, { text: masker(look).mask, mayStay: (seal) => look(seal).length === 0 });

const seal = (value: string) => ({ provider: 'acme', model: 'big', value });
const image = { type: 'image', mime: 'image/png', data: new TextEncoder().encode(key) } as const;

/** A secret at each place where a request holds text. */
const whole = (text: string): ChatRequest =>
  asked({
    messages: [
      { role: 'system', content: [{ type: 'text', text: `system ${text}` }] },
      { role: 'user', content: [{ type: 'text', text: `user ${text}` }, image] },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: `thinking ${text}`, seal: seal(JSON.stringify({ thinking: text })) },
          { type: 'text', text: `assistant ${text}` },
          {
            type: 'tool-call',
            id: 'call-1',
            name: 'run',
            input: {
              command: `curl ${text}`,
              env: [{ name: 'A', value: text }],
              [text]: 1,
              deep: { a: [null, true, 7] },
            },
            seal: seal('opaque'),
          },
        ],
      },
      {
        role: 'user',
        content: [{ type: 'tool-result', id: 'call-1', content: [{ type: 'text', text: `result ${text}` }, image] }],
      },
    ],
    tools: [
      {
        name: 'run',
        description: `Runs with ${text}`,
        schema: { type: 'object', properties: { key: { type: 'string', default: text } } },
      },
    ],
    fill: { prefix: `before ${text}`, suffix: `after ${text}`, path: 'src/a.ts' },
  });

/** Every string in it, names as well; images are bytes. */
const stringsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...stringsIn(inner)]);
};

describe('a request with secrets', () => {
  it('holds none in any of its strings once it is masked', () => {
    const some = fc.constantFrom(...planted.map((one) => [one.gone ?? one.secret, textOf(one)] as const), [
      key,
      key,
    ] as const);
    fc.assert(
      fc.property(some, fc.lorem(), ([secret, text], word) => {
        for (const string of stringsIn(masked(whole(`${word}\n${text}\n`))))
          assert.equal(staysOf(secret, string), undefined);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps everything else: roles, ids, names, values and images', () => {
    const request = masked(whole(key));
    const placeholder = '[masked by Keyway: your Acme key 1]';
    const expected = whole(placeholder);
    const [system, user, , results] = expected.messages;
    assert.deepEqual(request.messages[0], system);
    assert.deepEqual(request.messages[1], user);
    assert.deepEqual(request.messages[3], results);
    assert.deepEqual({ ...request, messages: [] }, { ...expected, messages: [] });
    assert.equal(request.messages[1]?.content[1], image);
  });

  it('gives up the seal of reasoning that it changed, which holds the text as it was', () => {
    const reasoning = masked(whole(key)).messages[2]?.content[0];
    assert.deepEqual(reasoning, { type: 'reasoning', text: 'thinking [masked by Keyway: your Acme key 1]' });
    const hidden: Message = {
      role: 'assistant',
      content: [{ type: 'reasoning', text: '', seal: seal(Buffer.from(`x ${key}`).toString('base64')) }],
    };
    assert.deepEqual(masked(asked({ messages: [hidden] })).messages[0]?.content, [{ type: 'reasoning', text: '' }]);
  });

  it('keeps the seal of a call whose input it changed, and no seal with a key in it', () => {
    assert.deepEqual(Reflect.get(masked(whole(key)).messages[2]?.content[2] ?? {}, 'seal'), seal('opaque'));
    const call: Message = {
      role: 'assistant',
      content: [{ type: 'tool-call', id: '1', name: 'run', input: {}, seal: seal(key) }],
    };
    const [part] = masked(asked({ messages: [call] })).messages[0]?.content ?? [];
    assert.deepEqual(part, { type: 'tool-call', id: '1', name: 'run', input: {}, seal: undefined });
  });
});

describe('a request without secrets', () => {
  it('goes on as the same object, with every part of it', () => {
    const request = whole('nothing to hide');
    assert.equal(masked(request), request);
  });

  it('keeps the parts of a request that hold none, when others do', () => {
    const [clean, dirty] = [
      whole('nothing to hide'),
      asked({ messages: [{ role: 'user', content: [{ type: 'text', text: key }] }] }),
    ];
    const both = masked({ ...clean, messages: [...clean.messages, ...dirty.messages] });
    for (const [at, message] of clean.messages.entries()) assert.equal(both.messages[at], message);
    assert.equal(both.tools, clean.tools);
    assert.equal(both.fill, clean.fill);
  });
});
