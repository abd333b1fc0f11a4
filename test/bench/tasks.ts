import type { ChatRequest, Message } from '../../src/core/chat.ts';
import { taskOf, type TaskSigns } from '../../src/core/task.ts';
import { assistant, system, taskCases, user } from '../core/task-cases.ts';

/**
 * Microseconds that telling a task takes. A call that another program interrupts takes milliseconds, so the best of three in
 * a row stands beside it: that is what the work itself takes.
 */
interface TaskTimes {
  readonly p50: number;
  readonly p99: number;
  readonly undisturbedP99: number;
}

const rounds = 400;

const requestOf = (messages: readonly Message[], tools: readonly string[] = []): ChatRequest => ({
  messages,
  tools: tools.map((name) => ({ name, description: '' })),
  toolChoice: 'auto',
});

/** What the tests tell apart, as it is sent. */
const varied = (): readonly TaskSigns[] =>
  Object.values(taskCases)
    .flat()
    .map(({ says, caller = 'someone.else', tools, conversation, fixed, command }) => ({
      request: { ...requestOf(typeof says === 'string' ? [user(says)] : says, tools), conversation },
      caller,
      fixed,
      command,
    }));

/** A flat string, as it comes from outside: one that was joined is only written out when it is first read. */
const flat = (text: string): string => Buffer.from(text).toString('utf8');

/** A megabyte each: one message, an agent's long loop, and texts made to be slow. */
const large = (): readonly TaskSigns[] => {
  const read: Message = {
    role: 'user',
    content: [{ type: 'tool-result', id: 'c', content: [{ type: 'text', text: flat('const a = 1;\n'.repeat(160)) }] }],
  };
  const loop = Array.from({ length: 500 }, () => [assistant('Next.'), read]).flat();
  const texts = [
    'lorem ipsum dolor ',
    '为什么这样 ',
    '\n',
    ' ',
    '`',
    'write ',
    'SELECT ',
    'a.',
    'aA',
    '; ',
    '<userRequest>',
    'write poem ',
    'if a follow ',
    'if it necessarily ',
    'plan a b c ',
    'sql-',
  ];
  return [
    { request: requestOf([system('You are.'), user('fix the cart'), ...loop], ['read_file']), caller: 'someone.else' },
    ...texts.map((text) => ({
      request: requestOf([user(flat(text.repeat(Math.ceil(1_000_000 / text.length))))]),
      caller: 'someone.else',
    })),
  ];
};

const timed = (signs: TaskSigns): number => {
  const started = performance.now();
  taskOf(signs);
  return (performance.now() - started) * 1_000;
};

const measure = (all: readonly TaskSigns[]): TaskTimes => {
  const threes = Array.from({ length: rounds }, () =>
    all.map((signs) => [timed(signs), timed(signs), timed(signs)]),
  ).flat();
  const [every, best] = [threes.flat(), threes.map((three) => Math.min(...three))];
  return { p50: at(every, 0.5), p99: at(every, 0.99), undisturbedP99: at(best, 0.99) };
};

/** Of the last three quarters: before, the code is still being compiled. */
const at = (times: readonly number[], share: number): number => {
  const warm = times.slice(times.length / 4).toSorted((a, b) => a - b);
  return warm[Math.floor(warm.length * share)] ?? Number.NaN;
};

/** How long it takes to tell what a request is for: lines for people. */
export const benchTasks = (): readonly string[] =>
  [
    ['a task, of every case of the tests', varied()] as const,
    ['a task, of conversations of a megabyte', large()] as const,
  ].map(([what, all]) => {
    const { p50, p99, undisturbedP99 } = measure(all);
    return `${what} (${all.length}): ${p50.toFixed(1)} µs p50, ${p99.toFixed(1)} µs p99, ${undisturbedP99.toFixed(1)} µs p99 undisturbed`;
  });
