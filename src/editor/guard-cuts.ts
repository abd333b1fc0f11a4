import { t } from '../core/l10n.ts';
import { RunFailure } from '../core/run.ts';
import { type Cut, partOf, uncut } from '../guard/cuts.ts';
import { foundWords } from '../guard/mask.ts';
import type { Look } from '../guard/span.ts';
import type { Looks } from './guard-looks.ts';
import type { GuardMode } from './guard-modes.ts';
import { listed } from './guard-words.ts';

/** For texts of which parts are sent: half of a secret is one that the guard does not recognise any more. */
export interface GuardCuts {
  /** One part of a text, without what is left in it of a secret that is cut in two. */
  readonly partOf: (text: string, part: { readonly start: number; readonly end: number }) => Promise<string>;
  /**
   * Texts without the secrets that a later cut may halve. Throws `RunFailure` where the setting wants nothing sent that
   * holds any.
   */
  readonly beforeCut: (texts: readonly string[], cut: Cut) => Promise<readonly string[]>;
}

export interface GuardCutsParts {
  readonly mode: () => GuardMode;
  readonly looks: () => Looks | Promise<Looks>;
  /** For receipts. */
  readonly newId: () => string;
}

export const guardCuts = ({ mode, looks, newId }: GuardCutsParts): GuardCuts => {
  const look = async (): Promise<Look> => {
    const { all, own } = await looks();
    return mode() === 'off' ? own : all;
  };
  return {
    partOf: async (text, part) =>
      part.start <= 0 && part.end >= text.length ? text : partOf(await look(), text, part),
    beforeCut: async (texts, cut) => {
      const { texts: whole, found } = uncut(await look(), texts, cut);
      if (found.length === 0 || mode() !== 'stop') return whole;
      throw new RunFailure(stoppedText(foundWords(found)), {
        receipt: { requestId: newId(), task: 'utility', skipped: [], cost: { usd: 0, from: 'estimated' }, totalMs: 0 },
        partial: false,
      });
    },
  };
};

/** Where the setting wants nothing sent that holds secrets. */
export const stoppedText = (words: readonly string[]): string =>
  t('Keyway sent nothing: take {0} out of this request, or set “keyway.secretGuard” to mask.', listed(words));
