import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';

/** Vectors as providers write them. A number that is none becomes `NaN`: whoever gets the vectors looks for it. */

/** A list of numbers, or base64 of 32-bit floats, the lowest byte first. Undefined where it is neither. */
export const vectorIn = (raw: unknown): Float32Array | undefined => {
  if (typeof raw === 'string') return fromBase64(raw);
  if (!Array.isArray(raw)) return undefined;
  // `Float32Array.from` would take null for 0 and "1" for 1.
  return Float32Array.from(raw, (value) => (typeof value === 'number' ? value : Number.NaN));
};

const bytesPerNumber = 4;

const fromBase64 = (text: string): Float32Array | undefined => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.length % bytesPerNumber > 0) return undefined;
  return Float32Array.from({ length: bytes.length / bytesPerNumber }, (_, at) =>
    bytes.readFloatLE(at * bytesPerNumber),
  );
};

export const unreadable = (): ChatFailure => new ChatFailure({ kind: 'stream', what: t('its vectors cannot be read') });
