import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Locks what is kept, and names it so that nobody without the secret can tell what was asked. */
export interface Seal {
  /** 32 bytes. */
  readonly nameOf: (text: string) => Buffer;
  /** `bound` is what the content belongs to: under anything else it cannot be opened. */
  readonly lock: (content: Uint8Array, bound: Uint8Array) => Buffer;
  /** Undefined where it was changed, or locked under another secret. */
  readonly unlock: (locked: Uint8Array, bound: Uint8Array) => Buffer | undefined;
}

/** Bytes of the secret that everything is derived from. */
export const secretBytes = 32;

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * The seal of one place: its two keys are derived (HKDF) from the secret and the place, so that a file carried to another
 * workspace stays shut there. A nonce is random; 2^32 of them under one key are safe (NIST SP 800-38D, 8.3).
 */
export const sealOf = (secret: Uint8Array, place: string): Seal => {
  const derived = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', secret, place, purpose, 32));
  const [content, names] = [derived('keyway answers: content'), derived('keyway answers: names')];
  return {
    nameOf: (text) => createHmac('sha256', names).update(text).digest(),
    lock: (plain, bound) => {
      const nonce = randomBytes(nonceBytes);
      const locking = createCipheriv(cipher, content, nonce).setAAD(bound);
      return Buffer.concat([nonce, locking.update(plain), locking.final(), locking.getAuthTag()]);
    },
    unlock: (locked, bound) => {
      if (locked.length < nonceBytes + tagBytes) return undefined;
      const opening = createDecipheriv(cipher, content, locked.subarray(0, nonceBytes), { authTagLength: tagBytes });
      opening.setAAD(bound).setAuthTag(locked.subarray(-tagBytes));
      try {
        return Buffer.concat([opening.update(locked.subarray(nonceBytes, -tagBytes)), opening.final()]);
      } catch {
        // What GCM throws says only that the bytes are not what was locked.
        return undefined;
      }
    },
  };
};
