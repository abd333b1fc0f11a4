import type { StateOf } from '../../src/panel/messages.ts';

/** States of every section as a person has them after some weeks, and as one who has just begun. */

type Key = StateOf<'keys'>['providers'][number]['keys'][number];

const field = (name: string, label: string, facts: Partial<Key['fields'][number]> = {}): Key['fields'][number] => ({
  name,
  label,
  hint: '',
  secret: false,
  optional: false,
  format: '',
  choices: [],
  insteadOf: '',
  value: '',
  ...facts,
});

const apiKey = field('apiKey', 'API key', { secret: true, hint: 'sk-…', format: '^sk-' });

const key = (id: string, facts: Partial<Key> = {}): Key => ({
  id,
  nickname: 'default',
  mask: 'sk-p…9f3a',
  trouble: '',
  state: 'working',
  stateText: 'works',
  dates: 'added on 3 Nov 2026 · used 5 minutes ago · tested just now',
  health: '',
  spent: '$1.24 this month',
  budgets: [],
  models: '12 models',
  isEnabled: true,
  priority: 1,
  isLast: true,
  isRedirected: false,
  fields: [apiKey],
  ...facts,
});

const offered = (id: string, name: string, about: string): StateOf<'keys'>['offered'][number] => ({
  id,
  name,
  about,
  has: 'not configured',
  notice: '',
  hasKeyPage: true,
  testCosts: '',
  nickname: 'default',
  fields: [apiKey],
});

const offers = [
  offered('openai', 'OpenAI', 'GPT models, tools, images and embeddings'),
  offered('anthropic', 'Anthropic', 'Claude models: code, agents and long contexts'),
  offered('gemini', 'Google Gemini', 'Gemini models, long contexts, images, embeddings'),
  offered('openrouter', 'OpenRouter', 'One key for the models of nearly every maker'),
  {
    ...offered('azure-openai', 'Azure OpenAI', 'GPT models deployed in your own Azure resource'),
    fields: [
      field('resource', 'Resource name or endpoint', { hint: 'my-resource.openai.azure.com' }),
      field('deployments', 'Deployments', { optional: true, hint: 'prod=gpt-4.1, …' }),
      field('region', 'Region', {
        choices: [
          { value: 'eu', label: 'Europe' },
          { value: 'us', label: 'United States' },
        ],
      }),
      apiKey,
    ],
    testCosts: 'about $0.0001',
  },
  {
    ...offered('inflection', 'Inflection', 'Inflection models'),
    notice: 'It may no longer exist: its status page has said nothing since 2025',
  },
  offered('ollama', 'Ollama', 'Open models on your own machine, at no cost'),
];

export const firstKeys: StateOf<'keys'> = {
  type: 'keys',
  said: 'No keys yet.',
  providers: [],
  offered: offers,
  found: 2,
};

export const manyKeys: StateOf<'keys'> = {
  ...firstKeys,
  said: '6 keys of 4 providers unlock 41 models.',
  providers: [
    {
      id: 'openai',
      name: 'OpenAI',
      state: 'working',
      stateText: 'Working',
      unlocks: '12 models · chat, tools, images, reasoning, embeddings',
      spent: '$4.31 this month',
      budgets: [{ title: 'Monthly budget for OpenAI', used: '86% · $4.31 of $5.00', share: 0.86, state: 'limited' }],
      notice: '',
      isRetired: false,
      keys: [
        key('0a', { nickname: 'work', isLast: false }),
        key('0b', {
          nickname: 'private',
          priority: 2,
          isLast: false,
          state: 'failed',
          stateText: 'refused',
          models: '',
          spent: '',
          budgets: [
            { title: 'Daily budget for key private', used: '100% · $1.00 of $1.00', share: 1.04, state: 'failed' },
          ],
        }),
        key('0c', {
          nickname: 'spare',
          priority: 3,
          state: 'disabled',
          stateText: 'disabled · works',
          isEnabled: false,
        }),
      ],
    },
    {
      id: 'groq',
      name: 'Groq',
      state: 'limited',
      stateText: 'Limited',
      unlocks: '8 models · chat, tools',
      spent: '',
      budgets: [],
      notice: '',
      isRetired: false,
      keys: [
        key('0d', {
          mask: 'gsk_…x1y2',
          state: 'limited',
          stateText: 'works, with limits · only for 3 models',
          health: 'rests for 40 s · 12 of 1,000 requests left today',
          isRedirected: true,
        }),
      ],
    },
    {
      id: 'inflection',
      name: 'Inflection',
      state: 'untested',
      stateText: 'Not tested',
      unlocks: '',
      spent: '',
      budgets: [],
      notice: 'It may no longer exist: its status page has said nothing since 2025',
      isRetired: false,
      keys: [
        key('0e', {
          mask: '',
          trouble: 'The keychain of this computer did not answer: unlock it.',
          state: 'untested',
          stateText: 'not tested',
          models: '',
          spent: '',
        }),
      ],
    },
    {
      id: 'lepton',
      name: 'Lepton AI',
      state: 'retired',
      stateText: 'Retired',
      unlocks: '',
      spent: '',
      budgets: [],
      notice: 'Closed on 2025-05-20. NVIDIA bought it. Use NVIDIA NIM or Together AI instead.',
      isRetired: true,
      keys: [
        key('0f', {
          nickname: 'old',
          mask: '',
          state: 'retired',
          stateText: 'closed on 2025-05-20',
          models: '',
          fields: [],
        }),
      ],
    },
  ],
};

