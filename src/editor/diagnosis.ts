import type { Verdict } from '../core/key.ts';
import type { LedgerState } from '../usage/ledger.ts';

/** What a person would otherwise file as a bug: facts in, findings out. Without VS Code. */

export type FindingState = 'ok' | 'note' | 'problem';

/** Where a setting of VS Code's was found. */
export type SettingLayer = 'user' | 'workspace' | 'folder';

/** What the button of a finding does. */
export type FixDeed =
  | { readonly type: 'command'; readonly id: string; readonly argument?: string; readonly looksAgain?: boolean }
  /** Sets it where it was found, or takes it out where the value is undefined. */
  | {
      readonly type: 'setting';
      readonly name: string;
      readonly value: unknown;
      readonly layers: readonly SettingLayer[];
    };

export interface Fix {
  /** The button: begins with a verb. */
  readonly label: string;
  readonly does: FixDeed;
}

export interface Finding {
  /** Stable and English: for reports. */
  readonly check: string;
  readonly state: FindingState;
  readonly title: string;
  /** What happened and what to do. Goes into reports: names no file, key or person. */
  readonly sentence: string;
  /** Which ones are meant, for the person alone: never in a report. */
  readonly names?: readonly string[];
  readonly fix?: Fix;
}

/** A key as a finding speaks of it. */
export interface KeyRef {
  readonly id: string;
  /** `OpenAI`. */
  readonly provider: string;
  /** `OpenAI key “work”`. */
  readonly name: string;
}

export interface ProgramFacts {
  /** `1.139.1`. */
  readonly editor: string;
  readonly editorName: string;
  readonly keyway: string;
  /** The oldest editor that this version is made for. */
  readonly oldestEditor: string;
  /** `linux x64`. */
  readonly system: string;
  readonly surface: 'desktop' | 'web';
  /** `ssh-remote`, `wsl`; absent where the extension runs beside the window. */
  readonly remote?: string;
  readonly language: string;
  readonly isTrusted: boolean;
}

export interface ChatFacts {
  /** Where `chat.disableAIFeatures` is true. */
  readonly offIn: readonly SettingLayer[];
  /** Settings of the chat that a policy has switched off: they are off and nobody has set them so. */
  readonly policies: readonly string[];
  /** The chat extension that VS Code comes with. */
  readonly isEnabled: boolean;
  /** The provider group that opens chat without a sign-in. `added`: it was missing until this look. */
  readonly group: 'there' | 'added' | 'unknown';
  readonly isSignedIn: boolean | undefined;
  /** `chat.agentHost.byokModels.enabled`; undefined where this editor has no such setting. */
  readonly agentHostModels: boolean | undefined;
  /** `chat.utilityModel` and `chat.utilitySmallModel`; '' where unset. */
  readonly utilityModels: readonly string[];
  /** `chat.byokUtilityModelDefault`. */
  readonly utilityDefault: string;
}

export interface ModelFactsFound {
  /** Models that the keys unlock. */
  readonly offered: number;
  /** Ids of Keyway's models as VS Code lists them; undefined where it did not answer. */
  readonly listed: readonly string[] | undefined;
  /** Offered ones that the workspace's allow-list leaves; undefined where there is no list. */
  readonly allowed: number | undefined;
}

/** What came of asking a provider's server, without a key, whether it is there. */
export type ServerState = 'answers' | 'certificate' | 'not-found' | 'refused' | 'silent' | 'failed';

export interface Server {
  /** Name of the provider. */
  readonly provider: string;
  readonly state: ServerState;
  readonly isLocal: boolean;
  /** Milliseconds by which its clock is ahead of this one; undefined where it named no date. */
  readonly aheadMs?: number | undefined;
}

export interface NetworkFacts {
  readonly servers: readonly Server[];
  /** Where a proxy is named: never its address, which may hold a password. */
  readonly proxyFrom: readonly ('setting' | 'environment')[];
  /** `http.proxySupport`. */
  readonly proxySupport: string;
  /** `http.proxyStrictSSL`. */
  readonly checksProxyCertificate: boolean;
}

export interface KeyFacts {
  readonly total: number;
  readonly usable: number;
  readonly providers: number;
  /** What became of a word that was stored and read again. `session`: it is there, and was gone after the last start. */
  readonly keychain: 'keeps' | 'session' | 'forgets' | 'silent';
  /** Linux on a desktop with nothing that looks like a keyring. */
  readonly mayLackKeyring: boolean;
  /** The secret is gone from the keychain, or damaged. */
  readonly lost: readonly KeyRef[];
  /** The server changed since it was saved. */
  readonly redirected: readonly KeyRef[];
  readonly refused: readonly (KeyRef & { readonly verdict: Verdict })[];
  /** Of a provider that may no longer exist, and no test has shown that they work. */
  readonly unproven: readonly KeyRef[];
}

/** A model and key that are left alone for a while. */
export interface Resting {
  readonly provider: string;
  /** "its rate limit is reached, tried again in 41 s". */
  readonly reason: string;
}

export interface BookFacts {
  readonly ledger: LedgerState;
  /** Budgets that let nothing more through. `undefined`: they cannot be read. */
  readonly blocked: readonly { readonly id: string; readonly title: string }[] | undefined;
  readonly resting: readonly Resting[];
}

export interface Facts {
  readonly program: ProgramFacts;
  readonly chat: ChatFacts;
  readonly models: ModelFactsFound;
  readonly network: NetworkFacts;
  readonly keys: KeyFacts;
  readonly books: BookFacts;
}

/** One thing looked at. */
export type Check = (facts: Facts) => Finding;

type Told = Pick<Finding, 'title' | 'sentence' | 'names' | 'fix'>;

export const ok = (check: string, told: Told): Finding => ({ check, state: 'ok', ...told });
export const note = (check: string, told: Told): Finding => ({ check, state: 'note', ...told });
export const problem = (check: string, told: Told): Finding => ({ check, state: 'problem', ...told });

/** As a button: a command of ours, after which one looks again. */
export const commandFix = (label: string, id: string, argument?: string): Fix => ({
  label,
  does: { type: 'command', id, looksAgain: true, ...(argument !== undefined && { argument }) },
});

/** As a button: a page of VS Code's own, which stays open. */
export const openFix = (label: string, id: string, argument?: string): Fix => ({
  label,
  does: { type: 'command', id, ...(argument !== undefined && { argument }) },
});
