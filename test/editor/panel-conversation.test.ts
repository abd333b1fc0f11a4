import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Conversation, type SectionHost, type SectionHosts } from '../../src/editor/panel-conversation.ts';
import { readFromPage, readToPage, type FromPage, type State, type ToPage } from '../../src/panel/messages.ts';
import { sections, type Section } from '../../src/panel/section.ts';
import { everyFromPage, mutations, runs } from '../panel/fuzz.ts';
import { audit, manyKeys, routing, usage } from '../panel/shown.ts';

const states: { readonly [S in Section]: State } = { keys: manyKeys, routing, usage, audit };

interface Given {
  readonly front?: Section;
  readonly kept?: unknown;
  readonly hosts?: Partial<SectionHosts>;
}

/** A panel with a page that can be hidden, and sections that note what they are asked. */
const begun = ({ hosts = {}, ...begin }: Given = {}) => {
  const posted: ToPage[] = [];
  const heard: FromPage[] = [];
  const logged: string[] = [];
  const reads: Section[] = [];
  const pane = { isVisible: true };
  const log = (message: string): void => void logged.push(message);
  const host = (section: Section): SectionHost => ({
    read: () => {
      reads.push(section);
      return Promise.resolve(states[section]);
    },
    hear: (message) => void heard.push(message),
    ...hosts[section],
  });
  const conversation = new Conversation(
    { isVisible: () => pane.isVisible, post: (message) => posted.push(message) },
    {
      hosts: { keys: host('keys'), routing: host('routing'), usage: host('usage'), audit: host('audit') },
      log: { warn: log, error: log },
    },
    begin,
  );
  const hide = (isHidden: boolean): void => {
    pane.isVisible = !isHidden;
    conversation.turned(!isHidden);
  };
  const typesPosted = (): readonly string[] => posted.map(({ type }) => type);
  return { conversation, posted, heard, logged, reads, hide, typesPosted };
};