export const routing: StateOf<'routing'> = {
  type: 'routing',
  said: '6 tasks can go to 41 routes.',
  tasks: ['chat', 'code', 'reasoning', 'embedding', 'completion', 'utility'].map((name, index) => ({
    name,
    floor: index < 3 ? 'balanced' : 'economy',
    winner: index === 3 ? 'No model of your keys can do this.' : 'gpt-5.6-luna at OpenAI with key work',
    cost: index === 3 ? '' : '$0.0007',
    note: index === 1 ? 'The floor was lowered: nothing else is left of the budget of today.' : '',
  })),
  rules: [
    { name: 'translations', when: 'task chat, language de', deed: 'first mistral/*; at most $0.02' },
    { name: 'rule 2', when: 'workspace secret-*', deed: 'only ollama/*' },
  ],
  picks: [
    { id: 'auto', name: 'Auto', detail: 'by what each request is for' },
    { id: 'auto-cheap', name: 'Auto Cheap', detail: 'the cheapest that can do it' },
  ],
  explained: {
    facts: ['Task code: it asks to change a function.', 'About 1,200 tokens in, 600 out.', 'Floor balanced.'],
    routes: [
      { name: 'gpt-5.6-luna at OpenAI with key work', cost: '$0.0009', health: 'ready', verdict: 'is asked first' },
      { name: 'glm-5.3 at Z.ai GLM', cost: '$0.0031', health: 'rests for 40 s', verdict: 'then this' },
    ],
    leftOut: [{ reason: 'below the floor', names: 'llama-3.1-8b, gpt-4o-mini, gemini-2.5-flash-lite' }],
  },
  health: Array.from({ length: 14 }, (_, index) => ({
    route: `model-${index} at Groq with key default`,
    state: index === 0 ? ('failed' as const) : index === 1 ? ('limited' as const) : ('working' as const),
    stateText: index < 2 ? 'rests for 40 s' : 'ready',
    pace: index % 3 === 0 ? 'begins in about 0.8 s' : '',
    limits: index % 4 === 0 ? '12 of 1,000 requests left today' : '',
  })),
};

export const firstRouting: StateOf<'routing'> = {
  ...routing,
  said: 'No route yet: add a key first.',
  tasks: routing.tasks.map((task) => ({ ...task, winner: 'No key is stored yet.', cost: '', note: '' })),
  rules: [],
  explained: undefined,
  health: [],
};

const numeric = (title: string) => ({ title, numeric: true });
const text = (title: string) => ({ title, numeric: false });
const days = Array.from({ length: 21 }, (_, index) => `2026-11-${String(index + 1).padStart(2, '0')}`);

