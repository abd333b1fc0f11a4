/** What the keyring could not do, in a sentence for the person who asked. Anything else it throws is a bug. */
export class KeyringFailure extends Error {
  override readonly name = 'KeyringFailure';

  constructor(sentence: string, cause?: unknown) {
    super(sentence, { cause });
  }
}
