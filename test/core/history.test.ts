import assert from 'node:assert/strict';
import fc from 'fast-check';
import type {
  AssistantMessage,
  ImagePart,
  Message,
  ReasoningPart,
  Seal,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserMessage,
} from '../../src/core/chat.ts';
import { settle, type Target } from '../../src/core/history.ts';
import { toolCallIds } from '../../src/core/tool-ids.ts';

const targets: Readonly<Record<keyof typeof toolCallIds, Target>> = {
  any: { provider: 'openai', model: 'gpt', toolCallId: toolCallIds.any },
  dash64: { provider: 'anthropic', model: 'claude', toolCallId: toolCallIds.dash64 },
  call64: { provider: 'openai', model: 'gpt', toolCallId: toolCallIds.call64 },
  dotted: { provider: 'moonshot', model: 'kimi', toolCallId: toolCallIds.dotted },
  alnum9: { provider: 'mistral', model: 'large', toolCallId: toolCallIds.alnum9 },
};
const shapes = {
  any: /^[\w-]{1,40}$/,
  dash64: /^[\w-]{1,64}$/,
  call64: /^[\w-]{1,64}$/,
  dotted: /^[\w.:-]{1,64}$/,
  alnum9: /^[a-zA-Z0-9]{9}$/,
} as const;
const claude = targets.dash64;

/* What histories are made of: texts with lone surrogates, blanks, images of no bytes, ids that repeat or break every rule. */

const units = fc.oneof(fc.constantFrom('a', 'é', ' ', '\n', '😀', '\ud800', '\udc00'), fc.string({ maxLength: 2 }));
const text = fc.array(units, { maxLength: 6 }).map((all) => all.join(''));
const ids = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'call_1', 'aBcDeF123', 'fc|very long'.repeat(40), 'tool:1'),
  fc.string({ maxLength: 12 }),
);
const seals: fc.Arbitrary<Seal | undefined> = fc.option(
  fc.record(
    {
      provider: fc.constantFrom('openai', 'anthropic', 'mistral', 'gemini'),
      model: fc.constantFrom('gpt', 'claude', 'large'),
      value: fc.base64String({ maxLength: 12 }),
    },
    { noNullPrototype: true },
  ),
  { nil: undefined },
);

const texts: fc.Arbitrary<TextPart> = text.map((all) => ({ type: 'text', text: all }));
const images: fc.Arbitrary<ImagePart> = fc
  .uint8Array({ maxLength: 3 })
  .map((data): ImagePart => ({ type: 'image', mime: 'image/png', data }));
const plain = { noNullPrototype: true } as const;
const reasonings: fc.Arbitrary<ReasoningPart> = fc.record(
  { type: fc.constant('reasoning' as const), text, seal: seals },
  plain,
);
const values = fc.oneof(text, fc.integer(), fc.constant(null), fc.array(text, { maxLength: 2 }));
const calls: fc.Arbitrary<ToolCallPart> = fc.record(
  {
    type: fc.constant('tool-call' as const),
    id: ids,
    name: fc.constantFrom('read', 'write'),
    input: fc.dictionary(text, fc.oneof(values, fc.dictionary(text, values, plain)), plain),
    seal: seals,
  },
  plain,
);
const results: fc.Arbitrary<ToolResultPart> = fc.record(
  {
    type: fc.constant('tool-result' as const),
    id: ids,
    content: fc.array(fc.oneof(texts, images), { maxLength: 3 }),
  },
  plain,
);

const messages: fc.Arbitrary<readonly Message[]> = fc.array(
  fc.oneof(
    fc.array(texts, { maxLength: 2 }).map((content): Message => ({ role: 'system', content })),
    fc.array(fc.oneof(texts, images, results), { maxLength: 4 }).map((content): Message => ({ role: 'user', content })),
    fc
      .array(fc.oneof(texts, reasonings, calls), { maxLength: 4 })
      .map((content): Message => ({ role: 'assistant', content })),
  ),
  { maxLength: 10 },
);

