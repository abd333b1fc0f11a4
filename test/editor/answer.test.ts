import assert from 'node:assert/strict';
import type { ChatEvent } from '../../src/core/chat.ts';
import { Health } from '../../src/core/health.ts';
import type { Offer, Route } from '../../src/core/plan.ts';
import { defaultPolicy, type Policy } from '../../src/core/policy.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import { answer, type Asking, type House, type Opening, planFor } from '../../src/editor/answer.ts';
import { asked, label, offer, said } from '../core/samples.ts';
import { quiet } from './quiet.ts';

/** `maker/name` of a grade in everything, and its price. */
const graded = (id: string, grade: 2 | 4, price: number): Offer =>
  offer(id, ['k1'], {
    strength: { general: grade, code: grade, reasoning: grade },
    price: { input: price, output: price, cacheRead: price / 10 },
    contextTokens: 200_000,
    maxOutputTokens: 16_000,
  });

const cheap = graded('acme/cheap', 2, 1);
const strong = graded('best/strong', 4, 10);

const answering = async function* (usage: { input: number; output: number }): AsyncGenerator<ChatEvent> {
  yield { type: 'text-delta', text: 'hello' };
  yield { type: 'usage', usage };
  yield { type: 'finish', reason: 'stop', native: 'stop' };
};

const houseWith = (parts: Partial<House> = {}) => {
  const openings: Opening[] = [];
  const receipts: Receipt[] = [];
  const house: House = {
    ...quiet(),
    offers: () => [cheap, strong],
    modelOf: () => undefined,
    health: new Health(),
    open: (opening) => {
      openings.push(opening);
      return Promise.resolve(answering({ input: 20_000, output: 50 }));
    },
    embed: () => Promise.reject(new Error('nobody makes vectors here')),
    patienceOf: () => ({ firstByte: 5_000, idle: 5_000, progress: 5_000 }),
    newId: () => 'id-1',
    onAttempt: () => undefined,
    onReceipt: (receipt) => receipts.push(receipt),
    ...parts,
  };
  const ask = async (asking: Partial<Asking> = {}): Promise<Receipt | undefined> => {
    const signal = new AbortController().signal;
    for await (const event of answer(
      house,
      { request: asked(), pick: 'auto', caller: 'keyway.participant', ...asking },
      signal,
    ))
      if (event.type === 'receipt') return event.receipt;
    return undefined;
  };
  return { house, openings, receipts, ask };
};

/** A budget's refusal. */
const refusing = (refusal: (route: Route) => string | undefined) => Object.assign(refusal, { by: new Set(['day']) });

const policyWith = (policy: Partial<Policy>): Pick<House, 'policy'> => {
  const whole = { ...defaultPolicy, ...policy };
  return { policy: () => whole };
};

const words = {
  request: asked({ messages: [said('Tell me about the history of tea, please.')] }),
  caller: 'keyway.participant',
};

