import { money } from '../core/cost.ts';
import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import { languageOrElse, listed } from '../core/listed.ts';
import { plain } from '../core/markdown.ts';
import type { Provider } from '../core/provider.ts';
import type { CountedSpan } from '../core/provider-total.ts';
import type { KeySpend } from '../usage/key-spend.ts';
import { type Drift, knownOf, type Line } from '../usage/reconcile.ts';
import { sentenceOf } from '../usage/reconcile-reasons.ts';
import type { KeyFinding } from './reconcile-keys.ts';

const usd = (nano: number): string => plain(money(nano / 1e9));

const amount = (nano: number, currency: string): string =>
  currency === 'USD' ? usd(nano) : `${(nano / 1e9).toFixed(2)} ${plain(currency)}`;

/** Milliseconds since 1970, by the person's own clock. */
const moment = (at: number): string =>
  new Intl.DateTimeFormat(languageOrElse('en-GB'), { dateStyle: 'medium', timeStyle: 'short' }).format(at);

const spans: Readonly<Record<CountedSpan, string>> = {
  day: t('Today (UTC)'),
  week: t('This week (UTC, from Monday)'),
  month: t('This month (UTC)'),
  ever: t('Ever'),
  reset: t('Since the counter began anew'),
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
    `# ${t('What providers say they billed')}`,
    stopped
      ? t(
          'Asked at {0}, and stopped before all keys were asked. Drift is what the provider says beyond what the ledger knows.',
          moment(at),
        )
      : t('Asked at {0}. Drift is what the provider says beyond what the ledger knows.', moment(at)),
    ...(findings.length === 0 && !stopped ? [t('There are no keys to ask.')] : []),
    ...compared.map(keySection),
    ...(untold.length === 0
      ? []
      : [
          `## ${t('Without an answer')}`,
          untold.map((one) => `- ${t('{0}: {1}', title(one), plain(one.sentence))}`).join('\n'),
        ]),
    ...(providers.size === 0 ? [] : [unaskableSection([...providers.values()])]),
    '',
  ].join('\n\n');
};

const title = ({ key, provider }: Pick<KeyFinding, 'key' | 'provider'>): string =>
  t('{0}, key {1}', plain(provider.name), plain(key.nickname));

const keySection = (finding: Extract<KeyFinding, { kind: 'compared' }>): string =>
  [
    `## ${title(finding)}`,
    [
      `| ${[t('Span'), t('Provider says'), t('Ledger says'), t('Drift'), t('Note')].join(' | ')} |`,
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
  return sentence !== '' && before && sentenceOf(before) === sentence ? t('As above.') : plain(sentence);
};

const spanCell = ({ total, before }: Line): string => {
  const span = before ? t('Since {0}', moment(before.at)) : total.kind === 'left' ? t('Now') : spans[total.span];
  return total.of === 'account' ? t('{0}, whole account', span) : span;
};

const saidCell = ({ total, before, spent }: Line): string => {
  const { currency, nano, kind } = total;
  const sum = amount(nano, currency);
  const now = kind === 'left' ? t('{0} left', sum) : sum;
  if (!before || spent === undefined) return now;
  return kind === 'left' ? t('{0} spent, {1}', amount(spent, currency), now) : amount(spent, currency);
};

/** `~` where a part is estimated, as in every table. */
const ledgerCell = ({ ledger }: Line): string => {
  if (!ledger) return '';
  const sum = `${ledger.estimated > 0 ? '\\~' : ''}${usd(knownOf(ledger))}`;
  const all = ledger.unknown === 0 ? sum : t('{0} + {1} unknown', sum, count.format(ledger.unknown));
  const parts = partsOf(ledger);
  return parts === '' ? all : t('{0} ({1})', all, parts);
};

/** `computed` where the sum has one source, else each with its part. */
const partsOf = ({ reported, computed, estimated }: KeySpend): string => {
  const parts = [
    { nano: reported, alone: t('reported'), beside: t('reported {0}', usd(reported)) },
    { nano: computed, alone: t('computed'), beside: t('computed {0}', usd(computed)) },
    { nano: estimated, alone: t('estimated'), beside: t('estimated {0}', usd(estimated)) },
  ].filter(({ nano }) => nano > 0);
  return listed(parts.map(({ alone, beside }) => (parts.length === 1 ? alone : beside)));
};

const driftCell = (drift: Drift | undefined): string => {
  if (!drift) return '';
  const { nano, percent } = drift;
  if (nano === 0) return t('none');
  const sign = nano > 0 ? '+' : '-';
  const share = percent === undefined ? '' : ` (${sign}${Math.abs(percent).toFixed(1)}%)`;
  return `${sign}${usd(Math.abs(nano))}${share}`;
};

const unaskableSection = (providers: readonly Provider[]): string =>
  [
    `## ${t('Providers that cannot be asked')}`,
    t('They tell a key nothing about money. Look at their own pages instead:'),
    providers.map((provider) => `- ${placeOf(provider)}`).join('\n'),
  ].join('\n\n');

/** A server of one's own bills nobody. */
const placeOf = ({ name, urls, local }: Provider): string =>
  local ? t('{0}: costs nothing', plain(name)) : t('{0}: {1}', plain(name), `<${urls.key ?? urls.docs}>`);
