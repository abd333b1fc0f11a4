import type { ChatRequest } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import { type VirtualModel, virtualModels } from '../core/virtual.ts';
import { planFor, type House } from './answer.ts';
import { planText } from './desk-texts.ts';
import type { Choice, Questions } from './questions.ts';

export interface ExplainParts {
  readonly questions: Questions;
  readonly house: House;
  /** What the box for the prompt begins with. */
  readonly selected: string;
  /** Shows Markdown as a page of this name. */
  readonly show: (name: string, markdown: string) => Promise<void>;
}

interface Picked {
  readonly virtual: VirtualModel;
  /** As agent mode asks: with tools. */
  readonly agent: boolean;
}

const all: readonly VirtualModel[] = virtualModels;

/** Tools tell a task only where the model has none of its own. */
const choices: readonly Choice<Picked>[] = [
  ...all.map((virtual): Choice<Picked> => ({
    value: { virtual, agent: false },
    label: virtual.name,
    description: virtual.detail,
    group: t('As a chat asks'),
  })),
  ...all
    .filter(({ task }) => task === undefined)
    .map((virtual): Choice<Picked> => ({
      value: { virtual, agent: true },
      label: t('{0}, as an agent', virtual.name),
      description: t('with tools'),
      group: t('As an agent asks'),
    })),
];

/** What would happen to a prompt. Nothing is sent. The offers have to be there. */
export const explainRoute = async ({ questions, house, selected, show }: ExplainParts): Promise<void> => {
  const picked = await questions.choose({
    title: t('Explain Route'),
    placeholder: t('Which model would you pick?'),
    choices,
  });
  if (picked.type !== 'answer') return;
  const typed = await questions.type({
    title: t('Explain Route'),
    prompt: t('The prompt. It is looked at here and sent nowhere.'),
    value: selected,
    read: (text) => (text.trim() === '' ? { problem: t('Enter a prompt.') } : { value: text }),
  });
  if (typed.type !== 'answer') return;
  await house.prepare();
  const { virtual, agent } = picked.value;
  const request = requestOf(typed.value, agent);
  const plan = planFor(house, { request, pick: virtual.id, caller: 'keyway.participant' });
  const head = [
    `# ${t('Where this prompt would go')}`,
    agent
      ? t(
          'It is taken as asked of {0} by an agent with tools. Nothing was sent. For rules by caller it counts as asked by @keyway (`keyway.participant`).',
          virtual.name,
        )
      : t(
          'It is taken as asked of {0}. Nothing was sent. For rules by caller it counts as asked by @keyway (`keyway.participant`).',
          virtual.name,
        ),
  ];
  await show(t('Route'), `${[...head, planText(plan, house)].join('\n\n')}\n`);
};

const requestOf = (text: string, agent: boolean): ChatRequest => ({
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  tools: agent ? [{ name: 'read_file', description: '' }] : [],
  toolChoice: 'auto',
});
