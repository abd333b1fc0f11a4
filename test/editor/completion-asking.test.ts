import assert from 'node:assert/strict';
import { mock } from 'node:test';
import fc from 'fast-check';
import { lineAt, type Place } from '../../src/code/completion-place.ts';
import { shapeOf } from '../../src/code/completion-shape.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import { type RunEvent, RunFailure } from '../../src/core/run.ts';
import { Completions, type Wanted } from '../../src/editor/completion-asking.ts';
import type { Landing } from '../../src/editor/completion-flight.ts';

const file = 'file:///project/a.ts';

const receipt: Receipt = {
  requestId: 'r',
  task: 'completion',
  skipped: [],
  cost: { usd: 0.001, from: 'computed' },
  totalMs: 1,
};

/** A request at a server that answers when it is told to. */
class Request {
  readonly prefix: string;
  aborted = false;
  readonly #events: RunEvent[] = [];
  #failure: Error | undefined;
  #over = false;
  #wake = (): void => undefined;

  constructor({ place }: Wanted, signal: AbortSignal) {
    this.prefix = place.prefix;
    signal.addEventListener('abort', () => {
      this.aborted = true;
      this.fail(new RunFailure('stopped', { receipt, partial: false }));
    });
  }

  say(text: string): void {
    this.#events.push({ type: 'text-delta', text });
    this.#wake();
  }

  end(reason: 'stop' | 'length' = 'stop'): void {
    this.#events.push({ type: 'finish', reason, native: reason }, { type: 'receipt', receipt });
    this.#over = true;
    this.#wake();
  }

  fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  async *events(): AsyncGenerator<RunEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event) yield event;
      else if (this.#failure) throw this.#failure;
      else if (this.#over) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** A document with a cursor, and an editor that asks at every change as VS Code does: what it asked before is cancelled. */
class Editor {
  readonly requests: Request[] = [];
  readonly landings: Landing[] = [];
  working = 0;
  mayAsk = true;
  prefix: string;
  suffix: string;
  readonly completions = new Completions<Wanted>({
    ask: (wanted, signal) => {
      const request = new Request(wanted, signal);
      this.requests.push(request);
      return request.events();
    },
    mayAsk: () => this.mayAsk,
    onLanded: (landing) => this.landings.push(landing),
    onWorking: (requests) => (this.working = requests),
  });
  #cancellation = new AbortController();

  constructor(text: string) {
    [this.prefix = '', this.suffix = ''] = text.split('|');
  }

  /** What would be shown. */
  ask({ isAutomatic = true } = {}): Promise<string | undefined> {
    this.cancel();
    this.#cancellation = new AbortController();
    const { prefix, suffix } = this;
    const line = lineAt({ prefix, suffix });
    const place: Place = { languageId: 'typescript', prefix, suffix, ...line, shape: shapeOf(line) };
    return this.completions.propose(
      { place, origin: { file, offset: prefix.length }, isAutomatic },
      this.#cancellation.signal,
    );
  }

  cancel(): void {
    this.#cancellation.abort();
  }

  type(text: string): void {
    this.completions.changed({ file, offset: this.prefix.length, removed: 0, text });
    this.prefix += text;
  }

  erase(): void {
    this.prefix = this.prefix.slice(0, -1);
    this.completions.changed({ file, offset: this.prefix.length, removed: 1, text: '' });
  }

  get last(): Request {
    const last = this.requests.at(-1);
    assert.ok(last);
    return last;
  }
}

/** Lets what was resolved go on. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

const tick = async (milliseconds: number): Promise<void> => {
  await settle();
  mock.timers.tick(milliseconds);
  await settle();
};

/** Longer than any pause. */
const long = 1_000;

describe('completions while somebody types', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 }));
  afterEach(() => mock.timers.reset());

  const asked = async (editor: Editor): Promise<{ readonly shown: Promise<string | undefined> }> => {
    const shown = editor.ask();
    await tick(long);
    return { shown };
  };

  it('are asked for after a pause, and not before', async () => {
    const editor = new Editor('const a = |;\n');
    editor.type('b');
    const shown = editor.ask();
    await tick(50);
    assert.equal(editor.requests.length, 0);
    await tick(300);
    assert.equal(editor.requests.length, 1);
    editor.last.say('ar + 1');
    editor.last.end();
    assert.equal(await shown, 'ar + 1');
    assert.equal(editor.working, 0);
  });

  it('are asked for at once where somebody asks by a command', async () => {
    const editor = new Editor('const a = |;\n');
    editor.type('b');
    void editor.ask({ isAutomatic: false });
    await settle();
    assert.equal(editor.requests.length, 1);
  });

  it('send nothing between quick keystrokes, whatever their rhythm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 60, max: 119 }), { minLength: 20, maxLength: 60 }), async (gaps) => {
        const editor = new Editor('|\n');
        for (const gap of gaps) {
          editor.type('x');
          void editor.ask();
          await tick(gap);
        }
        assert.equal(editor.requests.length, 0);
        await tick(long);
        assert.equal(editor.requests.length, 1);
        editor.completions.forget();
        await settle();
      }),
      { numRuns: 20 },
    );
  });

  it('show the rest of a proposal while it is typed, without another request', async () => {
    const editor = new Editor('const a = |;\n');
    const { shown } = await asked(editor);
    editor.last.say('bar + 1');
    editor.last.end();
    assert.equal(await shown, 'bar + 1');
    for (const [typed, rest] of [
      ['b', 'ar + 1'],
      ['a', 'r + 1'],
      ['r +', ' 1'],
    ] as const) {
      editor.type(typed);
      assert.equal(await editor.ask(), rest);
    }
    editor.erase();
    assert.equal(await editor.ask(), '+ 1', 'and again where it was erased');
    assert.equal(editor.requests.length, 1);
  });

  it('keep a request that is about to bring what is being typed', async () => {
    const editor = new Editor('const a = |;\n');
    await asked(editor);
    editor.last.say('bar');
    await settle();
    editor.type('b');
    const shown = editor.ask();
    await tick(10);
    editor.last.say(' + 1');
    editor.last.end();
    assert.equal(await shown, 'ar + 1');
    assert.deepEqual(
      editor.requests.map(({ aborted }) => aborted),
      [false],
    );
  });

  it('keep a request of which nothing has come for a few characters, and give it up when it brings something else', async () => {
    const editor = new Editor('const a = |;\n');
    await asked(editor);
    editor.type('b');
    const shown = editor.ask();
    await tick(long);
    assert.deepEqual(
      editor.requests.map(({ aborted }) => aborted),
      [false],
    );
    editor.requests[0]?.say('foo');
    await tick(long);
    assert.deepEqual(
      editor.requests.map(({ aborted }) => aborted),
      [true, false],
    );
    editor.last.say('ar');
    editor.last.end();
    assert.equal(await shown, 'ar');
  });

  it('give a request up at the keystroke that is not its answer’s, before anybody asks again', async () => {
    const editor = new Editor('const a = |;\n');
    await asked(editor);
    editor.last.say('bar');
    await settle();
    editor.type('f');
    assert.ok(editor.last.aborted);
  });

  it('give a request up where nothing of it has come while much was typed', async () => {
    const editor = new Editor('const a = |;\n');
    await asked(editor);
    for (const key of 'value') editor.type(key);
    assert.ok(editor.last.aborted);
  });

  it('give a request up where something else in its file is changed', async () => {
    const editor = new Editor('const a = |;\n');
    await asked(editor);
    editor.completions.changed({ file: 'file:///project/b.ts', offset: 0, removed: 0, text: 'x' });
    assert.ok(!editor.last.aborted, 'another file is none of its business');
    editor.completions.changed({ file, offset: 0, removed: 0, text: 'x' });
    assert.ok(editor.last.aborted);
  });

  it('give a request up when the editor wants it no more', async () => {
    const editor = new Editor('const a = |;\n');
    const { shown } = await asked(editor);
    editor.cancel();
    assert.equal(await shown, undefined);
    await tick(25);
    assert.ok(editor.last.aborted);
    assert.deepEqual(editor.landings, [{ proposal: undefined, receipt }], 'it is no failure, and has its receipt');
  });

  it('give a request up when the cursor is moved away, and not when it moves with what is typed', async () => {
    const editor = new Editor('const a = |;\n');
    await asked(editor);
    editor.completions.moved({ file, offset: 11 });
    editor.type('b');
    await tick(25);
    assert.ok(!editor.last.aborted, 'the editor may tell of the cursor first');
    editor.completions.moved({ file, offset: 0 });
    await tick(25);
    assert.ok(editor.last.aborted);
    await asked(editor);
    editor.completions.moved({ file: 'file:///project/b.ts', offset: 0 });
    assert.ok(editor.last.aborted);
  });

  it('give a request up that fits what was typed, when nobody comes back for it', async () => {
    const editor = new Editor('const a = |;\n');
    await asked(editor);
    editor.last.say('bar');
    await settle();
    editor.type('b');
    editor.cancel();
    await tick(25);
    assert.ok(!editor.last.aborted);
    await tick(400);
    assert.ok(editor.last.aborted);
  });

  it('have one request at a time', async () => {
    const editor = new Editor('const a = |;\n');
    await asked(editor);
    editor.prefix = 'elsewhere(';
    await asked(editor);
    assert.deepEqual(
      editor.requests.map(({ aborted }) => aborted),
      [true, false],
    );
    assert.equal(editor.working, 1);
  });

  it('are not asked for twice where there is nothing to propose', async () => {
    const editor = new Editor('const a = 1;|\n');
    const { shown } = await asked(editor);
    editor.last.end();
    assert.equal(await shown, undefined);
    const again = await asked(editor);
    assert.equal(await again.shown, undefined);
    assert.equal(editor.requests.length, 1);
  });

  it('take it for nothing to propose where every model that was asked answered nothing', async () => {
    const editor = new Editor('const a = 1;|\n');
    const { shown } = await asked(editor);
    const skipped = [
      { provider: 'A', model: 'a', asked: true, kind: 'empty', reason: 'the answer was empty' },
    ] as const;
    editor.last.fail(new RunFailure('empty', { receipt: { ...receipt, skipped }, partial: false }));
    assert.equal(await shown, undefined);
    assert.equal(editor.landings[0]?.proposal, '');
    await asked(editor);
    assert.equal(editor.requests.length, 1);
  });

  it('fail in silence, and say why to whoever draws the status', async () => {
    const editor = new Editor('const a = |;\n');
    const { shown } = await asked(editor);
    const error = new RunFailure('refused', {
      receipt,
      partial: false,
      cause: new ChatFailure({ kind: 'auth', what: 'x' }),
    });
    editor.last.fail(error);
    assert.equal(await shown, undefined);
    assert.deepEqual(editor.landings, [{ proposal: undefined, receipt, error }]);
    const bug = new TypeError('a bug');
    void editor.ask();
    await tick(long);
    editor.last.fail(bug);
    await settle();
    assert.deepEqual(editor.landings[1], { proposal: undefined, receipt: undefined, error: bug });
  });

  it('are not asked for where that is not allowed now, though what is known is shown', async () => {
    const editor = new Editor('const a = |;\n');
    const { shown } = await asked(editor);
    editor.last.say('bar');
    editor.last.end();
    assert.equal(await shown, 'bar');
    editor.mayAsk = false;
    assert.equal(await editor.ask(), 'bar');
    editor.type('x');
    const other = await asked(editor);
    assert.equal(await other.shown, undefined);
    assert.equal(editor.requests.length, 1);
  });

  it('leave out the line in which an answer was cut off at its limit', async () => {
    const editor = new Editor('function f() {\n  |\n}\n');
    const { shown } = await asked(editor);
    editor.last.say('one();\n  tw');
    editor.last.end('length');
    assert.equal(await shown, 'one();');
  });

  it('wait as little as they may right after one was taken', async () => {
    const editor = new Editor('const a = |\n');
    for (const key of 'value') {
      editor.type(key);
      await tick(100);
    }
    editor.completions.shown('s.length;');
    editor.type('s.length;');
    void editor.ask();
    await tick(59);
    assert.equal(editor.requests.length, 0);
    await tick(1);
    assert.equal(editor.requests.length, 1);
  });

  it('wait no longer where the clock was set back', async () => {
    const editor = new Editor('const a = |\n');
    editor.type('b');
    mock.timers.setTime(1);
    void editor.ask();
    await tick(350);
    assert.equal(editor.requests.length, 1);
  });

  it('know nothing more once they were told to forget', async () => {
    const editor = new Editor('const a = |;\n');
    const { shown } = await asked(editor);
    editor.last.say('bar');
    editor.last.end();
    await shown;
    editor.completions.forget();
    await asked(editor);
    assert.equal(editor.requests.length, 2);
    editor.completions.forget();
    assert.ok(editor.last.aborted);
  });
});
