import { floorName, taskName } from '../core/called.ts';
import type { ChatRequest } from '../core/chat.ts';
import { explained, nobodyText } from '../core/explain.ts';
import { t } from '../core/l10n.ts';
import type { Plan } from '../core/plan.ts';
import { costText } from '../core/cost.ts';
import { routeText } from '../core/receipt.ts';
import { expectedOutput, type Task } from '../core/task.ts';
import { virtualModels } from '../core/virtual.ts';
import { waitText } from '../core/wait-text.ts';
import { limitText } from '../panel/limit-text.ts';
import type { FromPage, StateOf } from '../panel/messages.ts';
import { healthShown, routingSaid, ruleShown } from '../panel/routing-state.ts';
import { autoId, planFor, planTexts, type House } from './answer.ts';
import type { Offers } from './offers.ts';
import type { SectionHost } from './panel-conversation.ts';
import type { Reach } from './panel-reach.ts';

export interface RoutingHostParts {
  readonly house: House;
  readonly offers: Pick<Offers, 'all' | 'ready'>;
  readonly reach: Pick<Reach, 'command'>;
  readonly onDidChange: SectionHost['onDidChange'];
}

type Shown = StateOf<'routing'>;
type Explain = Extract<FromPage, { type: 'routing.explain' }>;

/** Where requests would go now. Nothing here sends one. */
export const routingHost = ({ house, offers, reach, onDidChange }: RoutingHostParts): SectionHost => {
  let answer: Shown['explained'];
  return {
    onDidChange,
    hear: async (message, page) => {
      if (message.type === 'routing.explain') {
        answer = await explain(house, message);
        page.tell(explainedText(answer));
      }
      if (message.type === 'routing.simulate') await reach.command('keyway.simulate');
      if (message.type === 'routing.settings')
        await reach.command('workbench.action.openSettings', settingsAbout[message.about]);
    },
    read: async () => {
      await offers.ready();
      await house.prepare();
      const { rules } = house.policy();
      const tasks = taskNames.map((task) => taskShown(task, house));
      const health = healthOf({ house, offers });
      return {
        type: 'routing',
        said: routingSaid(tasks.length, health.length),
        tasks,
        rules: rules.map(ruleShown),
        picks: virtualModels.map(({ id, name, detail }) => ({ id, name, detail })),
        ...(answer && { explained: answer }),
        health: healthShown(health),
      };
    },
  };
};

const settingsAbout = {
  floors: '@id:keyway.routing.floors',
  rules: '@id:keyway.routing.rules',
  all: '@ext:keyway.keyway routing',
} as const;

const isTask = (name: string): name is Task => Object.hasOwn(expectedOutput, name);
const taskNames: readonly Task[] = Object.keys(expectedOutput).filter(isTask);

/** A page of text, so that costs can be compared. */
const sample = 'word '.repeat(1_000);

const requestOf = (text: string, asAgent = false): ChatRequest => ({
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  tools: asAgent ? [{ name: 'read_file', description: '' }] : [],
  toolChoice: 'auto',
});

const caller = 'keyway.participant';

const planOf = (task: Task, house: House): Plan =>
  task === 'embedding'
    ? planTexts(house, { texts: [sample], pick: autoId, caller })
    : planFor(house, { request: requestOf(sample), pick: autoId, caller, task });

const taskShown = (task: Task, house: House): Shown['tasks'][number] => {
  const plan = planOf(task, house);
  const first = (plan.first ?? plan.routes)[0];
  return {
    name: taskName(task),
    floor: plan.floor === undefined ? '' : floorName(plan.floor),
    winner: first ? routeText(first) : nobodyText(plan),
    cost: first ? costText(first.expected) : '',
    note: [plan.relaxed, plan.spared].filter(Boolean).join(' '),
  };
};

const explain = async (house: House, { pick, prompt, asAgent }: Explain): Promise<Shown['explained']> => {
  if (prompt.trim() === '') return undefined;
  await house.prepare();
  const plan = planFor(house, { request: requestOf(prompt, asAgent), pick, caller });
  const { facts, routes, leftOut } = explained(plan, house.health);
  return {
    facts: routes.length === 0 ? [...facts, nobodyText(plan)] : facts,
    routes,
    leftOut: leftOut.map(({ reason, names }) => ({ reason, names: names.join(', ') })),
  };
};

const explainedText = (answer: Shown['explained']): string => {
  if (answer === undefined) return t('Type a prompt first.');
  const [first] = answer.routes;
  return first === undefined ? t('No route can answer this prompt.') : t('It would go to {0}.', first.name);
};

/** Every route, with what is known of it in this window. */
const healthOf = ({ house: { health }, offers }: Pick<RoutingHostParts, 'house' | 'offers'>): Shown['health'] => {
  const now = Date.now();
  const limits = Map.groupBy(health.limits(now), ({ keyId, model }) => `${keyId} ${model}`);
  return offers.all().flatMap(({ provider, model, keys }) =>
    keys.map((key): Shown['health'][number] => {
      const route = { provider, model, key };
      const rest = health.coolingOf(route, now);
      const pace = health.paceOf(route)?.p50;
      const known = limits.get(`${key.id} ${provider.id}/${model.id}`) ?? [];
      return {
        route: routeText(route),
        state: rest === undefined ? 'working' : rest.kind === 'rate' ? 'limited' : 'failed',
        stateText: rest === undefined ? t('ready') : t('rests for {0}', waitText(rest.until - now)),
        pace: pace === undefined ? '' : t('begins in about {0} s', (pace / 1_000).toFixed(1)),
        limits: known.map(limitText).join(', '),
      };
    }),
  );
};
