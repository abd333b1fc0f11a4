import type { SectionHost } from './panel.ts';

export const routingHost = (): SectionHost => ({
  hear: () => undefined,
  read: () => Promise.resolve({ type: 'routing', said: '', trouble: '' }),
});
