import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';

/** A piece of the stream that is no JSON, or none of an answer. */
export const garbled = (): ChatFailure =>
  new ChatFailure({ kind: 'stream', what: t('a piece of the answer cannot be read') });

/** The JSON of one piece of the stream. Throws a `ChatFailure` where it is none. */
export const pieceIn = (data: string): unknown => {
  try {
    return JSON.parse(data);
  } catch {
    // The cause is left out: it quotes the text.
    throw garbled();
  }
};