const user = (...content: UserMessage['content']): UserMessage => ({ role: 'user', content });
const assistant = (...content: AssistantMessage['content']): AssistantMessage => ({ role: 'assistant', content });
const say = (words: string): TextPart => ({ type: 'text', text: words });
const call = (id: string, facts: Partial<ToolCallPart> = {}): ToolCallPart => ({
  type: 'tool-call',
  id,
  name: 'read',
  input: {},
  ...facts,
});
const result = (id: string, words: string): ToolResultPart => ({ type: 'tool-result', id, content: [say(words)] });
const think = (words: string, provider = 'anthropic', model = 'claude'): ReasoningPart => ({
  type: 'reasoning',
  text: words,
  seal: { provider, model, value: `sealed ${words}` },
});

type Part = Message['content'][number];

const flat = (part: Part): readonly Part[] => (part.type === 'tool-result' ? [part, ...part.content] : [part]);

const turnsOf = (settled: readonly Message[]): readonly (UserMessage | AssistantMessage)[] =>
  settled.flatMap((message) => (message.role === 'system' ? [] : [message]));

/** Every string anywhere in it, names of fields included. */
const stringsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...stringsIn(inner)]);
};

const textsOf = (all: readonly Message[], role: Message['role']): readonly string[] =>
  all.flatMap((message) =>
    message.role === role ? message.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])) : [],
  );

for (const shape of ['any', 'dash64', 'alnum9'] as const) {
  const target = targets[shape];
  const check = (sentence: string, holds: (settled: readonly Message[], given: readonly Message[]) => void): void => {
    it(sentence, () => {
      fc.assert(
        fc.property(messages, (given) => holds(settle(given, target), given)),
        { numRuns: 300 },
      );
    });
  };

  describe(`any history, settled for ${target.provider}`, () => {
    check('has one system message at most, and it is the first', (settled) => {
      assert.ok(settled.slice(1).every(({ role }) => role !== 'system'));
    });

    check('has turns that alternate, a user turn first', (settled) => {
      for (const [index, { role }] of turnsOf(settled).entries())
        assert.equal(role, index % 2 === 0 ? 'user' : 'assistant');
    });

    check('has no empty turn, no empty text, no empty image', (settled) => {
      for (const message of settled) {
        assert.ok(message.content.length > 0);
        for (const part of message.content.flatMap(flat)) {
          if (part.type === 'text') assert.notEqual(part.text.trim(), '');
          if (part.type === 'image') assert.ok(part.data.length > 0);
          if (part.type === 'tool-result') assert.ok(part.content.length > 0);
        }
      }
    });

    check(
      'has exactly one result for every call, in the very next turn, first in it and in the same order',
      (settled) => {
        const turns = turnsOf(settled);
        for (const [index, turn] of turns.entries()) {
          const before = turns[index - 1];
          const asked =
            before?.role === 'assistant'
              ? before.content.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []))
              : [];
          if (turn.role === 'assistant') continue;
          const answered = turn.content.flatMap((part) => (part.type === 'tool-result' ? [part.id] : []));
          assert.deepEqual(answered, asked);
          assert.ok(turn.content.slice(0, answered.length).every((part) => part.type === 'tool-result'));
        }
        const last = turns.at(-1);
        assert.ok(last?.role !== 'assistant' || last.content.every((part) => part.type !== 'tool-call'));
      },
    );

    check('has ids that are unique and of the right shape', (settled) => {
      const made = turnsOf(settled).flatMap(({ content }) =>
        content.flatMap((part) => (part.type === 'tool-call' ? [part.id] : [])),
      );
      assert.equal(new Set(made).size, made.length);
      for (const id of made) assert.match(id, shapes[shape]);
    });

    check('has no seal and no reasoning of anybody else', (settled) => {
      for (const part of turnsOf(settled).flatMap<Part>(({ content }) => content)) {
        const sealed = part.type === 'reasoning' || part.type === 'tool-call' ? part.seal : undefined;
        if (part.type === 'reasoning') assert.ok(sealed);
        if (sealed) assert.deepEqual([sealed.provider, sealed.model], [target.provider, target.model]);
      }
    });

    check('has no assistant turn of reasoning alone', (settled) => {
      for (const { role, content } of turnsOf(settled))
        assert.ok(role === 'user' || content.some((part) => part.type !== 'reasoning'));
    });

    check('has no lone surrogate, in tool inputs neither', (settled) => {
      for (const all of stringsIn(settled)) assert.ok(all.isWellFormed(), JSON.stringify(all));
    });

    check('has every word that the person, the assistant and the system said, in their order', (settled, given) => {
      for (const role of ['user', 'assistant', 'system'] as const) {
        const kept = textsOf(settled, role);
        const said = textsOf(given, role)
          .filter((all) => all.trim() !== '')
          .map((all) => all.toWellFormed());
        let at = 0;
        for (const one of said) {
          at = kept.indexOf(one, at) + 1;
          assert.ok(at > 0, `lost: ${JSON.stringify(one)}`);
        }
      }
    });

    check(
      'has every seal of its own, byte for byte and in order, of every turn that also says something',
      (settled, given) => {
        const own = (all: readonly Message[]): readonly string[] =>
          all.flatMap((message) =>
            message.role === 'assistant'
              ? message.content.flatMap((part) =>
                  part.type === 'reasoning' &&
                  part.seal?.provider === target.provider &&
                  part.seal.model === target.model
                    ? [part.seal.value]
                    : [],
                )
              : [],
          );
        const kept = own(settled);
        let at = 0;
        for (const value of own(
          given.filter((message) => textsOf([message], 'assistant').some((all) => all.trim() !== '')),
        )) {
          at = kept.indexOf(value, at) + 1;
          assert.ok(at > 0, `lost: ${value}`);
        }
      },
    );

    check('is settled: once more changes nothing', (settled) => {
      assert.deepEqual(settle(settled, target), settled);
    });

    it('leaves what it was given as it was', () => {
      fc.assert(
        fc.property(messages, (given) => {
          const before = structuredClone(given);
          settle(given, target);
          assert.deepEqual(given, before);
        }),
      );
    });
  });
}

