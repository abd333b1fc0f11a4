import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatRequest, Message } from '../../src/core/chat.ts';
import { expectedOutput, type TaskSigns, taskOf } from '../../src/core/task.ts';
import { asked } from './samples.ts';
import { assistant, system, type TaskCase, taskCases, user } from './task-cases.ts';

const tools = (names: readonly string[]): ChatRequest['tools'] => names.map((name) => ({ name, description: '' }));

const signsOf = ({
  says,
  caller = 'someone.else',
  tools: names = [],
  conversation,
  fixed,
  command,
}: TaskCase): TaskSigns => ({
  request: asked({ messages: typeof says === 'string' ? [user(says)] : says, tools: tools(names), conversation }),
  caller,
  fixed,
  command,
});

const shown = ({ says }: TaskCase): string => {
  const part = typeof says === 'string' ? says : says.at(-1)?.content[0];
  const text = typeof part === 'string' ? part : part?.type === 'text' ? part.text : 'no message';
  const asks = /<userRequest>\n(.*)\n<\/userRequest>/s.exec(text)?.[1] ?? text;
  return JSON.stringify(asks.length > 100 ? `${asks.slice(0, 99)}…` : asks);
};

describe('the task of a request', () => {
  for (const [group, cases] of Object.entries(taskCases))
    describe(group, () => {
      for (const one of cases)
        it(`${shown(one)} is ${one.task}`, () => {
          const { task, why } = taskOf(signsOf(one));
          assert.equal(task, one.task, why);
          assert.match(why, /^[a-z][^\n]{4,80}[^.\s]$|^VS Code /, 'a clause for a person');
        });
    });

  const why = (facts: Partial<TaskCase>): string => taskOf(signsOf({ task: 'chat', says: '', ...facts })).why;

  it('is explained by what decided it', () => {
    assert.equal(why({ tools: ['read_file'], says: 'go on' }), 'it brings tools');
    assert.equal(why({ says: '```ts\nx\n```' }), 'the message holds code');
    assert.equal(why({ says: 'write a function that sorts' }), 'the message asks for code');
    assert.equal(why({ says: 'prove that 1 < 2' }), 'it asks for a proof');
    assert.equal(why({ fixed: 'code' }), 'the model that was picked is for code');
    assert.equal(why({ command: 'fix' }), 'it is the command /fix');
    assert.equal(
      why({
        says: [system('You are an expert in crafting ultra-compact titles'), user('x')],
        caller: 'github.copilot-chat',
      }),
      'VS Code asks for a title',
    );
  });

  it('is that of what a person wrote last, not of a file that a tool read', () => {
    const read: Message = {
      role: 'user',
      content: [{ type: 'tool-result', id: 'a', content: [{ type: 'text', text: '```ts\nconst a = 1;\n```' }] }],
    };
    const messages = [user('Plan a weekend in Lisbon'), assistant('Let me look.'), read];
    assert.equal(taskOf({ request: asked({ messages }), caller: 'someone.else' }).task, 'chat');
  });

  it('is the same at every length of what stands between head and tail', () => {
    const long = (filler: string): string =>
      `Please look at this log.\n${filler.repeat(60_000)}\nNow prove that it terminates, step by step.`;
    for (const filler of ['lorem ipsum ', '行 ', '.  '])
      assert.equal(
        taskOf({ request: asked({ messages: [user(long(filler))] }), caller: 'x' }).task,
        'reasoning',
        filler,
      );
  });

  it('reads no more than a bounded part of a request', () => {
    let read = 0;
    const counting = (message: Message): Message =>
      new Proxy(message, { get: (target, name) => (name === 'content' && read++, Reflect.get(target, name)) });
    const result: Message = { role: 'user', content: [{ type: 'tool-result', id: 'a', content: [] }] };
    const results = Array.from({ length: 50_000 }, () => counting(result));
    taskOf({ request: asked({ messages: [user('fix it'), ...results] }), caller: 'x' });
    assert.ok(read < 5_000, `${read} messages were opened`);
  });

  const signs = [
    'a',
    'Z',
    'é',
    '0',
    '证',
    ' ',
    '\n',
    '`',
    '<',
    '>',
    '/',
    '.',
    ';',
    '{',
    '}',
    '(',
    ')',
    '$',
    '\\',
    '\u{d800}',
    '😀',
  ];

  it('never throws, and is the same every time, whatever comes', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...signs), maxLength: 60 }),
      fc.constantFrom(
        '<userRequest>',
        '</userRequest>',
        '```',
        '`',
        '/fix',
        '\u{d800}',
        '证明',
        '\n'.repeat(3_000),
        ';'.repeat(4_000),
      ),
    );
    const part = fc.oneof(
      fc.record({ type: fc.constant('text' as const), text }),
      fc.record({ type: fc.constant('tool-result' as const), id: text, content: fc.constant([]) }),
      fc.constant({ type: 'image' as const, mime: 'image/png', data: new Uint8Array() }),
    );
    const message = fc.oneof(
      fc.record({ role: fc.constant('user' as const), content: fc.array(part, { maxLength: 3 }) }),
      text.map(assistant),
      text.map(system),
    );
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 3 }),
        fc.constantFrom('core', 'github.copilot-chat', 'unknown', ''),
        fc.option(text, { nil: undefined }),
        (messages, caller, command) => {
          const signs = { request: asked({ messages }), caller, command };
          const found = taskOf(signs);
          assert.ok(found.task in expectedOutput);
          assert.deepEqual(taskOf(structuredClone(signs)), found);
        },
      ),
    );
  });

  it('is never a completion or an embedding by its words alone', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { task } = taskOf({ request: asked({ messages: [user(text)] }), caller: 'someone.else' });
        assert.ok(task === 'chat' || task === 'code' || task === 'reasoning', task);
      }),
    );
  });

  it('expects an answer of some length for everything that is generated', () => {
    for (const [task, output] of Object.entries(expectedOutput)) assert.equal(output > 0, task !== 'embedding', task);
  });
});
