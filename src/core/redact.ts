/** Cuts secrets out of text before it reaches a person, a log or a file. */

/** Shapes of keys that providers echo or people paste: `sk-…`, `xai-…`, `AIza…`, `AQ.…`, `gsk_…`, bearer tokens. */
const keyLike =
  /\b(?:(?:sk|pk|rk|xai|gsk|hf|r8|pplx|nvapi|fw|csk|tgp)[-_][A-Za-z0-9_*-]{8,}|AIza[A-Za-z0-9_-]{16,}|AQ\.[A-Za-z0-9_-]{16,}|(?:AKIA|ASIA)[A-Z0-9]{12,}|Bearer\s+[^\s"',;]{8,})/g;

/** `secrets` are cut out wherever they stand, whole or percent-encoded; anything that looks like a key as well. */
export const redact = (text: string, secrets: readonly string[]): string => {
  let clean = text;
  // The longest first: of a secret that begins like a shorter one no tail may stay.
  for (const secret of secrets.toSorted((a, b) => b.length - a.length)) {
    if (secret.length < 4) continue;
    const encoded = encodeURIComponent(secret.toWellFormed());
    const lower = encoded.replaceAll(/%../g, (byte) => byte.toLowerCase());
    for (const form of [secret, encoded, lower]) clean = clean.replaceAll(form, '[key]');
  }
  return clean.replace(keyLike, '[key]');
};
