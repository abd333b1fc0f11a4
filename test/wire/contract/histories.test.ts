import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { ChatRequest } from '../../../src/core/chat.ts';
import type { Model } from '../../../src/core/provider.ts';
import type { Protocol } from '../../../src/core/quirks.ts';
import { custom } from '../../../src/providers/custom.ts';
import { openCounterpart } from './counterpart.ts';
import { pastOf, requestFrom, type Past } from './histories.ts';
import { inProcess, nowhere } from './in-process.ts';
import { stringsIn } from './loose.ts';
import { refusalOf } from './schemas.ts';
import { modelOf, type Sent, type Subject } from './subject.ts';
import { subjectOf, subjects } from './subjects.ts';
import { eventsOf, talk } from './talk.ts';

/** Mistral's shape of ids, at a server of one's own. */
const alnum9 = subjectOf({ ...custom, id: 'nine-characters', quirks: { toolCallIds: 'alnum9' } });

const all: readonly Subject[] = [...subjects, alnum9];
const protocols = [...new Set(all.map(({ provider }) => provider.protocol))];
const of = (protocol: Protocol): readonly Subject[] => all.filter(({ provider }) => provider.protocol === protocol);

/** A provider may speak several protocols. */
const nameOf = ({ provider }: Subject): string => `${provider.protocol} of ${provider.id}`;

const named = (name: string): Subject => {
  const found = all.find((subject) => nameOf(subject) === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};

const runs = 1_000;
const runsOverSockets = 40;

/** Everything that is wrong with a body, each as a sentence. */
const wrongs = (body: unknown, subject: Subject): readonly string[] => {
  const sent = subject.read(body);
  return [
    ...subject.broken(body, sent),
    ...idsOf(sent, subject),
    ...[...stringsIn(body)].filter((each) => !each.isWellFormed()).map((each) => `a lone surrogate in ${escape(each)}`),
    ...emptiesIn(sent),
    ...(sent.turns.length === 0 ? ['nothing is asked'] : []),
  ];
};

const escape = (text: string): string => JSON.stringify(text).slice(0, 60);

const idsOf = ({ turns }: Sent, { callId }: Subject): string[] => {
  const ids = turns.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === 'call' && part.id !== undefined ? [part.id] : [])),
  );
  const results = turns.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === 'result' && part.id !== undefined ? [part.id] : [])),
  );
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `two calls ${id}`),
    ...results.filter((id, index) => results.indexOf(id) !== index).map((id) => `two results ${id}`),
    ...ids.filter((id) => !callId.test(id)).map((id) => `the id ${id}`),
  ];
};

const emptiesIn = ({ system, turns }: Sent): string[] => [
  ...turns.filter(({ parts }) => parts.length === 0).map(({ role }) => `an empty turn of the ${role}`),
  ...turns.flatMap(({ parts }) =>
    parts.flatMap((part) => {
      if (part.type === 'text') return part.text.trim() === '' ? ['an empty text'] : [];
      if (part.type === 'image') return part.base64 === '' ? ['an empty image'] : [];
      return part.type === 'result' && part.text.trim() === '' && !part.holdsImage ? ['an empty result'] : [];
    }),
  ),
  ...(system !== '' && system.trim() === '' ? ['an empty system prompt'] : []),
];

/** Markers of everybody who is not asked: their thoughts and seals must not be anywhere. */
const foreign = (raw: string, pasts: readonly Past[], model: Model): string[] =>
  pasts
    .filter(({ subject }) => subject.provider.id !== model.provider || subject.model.id !== model.id)
    .flatMap(({ markers }) => markers.filter((marker) => raw.includes(marker)));

describe('histories of one provider at another', function () {
  this.timeout(120_000);
  const pasts = new Map<Subject, Past>();
  before(async () => {
    for (const subject of all) pasts.set(subject, await pastOf(subject));
    for (const { provider } of all) await refusalOf(provider, {});
  });

  const judge = async (raw: string, subject: Subject, model: Model): Promise<void> => {
    const body: unknown = JSON.parse(raw);
    assert.equal(await refusalOf(subject.provider, body), '', raw);
    assert.deepEqual(wrongs(body, subject), [], raw);
    assert.deepEqual(foreign(raw, [...pasts.values()], model), [], raw);
  };

  /** From any provider of one protocol to any of another, at the same model or at a different one. */
  const journey = (from: Protocol, to: Protocol): fc.Arbitrary<Journey> =>
    fc
      .tuple(fc.constantFrom(...of(from)), fc.constantFrom(...of(to)), fc.boolean(), fc.boolean())
      // Home again as often as elsewhere: among so many providers hardly a history would come back to its own.
      .map(([source, target, ...rest]) => [source, from === to && rest[1] ? source : target, ...rest] as const)
      .chain(([source, target, sameModel]) =>
        requestFrom(pastOn(source)).map((request) => ({
          from: nameOf(source),
          to: nameOf(target),
          model: sameModel ? target.model : modelOf(target.provider, target.otherModel ?? 'claude-haiku-4-5'),
          request,
        })),
      );

  const pastOn = (subject: Subject): Past => {
    const past = pasts.get(subject);
    assert.ok(past);
    return past;
  };

  for (const from of protocols)
    for (const to of protocols) {
      it(`from ${from} to ${to} make requests that the provider accepts (${runs} of them)`, async () => {
        let seals = 0;
        await inProcess((network) =>
          fc
            .assert(
              fc.asyncProperty(journey(from, to), async ({ from: source, to: target, model, request }) => {
                const subject = named(target);
                network.answerWith(subject.frames({ text: ['Yes.'], finish: 'stop' }), subject.around);
                eventsOf(await talk(subject, nowhere, { request, model }));
                const raw = network.asked.at(-1)?.body ?? '';
                await judge(raw, subject, model);
                if (pastOn(named(source)).markers.some((marker) => raw.includes(marker))) seals++;
              }),
              { numRuns: runs },
            )
            .then(() => assert.equal(network.asked.length, runs)),
        );
        // A history that never carried anything of its own would prove nothing about what stays behind.
        const goesBack = of(to).some(({ reasoningBack }) => reasoningBack.text || reasoningBack.seal);
        if (from === to && goesBack) assert.ok(seals > 0, 'the model’s own reasoning goes back to it');
        else assert.equal(seals, 0);
      });

      it(`from ${from} to ${to} are the same on the wire (${runsOverSockets} of them)`, async () => {
        const counterpart = await openCounterpart(of(to)[0]);
        await fc.assert(
          fc.asyncProperty(journey(from, to), async ({ to: target, model, request }) => {
            const subject = named(target);
            counterpart.script({ body: subject.frames({ text: ['Yes.'], finish: 'stop' }) });
            eventsOf(await talk(subject, counterpart.origin, { request, model }));
            assert.equal(counterpart.exchanges.length, 1);
            await judge(counterpart.exchanges[0]?.body ?? '', subject, model);
          }),
          { numRuns: runsOverSockets },
        );
        await counterpart.close();
      });
    }

  /** Names instead of what they stand for, so that a counterexample can be read. */
  interface Journey {
    readonly from: string;
    readonly to: string;
    readonly model: Model;
    readonly request: ChatRequest;
  }
});
