import { money } from '../core/cost.ts';
import { count } from '../core/count.ts';
import type { Provider } from '../core/provider.ts';
import type { CountedSpan } from '../core/provider-total.ts';
import type { KeySpend } from '../usage/key-spend.ts';
import { type Drift, knownOf, type Line } from '../usage/reconcile.ts';
import { sentenceOf } from '../usage/reconcile-reasons.ts';
import { plain } from '../usage/usage-table.ts';
import type { KeyFinding } from './reconcile-keys.ts';

const usd = (nano: number): string => plain(money(nano / 1e9));

const amount = (nano: number, currency: string): string =>
  currency === 'USD' ? usd(nano) : `${(nano / 1e9).toFixed(2)} ${plain(currency)}`;

const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** Milliseconds since 1970, by the person's own clock. */
const moment = (at: number): string => when.format(at);

const spans: Readonly<Record<CountedSpan, string>> = {
  day: 'Today (UTC)',
  week: 'This week (UTC, from Monday)',
  month: 'This month (UTC)',
  ever: 'Ever',
  reset: 'Since the counter began anew',
};

export interface ReconcilePage {
  readonly at: number;
  readonly findings: readonly KeyFinding[];
  /** The person stopped it before all keys were asked. */
  readonly stopped: boolean;
}

/** What every provider says beside what the ledger says, as Markdown. */
export const reconcilePage = ({ at, findings, stopped }: ReconcilePage): string => {
  const compared = findings.filter((finding) => finding.kind === 'compared');
  const untold = findings.filter((finding) => finding.kind === 'untold');
  const providers = new Map(
    findings.flatMap(({ kind, provider }) => (kind === 'unaskable' ? [[provider.id, provider]] : [])),
  );
  return [
    '# What providers say they billed',
    `Asked at ${moment(at)}${stopped ? ', and stopped before all keys were asked' : ''}. Drift is what the provider says beyond what the ledger knows.`,
    ...(findings.length === 0 && !stopped ? ['There are no keys to ask.'] : []),
    ...compared.map(keySection),
    ...(untold.length === 0
      ? []
      : ['## Without an answer', untold.map((one) => `- ${title(one)}: ${plain(one.sentence)}`).join('\n')]),
    ...(providers.size === 0 ? [] : [unaskableSection([...providers.values()])]),
    '',
  ].join('\n\n');
};

const title = ({ key, provider }: Pick<KeyFinding, 'key' | 'provider'>): string =>
  `${plain(provider.name)}, key ${plain(key.nickname)}`;

const keySection = (finding: Extract<KeyFinding, { kind: 'compared' }>): string =>
  [
    `## ${title(finding)}`,
    [
      '| Span | Provider says | Ledger says | Drift | Note |',
      '| :-- | --: | --: | --: | :-- |',
      ...finding.lines.map(row),
    ].join('\n'),
    ...finding.notes.map(plain),
  ].join('\n\n');

const row = (line: Line, place: number, lines: readonly Line[]): string =>
  `| ${[spanCell(line), saidCell(line), ledgerCell(line), driftCell(line.drift), noteCell(line, lines[place - 1])].join(' | ')} |`;

/** A long sentence is read once. */
const noteCell = (line: Line, before: Line | undefined): string => {
  const sentence = sentenceOf(line);
  return sentence !== '' && before && sentenceOf(before) === sentence ? 'As above.' : plain(sentence);
};

const spanCell = ({ total, before }: Line): string => {
  const whose = total.of === 'account' ? ', whole account' : '';
  if (before) return `Since ${moment(before.at)}${whose}`;
  return `${total.kind === 'left' ? 'Now' : spans[total.span]}${whose}`;
};

const saidCell = ({ total, before, spent }: Line): string => {
  const { currency, nano, kind } = total;
  const now = `${amount(nano, currency)}${kind === 'left' ? ' left' : ''}`;
  if (!before || spent === undefined) return now;
  return kind === 'left' ? `${amount(spent, currency)} spent, ${now}` : amount(spent, currency);
};

/** `~` where a part is estimated, as in every table. */
const ledgerCell = ({ ledger }: Line): string => {
  if (!ledger) return '';
  const sum = `${ledger.estimated > 0 ? '\\~' : ''}${usd(knownOf(ledger))}`;
  const unknown = ledger.unknown === 0 ? '' : ` + ${count.format(ledger.unknown)} unknown`;
  const parts = partsOf(ledger);
  return `${sum}${unknown}${parts === '' ? '' : ` (${parts})`}`;
};

/** `computed` where the sum has one source, else each with its part. */
const partsOf = ({ reported, computed, estimated }: KeySpend): string => {
  const parts = Object.entries({ reported, computed, estimated }).filter(([, nano]) => nano > 0);
  return parts.map(([from, nano]) => (parts.length === 1 ? from : `${from} ${usd(nano)}`)).join(', ');
};

const driftCell = (drift: Drift | undefined): string => {
  if (!drift) return '';
  const { nano, percent } = drift;
  if (nano === 0) return 'none';
  const sign = nano > 0 ? '+' : '-';
  const share = percent === undefined ? '' : ` (${sign}${Math.abs(percent).toFixed(1)}%)`;
  return `${sign}${usd(Math.abs(nano))}${share}`;
};

const unaskableSection = (providers: readonly Provider[]): string =>
  [
    '## Providers that cannot be asked',
    'They tell a key nothing about money. Look at their own pages instead:',
    providers.map((provider) => `- ${plain(provider.name)}${placeOf(provider)}`).join('\n'),
  ].join('\n\n');

/** A server of one's own bills nobody. */
const placeOf = ({ urls, local }: Provider): string => (local ? ': costs nothing' : `: <${urls.key ?? urls.docs}>`);