/** Until everything that was begun is answered. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

describe('a page that begins', () => {
  it('is told its section and what that shows, which was read while it was being loaded', async () => {
    const { conversation, posted, reads } = begun({ front: 'usage' });
    assert.deepEqual(reads, ['usage']);
    conversation.hear({ type: 'ready' });
    await settled();
    assert.deepEqual(posted, [{ type: 'front', section: 'usage' }, usage]);
    assert.deepEqual(reads, ['usage'], 'once is enough');
  });

  it('comes back with the section it was left with, whatever else it kept', async () => {
    const memory = { section: 'audit', span: 'week', by: 'day', scroll: 0 };
    const left = begun({ kept: memory });
    assert.deepEqual(left.reads, ['audit']);
    left.conversation.hear({ type: 'ready', section: 'audit' });
    await settled();
    assert.deepEqual(left.typesPosted(), ['front', 'audit']);
    for (const kept of [undefined, 'audit', { section: 'secrets' }, { ...memory, typed: 'sk-' }])
      assert.deepEqual(begun({ kept }).reads, ['keys']);
  });

  it('shows the section a command wants, not the one it was left with', async () => {
    const { conversation, posted } = begun({ front: 'routing' });
    conversation.hear({ type: 'ready', section: 'audit' });
    await settled();
    assert.deepEqual(posted.at(-1), routing);
  });

  it('shows what is known when it is drawn, not what was read before that changed', async () => {
    let said = 'old';
    const read = (): Promise<State> => Promise.resolve({ ...manyKeys, said });
    const { conversation, posted } = begun({ hosts: { keys: { read, hear: () => undefined } } });
    said = 'new';
    conversation.refresh('keys');
    conversation.hear({ type: 'ready' });
    await settled();
    assert.deepEqual(
      posted.flatMap((message) => (message.type === 'keys' ? [message.said] : [])),
      ['new'],
    );
  });
});

describe('a page that is hidden', () => {
  it('is not read for, and finds what it missed once it is back: the last news, the work that runs, what is so now', async () => {
    const work = Promise.withResolvers<void>();
    let reads = 0;
    const { conversation, posted, hide, typesPosted } = begun({
      hosts: {
        keys: {
          read: () => {
            reads += 1;
            return Promise.resolve(manyKeys);
          },
          hear: async (message, page) => {
            if (message.type === 'keys.testAll') await page.work('Testing…', () => work.promise);
            page.tell(`done: ${message.type}`);
          },
        },
      },
    });
    conversation.hear({ type: 'ready' });
    await settled();
    conversation.hear({ type: 'keys.testAll' });
    hide(true);
    conversation.hear({ type: 'keys.test', key: '0a' });
    conversation.refresh('keys');
    await settled();
    assert.equal(reads, 1, 'nothing is read for nobody');
    posted.length = 0;
    hide(false);
    conversation.hear({ type: 'ready', section: 'keys' });
    await settled();
    assert.deepEqual(typesPosted(), ['front', 'work', 'told', 'keys']);
    assert.deepEqual(posted[2], { type: 'told', section: 'keys', sentence: 'done: keys.test', isTrouble: false });
    work.resolve();
    await settled();
    assert.deepEqual(typesPosted().slice(4), ['work', 'told', 'keys']);
  });

  it('is told old news once', async () => {
    const tell: SectionHost['hear'] = (_, page) => page.tell('Done.');
    const { conversation, hide, typesPosted } = begun({
      hosts: { audit: { read: () => Promise.resolve(audit), hear: tell } },
    });
    conversation.hear({ type: 'ready' });
    hide(true);
    conversation.hear({ type: 'audit.verify' });
    await settled();
    for (const isHidden of [false, true, false]) {
      hide(isHidden);
      if (!isHidden) conversation.hear({ type: 'ready' });
      await settled();
    }
    assert.equal(typesPosted().filter((type) => type === 'told').length, 1);
  });
});

describe('what the page asks', () => {
  it('reaches the section it is for, which is read again afterwards', async () => {
    const { conversation, heard, reads } = begun();
    conversation.hear({ type: 'ready' });
    await settled();
    conversation.hear({ type: 'keys.test', key: '0a' });
    await settled();
    assert.deepEqual(heard, [{ type: 'keys.test', key: '0a' }]);
    assert.deepEqual(reads, ['keys', 'keys']);
  });

  it('is another section to look at', async () => {
    const { conversation, posted, heard } = begun();
    conversation.hear({ type: 'ready' });
    conversation.hear({ type: 'show', section: 'audit' });
    await settled();
    assert.deepEqual(posted.at(-1), audit);
    conversation.refresh('keys');
    await settled();
    assert.deepEqual(posted.at(-1), audit, 'what is not in front waits');
    assert.deepEqual(heard, []);
  });

  it('makes one more answer, not one each, while another is being worked out', async () => {
    const { conversation, reads } = begun();
    conversation.hear({ type: 'ready' });
    await settled();
    reads.length = 0;
    for (let times = 0; times < 20; times++) conversation.refresh('keys');
    await settled();
    assert.deepEqual(reads, ['keys', 'keys']);
  });

  it('may go wrong in a way nobody knows: the page hears that, the log hears why, and the next question works', async () => {
    let isBroken = true;
    const fail = (): void => {
      if (isBroken) throw new Error('a bug');
    };
    const { conversation, posted, logged } = begun({
      hosts: {
        usage: {
          read: () => (isBroken ? Promise.reject(new Error('a bug')) : Promise.resolve(usage)),
          hear: fail,
        },
      },
      front: 'usage',
    });
    conversation.hear({ type: 'ready' });
    await settled();
    conversation.hear({ type: 'usage.command', command: 'exportUsage' });
    await settled();
    const told = posted.filter((message) => message.type === 'told');
    assert.ok(told.length >= 2);
    for (const { sentence, isTrouble } of told) {
      assert.match(sentence, /“Keyway: Show Log” says more/);
      assert.equal(isTrouble, true);
    }
    assert.ok(logged.some((line) => line.includes('“usage” failed')));
    assert.ok(logged.some((line) => line.includes('could not be filled')));
    isBroken = false;
    conversation.hear({ type: 'usage.command', command: 'exportUsage' });
    await settled();
    assert.deepEqual(posted.at(-1), usage);
  });

  it('is not answered once the panel is gone, and what runs for it is ended', async () => {
    let signal: AbortSignal | undefined;
    const { conversation, posted } = begun({
      hosts: {
        audit: {
          read: () => Promise.resolve(audit),
          hear: async (_, page) => {
            await page.work('Looking…', (given) => {
              signal = given;
              return new Promise(() => undefined);
            });
          },
        },
      },
    });
    conversation.hear({ type: 'ready' });
    conversation.hear({ type: 'audit.verify' });
    await settled();
    conversation.end();
    posted.length = 0;
    conversation.refresh('keys');
    await settled();
    assert.equal(signal?.aborted, true);
    assert.deepEqual(posted, []);
  });
});

describe('ten thousand messages that nobody should send', () => {
  it('crash nothing, and a section hears of them only what is exactly a message of its own', async () => {
    const { conversation, posted, heard, logged } = begun();
    await fc.assert(
      fc.asyncProperty(mutations(everyFromPage), async (message) => {
        const before = { heard: heard.length, logged: logged.length };
        conversation.hear(message);
        await settled();
        const meant = readFromPage(message);
        assert.equal(logged.length - before.logged, meant === undefined ? 1 : 0);
        const forSection = meant !== undefined && meant.type.includes('.');
        assert.deepEqual(heard.slice(before.heard), forSection ? [meant] : []);
      }),
      runs,
    );
    assert.ok(heard.length > 100, `${heard.length} were heard`);
    for (const message of new Set(posted)) assert.deepEqual(readToPage(message), message);
    for (const line of new Set(logged)) assert.match(line, /does not know; it was dropped/);
    assert.ok(sections.every((section) => heard.some(({ type }) => type.startsWith(`${section}.`))));
  });
});
