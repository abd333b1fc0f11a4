import { t } from './l10n.ts';

/** `41 s`, `12 min`, `3 h` */
export const waitText = (milliseconds: number): string => {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1_000));
  if (seconds < 100) return t('{0} s', seconds);
  return seconds < 6_000 ? t('{0} min', Math.ceil(seconds / 60)) : t('{0} h', Math.ceil(seconds / 3_600));
};
