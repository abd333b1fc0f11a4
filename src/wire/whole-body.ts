import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';

/** Bytes a body of vectors may have: 2,048 of them with 3,072 numbers are about 70 million as text. */
const largest = 128 * 1024 * 1024;

/**
 * A whole body as JSON; undefined where it is none. Throws a `ChatFailure` of kind `stream` where it breaks off or is too
 * large. An abort arrives as a break too: check the signal before believing it.
 */
export const wholeJson = async (response: Response): Promise<unknown> => {
  const text = await read(response);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const read = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let size = 0;
  try {
    for await (const bytes of response.body ?? []) {
      size += bytes.length;
      if (size > largest) break;
      pieces.push(decoder.decode(bytes, { stream: true }));
    }
  } catch (cause) {
    throw new ChatFailure({ kind: 'stream', what: t('the connection was cut in the middle of the answer'), cause });
  }
  if (size > largest) throw new ChatFailure({ kind: 'stream', what: t('its answer is far too large') });
  return pieces.join('') + decoder.decode();
};

/** Bytes read of a refusal: what it says stands at its head. */
const longestRefusal = 1024 * 1024;

/** The body of a refusal as text, cut where it is endless; what came of it where it breaks off. */
export const refusalText = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    for await (const bytes of response.body ?? []) {
      size += bytes.length;
      text += decoder.decode(bytes, { stream: true });
      // Leaving the loop closes the connection.
      if (size > longestRefusal) break;
    }
  } catch {
    return text;
  }
  return text + decoder.decode();
};
