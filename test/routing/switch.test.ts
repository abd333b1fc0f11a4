import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatEvent, ChatRequest, Message } from '../../src/core/chat.ts';
import { Health } from '../../src/core/health.ts';
import type { Offer } from '../../src/core/plan.ts';
import { anthropic } from '../../src/providers/anthropic.ts';
import { bedrock } from '../../src/providers/bedrock.ts';
import { deepseek } from '../../src/providers/deepseek.ts';
import { gemini } from '../../src/providers/gemini.ts';
import { openai } from '../../src/providers/openai.ts';
import { openLedger, type Ledger } from '../../src/usage/ledger.ts';
import { assistantFrom, type Subject } from '../wire/contract/subject.ts';
import { subjectOf } from '../wire/contract/subjects.ts';
import { ask, carries, keyOf, openServers, priced, says, type Asked, type Servers } from './stage.ts';

/** Replicate calls no tools, so no conversation with open calls can go there. */
const subjects = [deepseek, openai, anthropic, gemini, bedrock].map(subjectOf);

const thought = 'THOUGHT-THAT-STAYS-AT-HOME';
const seal = Buffer.from('sealed by the first provider').toString('base64');

const look = { name: 'look', description: 'Looks at a place.', schema: { type: 'object', properties: {} } };
const question: Message = { role: 'user', content: [{ type: 'text', text: 'What is at the door?' }] };

const results = (said: Message): Message => ({
  role: 'user',
  content: said.content.flatMap((part) =>
    part.type === 'tool-call'
      ? [{ type: 'tool-result' as const, id: part.id, content: [{ type: 'text' as const, text: 'A parcel.' }] }]
      : [],
  ),
});

const asking = (...messages: readonly Message[]): ChatRequest => ({ messages, tools: [look], toolChoice: 'auto' });

const saidIn = ({ events }: Asked): Message =>
  assistantFrom(events.flatMap((event): readonly ChatEvent[] => (event.type === 'receipt' ? [] : [event])));

describe('a conversation in the middle of a tool call', function () {
  // A busy machine is no failure.
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), 'keyway-switch-'));
  let ledger: Ledger;
  before(() => {
    ledger = openLedger({ folder, onTrouble: (sentence) => assert.fail(sentence) });
  });
  after(async () => {
    await ledger.dispose();
    rmSync(folder, { recursive: true });
  });

  /** Answers with a sealed thought and a call; then refuses, whatever it is asked. */
  const calls = (subject: Subject) => ({
    body: subject.frames({
      reasoning: [thought],
      seal,
      calls: [{ id: 'call_0', name: 'look', arguments: '{}' }],
      finish: 'tool-calls',
    }),
  });
  const broken = (subject: Subject) => ({
    status: 500,
    headers: { 'content-type': 'application/json' },
    body: [subject.errorBody(500, 'Something broke.')],
  });

  for (const from of subjects)
    for (const to of subjects.filter((subject) => subject !== from))
      it(`that falls from ${from.provider.name} to ${to.provider.name} is understood there, and goes on there`, async () => {
        const servers: Servers = await openServers(from, to);
        const keys = { [from.provider.id]: keyOf(from, 'home'), [to.provider.id]: keyOf(to, 'away') };
        const offers = [priced(from, 1, 100_000), priced(to, 10, 100_000)].flatMap((model, index): Offer[] => {
          const { provider } = index === 0 ? from : to;
          const key = keys[provider.id];
          return key ? [{ provider, model, keys: [key] }] : [];
        });
        const send = (request: ChatRequest): Promise<Asked> =>
          ask({
            offers,
            health: new Health(),
            ledger,
            request,
            originOf: ({ provider }) =>
              provider.id === from.provider.id ? servers.faulty.origin : servers.healthy.origin,
          });
        const assertUnderstood = (): void => {
          const [exchange] = servers.healthy.exchanges;
          const key = keys[to.provider.id];
          assert.ok(exchange && key);
          assert.ok(carries(exchange, to, key), 'its own key');
          assert.ok(
            decodeURIComponent(exchange.url).includes(to.model.id) || exchange.body.includes(to.model.id),
            'its own model',
          );
          assert.ok(!exchange.body.includes(thought) && !exchange.body.includes(seal), exchange.body);
          const body: unknown = JSON.parse(exchange.body);
          const sent = to.read(body);
          assert.deepEqual(to.broken(body, sent), []);
          assert.ok(exchange.body.includes('A parcel.'));
        };
        try {
          servers.faulty.script(calls(from), broken(from));
          servers.healthy.script(says(to, 'There is a parcel.'));
          const first = await send(asking(question));
          const said = saidIn(first);
          const second = await send(asking(question, said, results(said)));
          assert.deepEqual([second.shown, second.attempts.length], ['There is a parcel.', 2]);
          assertUnderstood();

          servers.healthy.script(says(to, 'Once more.'));
          const more: Message = { role: 'user', content: [{ type: 'text', text: 'Look again.' }] };
          const third = await send(asking(question, said, results(said), saidIn(second), more));
          assert.equal(third.shown, 'Once more.');
          assertUnderstood();
        } finally {
          await servers.close();
        }
      });
});
