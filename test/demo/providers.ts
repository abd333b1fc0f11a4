import { startSandbox, type Asked, type Sandbox } from '../sandbox/sandbox.ts';

/** Three sandbox providers: three protocols, three prices, and the cheapest fails every second time. */
export interface DemoProvider {
  /** Id of the record whose place it takes. */
  readonly provider: string;
  readonly variable: string;
  readonly key: string;
  readonly sandbox: Sandbox;
}

const keyOf = (provider: string): string => `sandbox-${provider}-0123456789abcdefghij`;

/** The last thing the person said, without what the editor wraps around it. */
const questionIn = (body: string): string => {
  const said = [...body.matchAll(/<userRequest>\\n(.*?)\\n<\/userRequest>/g)].at(-1)?.[1] ?? '';
  return said === '' ? 'your question' : `“${said.slice(0, 120)}”`;
};

const answer = (who: string, asked: Asked) =>
  ({
    does: 'answer',
    paceMs: 15,
    text: `This is the sandbox provider ${who}. It read ${questionIn(asked.body)} and would have answered it, had it been a real one. Keyway chose it because it was the cheapest route that worked.`,
    usage: { input: Math.ceil(asked.body.length / 4), output: 48 },
  }) as const;

export const startDemoProviders = async (): Promise<readonly DemoProvider[]> => {
  const gemini = await startSandbox({
    speaks: 'gemini',
    models: ['gemini-3.6-flash'],
    key: keyOf('gemini'),
    behave: (asked) => answer('Gemini', asked),
  });
  const openai = await startSandbox({
    speaks: 'openai-responses',
    models: ['gpt-6-luna'],
    key: keyOf('openai'),
    behave: (asked, count) =>
      count % 2 === 1
        ? {
            does: 'refuse',
            status: 503,
            code: 'server_error',
            text: 'The model is overloaded. Please try again later.',
          }
        : answer('OpenAI', asked),
  });
  const anthropic = await startSandbox({
    speaks: 'anthropic-messages',
    models: ['claude-sonnet-5'],
    key: keyOf('anthropic'),
    behave: (asked) => answer('Anthropic', asked),
  });
  return [
    { provider: 'gemini', variable: 'GEMINI_API_KEY', key: keyOf('gemini'), sandbox: gemini },
    { provider: 'openai', variable: 'OPENAI_API_KEY', key: keyOf('openai'), sandbox: openai },
    { provider: 'anthropic', variable: 'ANTHROPIC_API_KEY', key: keyOf('anthropic'), sandbox: anthropic },
  ];
};
