import { t } from '../core/l10n.ts';
import { chatChecks } from './diagnosis-chat.ts';
import { keyChecks } from './diagnosis-keys.ts';
import { networkChecks } from './diagnosis-network.ts';
import type { Check, Facts, Finding, FindingState } from './diagnosis.ts';
import { redacted } from './log.ts';

const checks: readonly Check[] = [chatChecks, keyChecks, networkChecks].flatMap((table) => Object.values(table));

const rank: Readonly<Record<FindingState, number>> = { problem: 0, note: 1, ok: 2 };

/** Everything that was looked at: problems first, in the order in which one looks for a cause. */
export const diagnose = (facts: Facts): readonly Finding[] =>
  checks.map((check) => check(facts)).toSorted((a, b) => rank[a.state] - rank[b.state]);

/** "2 problems, 1 note, 19 fine". */
export const countsText = (findings: readonly Finding[]): string => {
  const count = (state: FindingState): number => findings.filter((finding) => finding.state === state).length;
  return t('Problems: {0}, notes: {1}, fine: {2}', count('problem'), count('note'), count('ok'));
};

/** The sentence as the person reads it: with the names that no report has. */
export const spoken = ({ sentence, names = [] }: Finding): string =>
  names.length === 0 ? sentence : `${sentence} (${names.join(', ')})`;

/**
 * Markdown to be pasted into a bug report: versions, counts and findings. No names of keys, files, folders or people, and
 * whatever looks like a secret is cut out as in the log.
 */
export const reportText = (facts: Facts, findings: readonly Finding[]): string =>
  withoutPaths(redacted(`${[`# ${t('Keyway: diagnosis')}`, aboutText(facts), ...sections(findings)].join('\n\n')}\n`));

/** What systems say of a file names it with its folders. */
const withoutPaths = (text: string): string =>
  text
    .replaceAll(/(?<![\w.:/])(?:[A-Za-z]:)?(?:[\\/][^\s\\/:,'"`]+){2,}/g, '[path]')
    // A folder's name may have spaces.
    .replaceAll(/\[path\](?: [^\s\\/]*[\\/][^\s,]*)+/g, '[path]');

const aboutText = ({ program, keys, models, chat, network }: Facts): string =>
  [
    `version: ${program.keyway} · ${program.editorName} ${program.editor} · ${program.surface} · ${program.system}`,
    `remote: ${program.remote ?? 'none'} · language: ${program.language}`,
    `keys: ${keys.usable}/${keys.total} · providers: ${keys.providers} · models: ${models.offered} · listed: ${models.listed?.length ?? 'unknown'}`,
    `signed in: ${chat.isSignedIn ?? 'unknown'} · group: ${chat.group} · proxy: ${network.proxyFrom.join(' + ') || 'none'}`,
  ]
    .map((line) => `- ${line}`)
    .join('\n');

const sections = (findings: readonly Finding[]): readonly string[] => {
  const headings: readonly (readonly [FindingState, string])[] = [
    ['problem', t('Problems')],
    ['note', t('Notes')],
    ['ok', t('Fine')],
  ];
  return headings.flatMap(([state, heading]) => {
    const lines = findings.filter((finding) => finding.state === state).map(lineOf);
    return lines.length === 0 ? [] : [`## ${heading}`, lines.join('\n')];
  });
};

const lineOf = ({ check, title, sentence }: Finding): string => `- **${title}** (\`${check}\`): ${sentence}`;