describe('a history of the same model', () => {
  it('keeps its own seals, byte for byte and in their order', () => {
    const value = 'EqQBCgIYAhIM/+==\u0000é';
    const given: readonly Message[] = [
      user(say('hello')),
      assistant(
        { type: 'reasoning', text: '', seal: { provider: 'anthropic', model: 'claude', value } },
        think('second'),
        say('let me look'),
        call('toolu_1', { seal: { provider: 'anthropic', model: 'claude', value: 'third' } }),
      ),
      user(result('toolu_1', 'found')),
    ];
    assert.deepEqual(
      turnsOf(settle(given, claude)).flatMap<string | undefined>(({ content }) =>
        content.flatMap((part) => (part.type === 'reasoning' || part.type === 'tool-call' ? [part.seal?.value] : [])),
      ),
      [value, 'sealed second', 'third'],
    );
  });

  it('keeps them also where the caller split one turn in two', () => {
    const settled = settle([user(say('hello')), assistant(think('first')), assistant(say('hi'))], claude);
    assert.deepEqual(settled.at(-1), assistant(think('first'), say('hi')));
  });

  it('changes nothing that is already right, so that the prompt cache stays warm', () => {
    const given: readonly Message[] = [
      { role: 'system', content: [say('Be brief.')] },
      user(say('hello')),
      assistant(think('hm'), say('let me look'), call('toolu_1', { input: { path: 'a.ts' }, seal: undefined })),
      user(result('toolu_1', 'found'), say('and now?')),
      assistant(say('done')),
      user(say('thanks')),
    ];
    assert.deepEqual(settle(given, claude), given);
  });

  it('grows at its end only, so that the prompt cache stays warm', () => {
    const shortest = { minLength: 1, maxLength: 6 };
    const turns = fc.array(
      fc.tuple(
        ids,
        text.filter((all) => all.trim() !== ''),
      ),
      shortest,
    );
    fc.assert(
      fc.property(turns, (rounds) => {
        const all: Message[] = [user(say('go'))];
        let before: readonly Message[] = settle(all, claude);
        for (const [id, words] of rounds) {
          all.push(assistant(call(id)), user(result(id, words)));
          const settled = settle(all, claude);
          assert.deepEqual(settled.slice(0, before.length), before);
          before = settled;
        }
      }),
    );
  });
});

