import type { RateLimit } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import { countText } from './cells.ts';

/** `12 of 1,000 requests left today`. */
export const limitText = ({
  left,
  whole,
  counts,
  per,
}: Pick<RateLimit, 'left' | 'whole' | 'counts' | 'per'>): string => {
  const of = whole === undefined ? countText(left) : t('{0} of {1}', countText(left), countText(whole));
  const what = counts === 'requests' ? t('{0} requests left', of) : t('{0} tokens left', of);
  return {
    minute: t('{0} this minute', what),
    day: t('{0} today', what),
    month: t('{0} this month', what),
    unknown: what,
  }[per];
};
