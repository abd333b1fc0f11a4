/** Cuts secrets out of text before it reaches a person, a log or a file. */

/**
 * Shapes of keys that providers echo or people paste: `sk-…`, `xai-…`, `AIza…`, `AQ.…`, `gsk_…`, `ABSK…`, `dapi…`, bearer and
 * Google's access tokens, private keys. Their lengths have ends: over millions of characters a pattern without one throws.
 */
const keyLike =
  /\b(?:(?:sk|pk|rk|xai|gsk|hf|r8|pplx|nvapi|fw|csk|tgp)[-_][A-Za-z0-9_*-]{8,9999}|AIza[A-Za-z0-9_-]{16,9999}|(?:AQ|ya29)\.[A-Za-z0-9_.-]{16,9999}|(?:AKIA|ASIA)[A-Z0-9]{12,9999}|ABSK[A-Za-z0-9+/]{60,9999}|bedrock-api-key-[A-Za-z0-9+/_-]{20,9999}|dapi[a-f0-9]{32}|Bearer\s+[^\s"',;]{8,9999})|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[A-Za-z0-9+/=\\\s]{8,9999}/g;

/** Characters at the head of a secret by which the rest is found. */
const telling = 8;

/** A sentence that was cut short may end in the middle of a secret: tokens are longer than most sentences. */
const withoutTail = (text: string, secret: string): string => {
  const head = secret.slice(0, telling);
  if (head.length < telling) return text;
  let start = text.indexOf(head, Math.max(0, text.length - secret.length));
  while (start >= 0 && !secret.startsWith(text.slice(start))) start = text.indexOf(head, start + 1);
  return start < 0 ? text : `${text.slice(0, start)}[key]`;
};

/** As it is, and percent-encoded in both ways. */
const formsOf = (secret: string): readonly string[] => {
  const encoded = encodeURIComponent(secret.toWellFormed());
  return encoded === secret ? [secret] : [secret, encoded, encoded.replaceAll(/%../g, (byte) => byte.toLowerCase())];
};

/**
 * `secrets` are cut out wherever they stand, whole or percent-encoded, and where the text ends within one; anything that
 * looks like a key as well.
 */
export const redact = (text: string, secrets: readonly string[]): string => {
  let clean = text;
  // The longest first: of a secret that begins like a shorter one no tail may stay.
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) {
    if (secret.length < 4) continue;
    for (const form of formsOf(secret)) clean = withoutTail(clean.replaceAll(form, '[key]'), form);
  }
  return clean.replace(keyLike, '[key]');
};
