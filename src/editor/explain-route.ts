import type { ChatRequest } from '../core/chat.ts';
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
    group: 'As a chat asks',
  })),
  ...all
    .filter(({ task }) => task === undefined)
    .map((virtual): Choice<Picked> => ({
      value: { virtual, agent: true },
      label: `${virtual.name}, as an agent`,
      description: 'with tools',
      group: 'As an agent asks',
    })),
];

/** What would happen to a prompt. Nothing is sent. The offers have to be there. */
export const explainRoute = async ({ questions, house, selected, show }: ExplainParts): Promise<void> => {
  const picked = await questions.choose({
    title: 'Explain Route',
    placeholder: 'Which model would you pick?',
    choices,
  });
  if (picked.type !== 'answer') return;
  const typed = await questions.type({
    title: 'Explain Route',
    prompt: 'The prompt. It is looked at here and sent nowhere.',
    value: selected,
    read: (text) => (text.trim() === '' ? { problem: 'Enter a prompt.' } : { value: text }),
  });
  if (typed.type !== 'answer') return;
  await house.prepare();
  const { virtual, agent } = picked.value;
  const request = requestOf(typed.value, agent);
  const plan = planFor(house, { request, pick: virtual.id, caller: 'keyway.participant' });
  const head = [
    '# Where this prompt would go',
    `It is taken as asked of ${virtual.name}${agent ? ' by an agent with tools' : ''}. Nothing was sent. For rules by caller it counts as asked by @keyway (\`keyway.participant\`).`,
  ];
  await show('Route', `${[...head, planText(plan, house)].join('\n\n')}\n`);
};

const requestOf = (text: string, agent: boolean): ChatRequest => ({
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  tools: agent ? [{ name: 'read_file', description: '' }] : [],
  toolChoice: 'auto',
});
