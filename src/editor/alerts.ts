import { t } from '../core/l10n.ts';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { budgetAlert } from '../core/alert-budget.ts';
import { dateKinds, dateSightings, type NameOf } from '../core/alert-keys.ts';
import { limitSightings, type LimitLeft } from '../core/alert-quota.ts';
import { spikeSighting, type Spike } from '../core/alert-spend.ts';
import type { Alert, AlertKind } from '../core/alert.ts';
import type { Key } from '../core/key.ts';
import type { Finding } from '../core/listing.ts';
import type { Warning } from '../usage/budget-notices.ts';
import { incidentBook } from '../usage/incidents.ts';
import type { Ledger } from '../usage/ledger.ts';
import { notify } from './alert-notices.ts';
import { KeySights } from './alert-sights.ts';
import { AlertWatch } from './alert-watch.ts';
import type { Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import type { SettingTypes } from './names.ts';
import { tell } from './notify.ts';
import type { Questions } from './questions.ts';
import { own } from './settings.ts';
import { webhookOf, type Webhook } from './webhook.ts';

export interface AlertParts {
  readonly ledger: Pick<Ledger, 'onWritten' | 'shared'>;
  readonly keyring: Pick<Keyring, 'list' | 'onDidChange'>;
  readonly questions: Questions;
  /** Of providers that are there; undefined for others. */
  readonly nameOf: NameOf;
  /** What is left of rate limits: `health.limits`. */
  readonly limits: () => readonly LimitLeft[];
  /** Whether today costs unusually much. May reject. */
  readonly unusual: () => Promise<Spike | undefined>;
  readonly log: Pick<Log, 'hold' | 'warn' | 'error'>;
}

/** What tells a person without having been asked. */
export interface Alerts extends vscode.Disposable {
  /** A key was tested in the background. */
  readonly tested: (key: Key, finding: Finding) => void;
  /** A budget has reached a share, and this window tells of it. */
  readonly budget: (warning: Warning) => void;
}

const minute = 60_000;
/** Milliseconds between two looks at what today cost. */
const spending = 5 * minute;
/** Milliseconds between two looks at dates: a day begins while nobody does anything. */
const dating = 60 * minute;
/** Milliseconds after the start of the first look: nobody waits for it. */
const starting = 10_000;

const Shown = z.record(z.string(), z.unknown());

/** A kind is shown unless the setting says it is not. */
const isShown = (kind: AlertKind): boolean => {
  const shown = Shown.safeParse(own('alerts.show'));
  return !shown.success || shown.data[kind] !== false;
};

const rotateAfterDays = (): number => {
  const days = own('alerts.rotateKeysAfterDays');
  return typeof days === 'number' && days > 0 ? days : 0;
};

const setting: keyof SettingTypes = 'keyway.alerts.show';

/** The person's own setting, where it can be seen and taken back. */
const hush = async (kind: AlertKind): Promise<void> => {
  const shown = Shown.safeParse(vscode.workspace.getConfiguration('keyway').inspect('alerts.show')?.globalValue);
  const next = { ...(shown.success ? shown.data : {}), [kind]: false };
  await vscode.workspace.getConfiguration('keyway').update('alerts.show', next, vscode.ConfigurationTarget.Global);
  const open = t('Open Setting');
  if (
    (await tell('info', t('No more alerts of this kind. The setting keyway.alerts.show brings them back.'), open)) ===
    open
  )
    await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${setting}`);
};

const later = (work: () => void, milliseconds: number): vscode.Disposable => {
  const timer = setTimeout(work, milliseconds).unref();
  return { dispose: () => clearTimeout(timer) };
};

const every = (milliseconds: number, work: () => void): vscode.Disposable => {
  const timer = setInterval(work, milliseconds).unref();
  return { dispose: () => clearInterval(timer) };
};

const watchOf = (parts: AlertParts, webhook: Webhook): AlertWatch =>
  new AlertWatch({
    claim: incidentBook(parts.ledger.shared).claim,
    isWanted: (kind) => webhook.isOn() || isShown(kind),
    tell: (alerts) => {
      for (const { kind, subject, sentence, facts } of alerts) void webhook.send({ ...facts, kind, subject, sentence });
      show(alerts, parts);
    },
    look: () => limitSightings(parts.limits(), parts.keyring.list(), parts.nameOf),
    clock: Date.now,
    later,
  });

/** Watches keys, limits and spending, and tells of what is found: in this window and to the webhook. Opens nothing yet. */
export const openAlerts = (parts: AlertParts): Alerts => {
  const { ledger, keyring, nameOf, log } = parts;
  const warn = (sentence: string): void => void tell('warning', sentence);
  const webhook = webhookOf({ setting: () => own('alerts.webhook'), log, tell: warn, clock: Date.now });
  const watch = watchOf(parts, webhook);
  const sights = new KeySights({ keys: () => keyring.list(), nameOf, saw: (sightings) => watch.saw(sightings) });
  const lookAtDates = (): void => {
    if (keyring.list().length === 0) return;
    const asked = { now: Date.now(), rotateAfterDays: rotateAfterDays(), nameOf };
    watch.saw(dateSightings(keyring.list(), asked), dateKinds);
  };
  ledger.shared.onRecorded(({ row }) => sights.attempted(row));
  ledger.onWritten(spendLook(parts, watch));
  const changes = keyring.onDidChange(() => {
    sights.changed();
    lookAtDates();
  });
  const settings = vscode.workspace.onDidChangeConfiguration((change) => {
    if (!change.affectsConfiguration('keyway.alerts')) return;
    // Says at once what is wrong with a new address.
    webhook.isOn();
    lookAtDates();
  });
  const others = [changes, settings, later(lookAtDates, starting), every(dating, lookAtDates), watch, webhook];
  return {
    tested: (key, finding) => sights.tested(key, finding),
    budget: ({ standing, percent }) => void webhook.send(budgetAlert(standing, percent)),
    dispose: () => {
      for (const part of others) part.dispose();
    },
  };
};

const show = (alerts: readonly Alert[], { questions, log }: AlertParts): void => {
  const shown = alerts.filter(({ kind }) => isShown(kind));
  notify(shown, {
    tell: (sentence, ...buttons) => tell('warning', sentence, ...buttons),
    questions,
    run: (command, ...rest) => vscode.commands.executeCommand(command, ...rest),
    hush,
  }).catch((error: unknown) => log.error('An alert could not be dealt with:', error));
};

/** Looks after rows were written, and not again for a while. */
const spendLook = ({ unusual, log }: AlertParts, watch: AlertWatch): (() => void) => {
  let lookedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - lookedAt < spending) return;
    lookedAt = now;
    unusual().then(
      (spike) => spike && watch.saw([spikeSighting(spike)]),
      // A ledger that cannot be read tells of itself.
      (error: unknown) => log.warn('What today cost could not be compared with other days:', error),
    );
  };
};