describe('a history of another model', () => {
  it('loses reasoning and seals, and nothing that anyone said', () => {
    const given: readonly Message[] = [
      user(say('hello')),
      assistant(
        think('hm', 'gemini', 'pro'),
        say('hi'),
        call('x y', { seal: { provider: 'gemini', model: 'pro', value: 's' } }),
      ),
      user(result('x y', 'found')),
    ];
    const [, answer, found] = settle(given, claude);
    assert.ok(answer?.role === 'assistant' && found?.role === 'user');
    assert.deepEqual(
      answer.content.map((part) => [part.type, part.type === 'tool-call' ? part.seal : undefined]),
      [
        ['text', undefined],
        ['tool-call', undefined],
      ],
    );
    const [made, answered] = [answer.content[1], found.content[0]];
    assert.ok(made?.type === 'tool-call' && answered?.type === 'tool-result');
    assert.equal(made.id, answered.id);
    assert.match(made.id, shapes.dash64);
  });

  it('counts another model of the same provider as another', () => {
    const settled = settle([user(say('hello')), assistant(think('hm', 'anthropic', 'haiku'), say('hi'))], claude);
    assert.deepEqual(settled.at(-1), assistant(say('hi')));
  });

  it('drops a turn that was reasoning alone, and joins its neighbours', () => {
    const settled = settle([user(say('one')), assistant(think('hm', 'gemini', 'pro')), user(say('two'))], claude);
    assert.deepEqual(settled, [user(say('one'), say('two'))]);
  });
});

describe('the calls and results of a history', () => {
  it('come in one user turn, however many messages brought them', () => {
    const settled = settle(
      [
        user(say('go')),
        assistant(call('a'), call('b')),
        user(result('b', 'second')),
        user(result('a', 'first'), say('next')),
      ],
      claude,
    );
    assert.deepEqual(settled.at(-1), user(result('a', 'first'), result('b', 'second'), say('next')));
  });

  it('give a call that was never run a result that says so', () => {
    const settled = settle([user(say('go')), assistant(call('a')), user(say('stop'))], claude);
    const answered = settled.at(-1)?.content[0];
    assert.ok(answered?.type === 'tool-result');
    assert.deepEqual([answered.id, answered.isError], ['a', true]);
    assert.deepEqual(settled.at(-1)?.content[1], say('stop'));
  });

  it('give the last call one too, where the history ends with it', () => {
    const settled = settle([user(say('go')), assistant(call('a'))], claude);
    assert.deepEqual(
      settled.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
  });

  it('turn a result that nobody asked for into text', () => {
    const settled = settle([user(say('go'), result('lost', 'precious'))], claude);
    assert.deepEqual(settled, [user(say('go'), say('precious'))]);
  });

  it('take the last of two results for one call', () => {
    const settled = settle(
      [user(say('go')), assistant(call('a')), user(result('a', 'old'), result('a', 'new'))],
      claude,
    );
    assert.deepEqual(settled.at(-1), user(result('a', 'new')));
  });

  it('stay apart where a provider gave two turns the same id', () => {
    const round = (words: string): readonly Message[] => [assistant(call('call_0')), user(result('call_0', words))];
    const settled = settle([user(say('go')), ...round('first'), ...round('second')], claude);
    const found = turnsOf(settled).flatMap(({ role, content }) =>
      role === 'user' ? content.flatMap((part) => (part.type === 'tool-result' ? [part] : [])) : [],
    );
    assert.deepEqual(
      found.map(({ content }) => content[0]),
      [say('first'), say('second')],
    );
    assert.equal(new Set(found.map(({ id }) => id)).size, 2);
  });

  it('keep an error an error, and say something where a tool said nothing', () => {
    const empty: ToolResultPart = { type: 'tool-result', id: 'a', content: [say(' ')], isError: true };
    const settled = settle([user(say('go')), assistant(call('a')), user(empty)], claude);
    const answered = settled.at(-1)?.content[0];
    assert.ok(answered?.type === 'tool-result');
    assert.equal(answered.isError, true);
    assert.equal(answered.content.length, 1);
  });
});

it('an assistant that begins is asked to continue', () => {
  assert.deepEqual(
    settle([assistant(say('as I said'))], claude).map(({ role }) => role),
    ['user', 'assistant'],
  );
});
