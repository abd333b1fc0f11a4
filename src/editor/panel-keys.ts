import type { SectionHost } from './panel.ts';

export const keysHost = (): SectionHost => ({
  hear: () => undefined,
  read: () => Promise.resolve({ type: 'keys', said: '', trouble: '' }),
});