export const usage: StateOf<'usage'> = {
  type: 'usage',
  asked: { span: 'month', by: 'model' },
  said: 'This month by model: 1,204 requests, cost ~$9.40 + unknown.',
  trouble: '',
  totals: [
    {
      title: 'Cost',
      value: '~$9.40 + unknown',
      detail:
        '$1.00 reported by providers, $8.20 computed, ~$0.20 estimated, unknown for 2 attempts; 32% more than October 1–21 ($7.12)',
    },
    { title: 'Requests', value: '1,204', detail: '1,311 attempts' },
    { title: 'Success', value: '98.6%', detail: '1,204 answered, 17 failed, 90 stopped, 61 fallbacks' },
    { title: 'Input tokens', value: '18,402,113', detail: '9,120,004 cached' },
    { title: 'Output tokens', value: '912,334', detail: '211,908 reasoning' },
    { title: 'First token', value: '0.8\u00a0s', detail: 'half of the answers; 95% within 3.1\u00a0s' },
  ],
  notes: [
    'At this pace November will cost about $13.40.',
    'Keyway saved $31.20 beside claude-opus-5-5, the dearest candidate of each request.',
    'gpt-4.1 is asked often: gpt-6-luna would have cost $0.90 instead of $2.10.',
  ],
  chart: {
    title: 'Cost of each day',
    series: ['openai/gpt-6-luna', 'anthropic/claude-haiku-5-5', 'groq/gpt-oss-120b', 'zai/glm-5.3', 'Others'],
    most: '$1.20',
    bars: days.map((day, index) => {
      const whole = ((index * 7) % 10) / 10;
      return {
        day,
        total: `$${whole.toFixed(2)}`,
        parts: [0.4, 0.25, 0.15, 0.12, 0.08].map((share) => share * whole),
        texts: [0.4, 0.25, 0.15, 0.12, 0.08].map((share) => `$${(share * whole).toFixed(2)}`),
      };
    }),
  },
  budgets: [
    {
      id: 'day',
      title: 'Daily budget',
      used: '42% · $2.10 of $5.00',
      share: 0.42,
      state: 'working',
      detail: '$0.30 reserved · $2.60 left · anew tomorrow · then asks',
    },
    {
      id: 'month',
      title: 'Team: monthly budget for OpenAI, key work',
      used: '100% · $10.00 of $10.00',
      share: 1.1,
      state: 'failed',
      detail: '$0.00 reserved · $0.00 left · anew on Tuesday, December 1 · then blocks, strictly',
    },
  ],
  requests: [
    {
      title: 'gpt-6-luna at OpenAI with key work: $0.0031',
      lines: ['Task code.', 'Skipped glm-5.3 at Z.ai GLM: it rests for 40 s.', '1,204 tokens in, 322 out.'],
    },
    { title: 'no answer', lines: ['Every route failed.', 'gpt-6-luna at OpenAI with key work: rate limit (429).'] },
  ],
  tables: {
    usage: {
      title: 'This month by model',
      columns: [
        text('Model'),
        ...[
          'Cost',
          'Requests',
          'Success',
          'Fallbacks',
          'Input tokens',
          'Output tokens',
          'First token',
          '95% within',
        ].map(numeric),
      ],
      rows: ['openai/gpt-6-luna', 'anthropic/claude-haiku-5-5', 'groq/openai/gpt-oss-120b-with-a-long-name'].map(
        (name) => [name, '~$1.20 + unknown', '402', '98.6%', '12', '8,402,113', '312,334', '0.8\u00a0s', '3.1\u00a0s'],
      ),
      note: 'A request that tried several routes counts where it tried first.',
    },
    attempts: {
      title: 'Last attempts',
      columns: [
        ...['Time', 'Model', 'Key', 'Outcome'].map(text),
        ...['Cost', 'Input tokens', 'Output tokens', 'First token'].map(numeric),
      ],
      rows: Array.from({ length: 8 }, (_, index) => [
        `2026-11-20 22:06:0${index}`,
        'OpenAI gpt-6-luna',
        'work',
        index === 2 ? 'rate limit (429)' : 'answered',
        '$0.0031 (computed)',
        '1,000',
        '200',
        '1.3\u00a0s',
      ]),
      note: 'Newest first, of all periods.',
    },
  },
};

export const firstUsage: StateOf<'usage'> = {
  type: 'usage',
  asked: { span: 'today', by: 'model' },
  said: 'Today: nothing has gone through Keyway yet.',
  trouble: '',
  totals: [],
  notes: [],
  budgets: [],
  requests: [],
  tables: {
    usage: { title: 'Today by model', columns: [text('Model')], rows: [], note: '' },
    attempts: {
      title: 'Last attempts',
      columns: [text('Time')],
      rows: [],
      note: 'Nothing has gone through Keyway yet.',
    },
  },
};

export const audit: StateOf<'audit'> = {
  type: 'audit',
  said: 'The newest 4 of 1,204 entries.',
  trouble: '',
  entries: [
    {
      number: '4',
      when: '2026-11-20 22:06:03',
      who: 'you',
      what: 'Key tested: OpenAI key “work”',
      detail: 'works',
      kind: 'keys',
    },
    {
      number: '3',
      when: '2026-11-20 22:05:12',
      who: 'you',
      what: 'Budget set: Daily budget',
      detail: '$5.00',
      kind: 'budgets',
    },
    {
      number: '2',
      when: '2026-11-20 22:04:55',
      who: 'Keyway',
      what: 'Setting changed: keyway.routing.rules',
      detail: '1 rule → 2 rules',
      kind: 'rules',
    },
    {
      number: '1',
      when: '2026-11-20 22:01:40',
      who: 'you',
      what: 'Key added: OpenAI key “work”',
      detail: 'for https://api.openai.com, works',
      kind: 'keys',
    },
  ],
  finding: 'The audit log is whole: all 1,204 entries are as they were written.',
  isBroken: false,
};

export const firstAudit: StateOf<'audit'> = {
  type: 'audit',
  said: 'Nothing is in it yet.',
  trouble: '',
  entries: [],
  finding: '',
  isBroken: false,
};

export const everyState = [firstKeys, manyKeys, firstRouting, routing, firstUsage, usage, firstAudit, audit];