describe('a request through the house', () => {
  it('goes to the cheapest model that reaches the floor of its task', async () => {
    const { ask, openings } = houseWith();
    const receipt = await ask({ ...words });
    assert.equal(openings[0] && label(openings[0].route), 'best/strong k1');
    assert.deepEqual([receipt?.task, receipt?.plan?.floor], ['chat', 'balanced']);
  });

  it('is judged by the budgets of the task that a rule makes of it', () => {
    const judged: string[] = [];
    const { house } = houseWith({
      ...policyWith({ rules: [{ when: { task: 'chat' }, task: 'code' }] }),
      budgets: {
        ...quiet().budgets,
        overBudget: ({ task }) => {
          judged.push(task);
          return task === 'chat' ? refusing(() => 'the budget of chat is used up') : undefined;
        },
      },
    });
    const plan = planFor(house, { ...words, pick: 'auto' });
    assert.deepEqual([plan.task, plan.routes[0] && label(plan.routes[0])], ['code', 'best/strong k1']);
    assert.deepEqual(judged, ['chat', 'code']);
  });

  it('is planned again with the lowest floor where a budget wants cheaper models, and says so', () => {
    const { house } = houseWith({
      budgets: {
        ...quiet().budgets,
        overBudget: () =>
          refusing(({ model }) => (model.id === 'strong' ? 'the budget of today is nearly used up' : undefined)),
        lowered: ({ routes }) =>
          routes.length === 0 ? { floor: 'economy', why: 'the budget of today wants cheaper models' } : undefined,
      },
    });
    const plan = planFor(house, { ...words, pick: 'auto' });
    assert.deepEqual([plan.floor, plan.routes.map(label)], ['economy', ['acme/cheap k1']]);
    assert.match(plan.why ?? '', /the budget of today wants cheaper models$/);
  });

  it('tells the provider how long its answer may be', async () => {
    const { ask, openings } = houseWith(policyWith({ maxTokens: 5_000 }));
    await ask({ ...words });
    const most = openings[0]?.request.maxOutputTokens;
    assert.ok(most !== undefined && most > 4_000 && most < 5_000, String(most));
  });

  it('is held to the answer that a strict budget has reserved for', async () => {
    const { ask, openings } = houseWith({ budgets: { ...quiet().budgets, answerCap: () => 1_234 } });
    await ask({ ...words });
    assert.equal(openings[0]?.request.maxOutputTokens, 1_234);
  });

  it('waits for what other windows wrote where the house says so, and for nothing else', async () => {
    let read = false;
    const { ask, openings } = houseWith({
      prepare: async () => {
        await Promise.resolve();
        read = true;
      },
      open: (opening) => {
        openings.push(opening);
        assert.ok(read);
        return Promise.resolve(answering({ input: 10, output: 5 }));
      },
    });
    assert.ok((await ask())?.answered);
  });

  it('stays with the model whose cache is warm, whatever is a little cheaper', async () => {
    const rival = graded('other/rival', 4, 9.5);
    let offers: readonly Offer[] = [strong];
    const { house, ask } = houseWith({ offers: () => offers });
    const long = asked({ messages: [said('Tell me about the history of tea. '.repeat(2_000))] });
    await ask({ request: long, caller: 'keyway.participant' });
    offers = [strong, rival];
    const next: Asking = {
      request: {
        ...long,
        messages: [
          ...long.messages,
          { role: 'assistant', content: [{ type: 'text', text: 'hello' }] },
          said('And of milk?'),
        ],
      },
      caller: 'keyway.participant',
      pick: 'auto',
    };
    const plan = planFor(house, next);
    assert.equal(plan.routes[0] && label(plan.routes[0]), 'best/strong k1');
    assert.match(plan.stay ?? '', /^Stays with BEST strong: ~\$\S+ there, ~\$\S+ at OTHER rival over 5 turns\.$/);
  });

  it('stays with who answered where the answer came without token counts, and takes no estimate for a cache', async () => {
    const { house, ask } = houseWith({
      open: () =>
        Promise.resolve(
          (async function* (): AsyncGenerator<ChatEvent> {
            yield { type: 'text-delta', text: 'hello' };
            yield { type: 'finish', reason: 'stop', native: 'stop' };
          })(),
        ),
    });
    await ask({ ...words });
    const { model, input, cacheable } = house.conversations.incumbentOf(words.request) ?? {};
    assert.deepEqual([model, input, cacheable], ['strong', 0, undefined]);
  });

  it('keeps the conversation apart from the small questions that the editor asks in its name', async () => {
    const { house, ask } = houseWith();
    const conversation = 'a';
    const turn = { ...words.request, conversation };
    const title = asked({
      conversation,
      messages: [
        {
          role: 'system',
          content: [{ type: 'text', text: 'You are an expert in crafting ultra-compact titles for chats.' }],
        },
        said('Please write a brief title.'),
      ],
    });
    const small: Asking = { request: title, caller: 'github.copilot-chat', pick: 'auto' };
    await ask({ request: turn, caller: 'github.copilot-chat' });
    assert.equal(house.conversations.incumbentOf(turn)?.model, 'strong');
    const plan = planFor(house, small);
    assert.deepEqual(
      [plan.task, plan.stay, plan.routes[0] && label(plan.routes[0])],
      ['utility', undefined, 'acme/cheap k1'],
    );
    await ask(small);
    assert.equal(house.conversations.incumbentOf(turn)?.model, 'strong');
  });

  it('names the models that a virtual model never chooses, and why', () => {
    const unknown = offer('acme/unknown', ['k1'], { strength: undefined });
    const { house } = houseWith({ offers: () => [strong, unknown] });
    const plan = planFor(house, { ...words, pick: 'auto' });
    assert.deepEqual(
      plan.leftOut.map(({ model, cause, reason }) => [model.id, cause, reason]),
      [
        [
          'unknown',
          'floor',
          'nobody has measured how good it is: set keyway.routing.unratedModels, or name it in a rule',
        ],
      ],
    );
  });
});
