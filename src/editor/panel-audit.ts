import type { SectionHost } from './panel.ts';

export const auditHost = (): SectionHost => ({
  hear: () => undefined,
  read: () => Promise.resolve({ type: 'audit', said: '', trouble: '' }),
});
