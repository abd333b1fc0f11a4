/** A key without its secret: what may be shown, stored in a plain file and handed around. */

/** What the last test of a key found. */
export const verdicts = [
  'valid',
  /** It works, with fewer rights than it might have. */
  'limited',
  'invalid',
  /** Expired, revoked or disabled: it was a key once. */
  'expired',
  'no-credit',
  /** A key of another region of this provider, or of another provider. */
  'elsewhere',
  'unreachable',
  /** The answer says nothing about the key. */
  'unclear',
] as const;

export type Verdict = (typeof verdicts)[number];

/** The key can be used. */
export const works = (verdict: Verdict | undefined): boolean => verdict === 'valid' || verdict === 'limited';

export interface Key {
  /** Random, stable, safe in a log. */
  readonly id: string;
  /** Id of the provider's record. */
  readonly provider: string;
  readonly nickname: string;
  /** 1 is tried first. */
  readonly priority: number;
  readonly enabled: boolean;
  /** The plain fields of the provider's record: base URL, region, … */
  readonly plain: Readonly<Record<string, string>>;
  /** Ids of the only models it may be used for, `*` allowed; all where absent. */
  readonly models?: readonly string[] | undefined;
  /** Milliseconds since 1970, as all dates here. */
  readonly addedAt: number;
  /** When its fields were last entered anew. */
  readonly updatedAt?: number | undefined;
  readonly usedAt?: number | undefined;
  readonly testedAt?: number | undefined;
  readonly verdict?: Verdict | undefined;
  /** The calendar day on which it expires: `2026-12-01`. */
  readonly expiresOn?: string | undefined;
}

/** A key's secret fields with the origin they were saved for. Lives in SecretStorage and, during a call, in memory. */
export interface KeySecret {
  readonly origin: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** `sk-p…9f3a`; keys too short to keep most of themselves hidden show nothing. */
export const masked = (secret: string): string =>
  secret.length >= 20 ? `${secret.slice(0, 4)}…${secret.slice(-4)}` : '••••';
