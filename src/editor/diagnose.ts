import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { type DiagnoseParts, gather } from './diagnose-facts.ts';
import { runFix } from './diagnose-fixes.ts';
import { type DiagnosisList, showList } from './diagnose-list.ts';
import { countsText, diagnose, reportText } from './diagnosis-report.ts';
import type { Facts, Finding } from './diagnosis.ts';
import type { Log } from './log.ts';
import type { CommandId } from './names.ts';
import { tell } from './notify.ts';
import type { Pages } from './pages.ts';

export interface DiagnoseCommandParts extends DiagnoseParts {
  readonly pages: Pick<Pages, 'show'>;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** Registers `keyway.diagnose`: what people would otherwise file as a bug, each with what mends it. */
export const registerDiagnose = (parts: DiagnoseCommandParts): vscode.Disposable => {
  const commands = { 'keyway.diagnose': () => run(parts) } satisfies Partial<Record<CommandId, () => unknown>>;
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
  );
};

interface Diagnosed {
  readonly facts: Facts;
  readonly findings: readonly Finding[];
}

const look = async ({ log, ...parts }: DiagnoseCommandParts): Promise<Diagnosed> => {
  const facts = await gather(parts);
  const findings = diagnose(facts);
  log.info(countsText(findings));
  return { facts, findings };
};

/** Until the person leaves: what is mended is looked at again. */
const run = async (parts: DiagnoseCommandParts): Promise<void> => {
  const begun = look(parts);
  const list: DiagnosisList = showList(begun.then(({ findings }) => findings));
  const chosen = await list.chosen;
  try {
    if (chosen.type === 'fix' && (await runFix(chosen.fix))) await run(parts);
    if (chosen.type === 'again') await run(parts);
    if (chosen.type === 'copy') await copy(await begun);
    if (chosen.type === 'page') await page(parts, await begun);
  } catch (error) {
    parts.log.error('Diagnose failed:', error);
    void tell('error', t('That did not work. The log says more (“Keyway: Show Log”).'));
  }
};

const copy = async ({ facts, findings }: Diagnosed): Promise<void> => {
  await vscode.env.clipboard.writeText(reportText(facts, findings));
  void tell('info', t('The report is in the clipboard. It holds no keys, names or files.'));
};

const page = ({ pages }: DiagnoseCommandParts, { facts, findings }: Diagnosed): Promise<void> =>
  pages.show(t('Diagnosis'), reportText(facts, findings));
