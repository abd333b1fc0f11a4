/** Cuts secrets out of text before it reaches a person, a log or a file. */

/** Shapes of keys that providers echo or people paste: `sk-…`, `xai-…`, `AIza…`, `AQ.…`, `gsk_…`, bearer tokens. */
const keyLike =
  /\b(?:(?:sk|pk|rk|xai|gsk|hf|r8|pplx|nvapi|fw|csk|tgp)[-_][A-Za-z0-9_*-]{8,}|AIza[A-Za-z0-9_-]{16,}|AQ\.[A-Za-z0-9_-]{16,}|(?:AKIA|ASIA)[A-Z0-9]{12,}|Bearer\s+[^\s"',;]{8,})/g;

/** `secrets` are cut out wherever they stand, whole or percent-encoded; anything that looks like a key as well. */
export const redact = (text: string, secrets: readonly string[]): string => {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length < 4) continue;
    clean = clean.replaceAll(secret, '[key]').replaceAll(encodeURIComponent(secret.toWellFormed()), '[key]');
  }
  return clean.replace(keyLike, '[key]');
};
