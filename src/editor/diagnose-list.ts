import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { countsText, spoken } from './diagnosis-report.ts';
import type { Finding, FindingState, Fix } from './diagnosis.ts';
import { unlinked } from './unlinked.ts';

/** What the person did with the list. */
type Chosen = { readonly type: 'fix'; readonly fix: Fix } | { readonly type: 'again' | 'copy' | 'page' | 'left' };

export interface DiagnosisList {
  /** Resolves once, when the list is gone. */
  readonly chosen: Promise<Chosen>;
}

interface Row extends vscode.QuickPickItem {
  readonly finding?: Finding;
  readonly fix?: Fix;
  readonly back?: true;
}

const icons: Readonly<Record<FindingState, string>> = { problem: 'error', note: 'info', ok: 'pass' };

const button = (icon: string, tooltip: string): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon(icon),
  tooltip,
});

/**
 * One row per finding, problems first. A row opens to its whole sentence and its button: a list cuts sentences where it ends.
 */
export const showList = (findings: Promise<readonly Finding[]>): DiagnosisList => {
  const list = vscode.window.createQuickPick<Row>();
  const buttons = [
    [button('copy', t('Copy Report')), 'copy'],
    [button('open-preview', t('Open as Page')), 'page'],
    [button('refresh', t('Look Again')), 'again'],
  ] as const;
  list.title = t('Diagnose');
  list.placeholder = t('Looking…');
  list.busy = true;
  list.ignoreFocusOut = true;
  list.matchOnDetail = true;
  const chosen = new Promise<Chosen>((resolve) => {
    const finish = (answer: Chosen): void => {
      resolve(answer);
      list.dispose();
    };
    list.onDidTriggerButton((pressed) => {
      const type = buttons.find(([one]) => one === pressed)?.[1];
      if (type === undefined) draw(list, findings);
      else finish({ type });
    });
    list.onDidTriggerItemButton(({ item: { finding } }) => {
      if (finding?.fix !== undefined) finish({ type: 'fix', fix: finding.fix });
    });
    list.onDidAccept(() => {
      const [row] = list.selectedItems;
      if (row?.fix !== undefined) finish({ type: 'fix', fix: row.fix });
      else if (row?.finding !== undefined) open(list, row.finding);
      else if (row?.back === true) draw(list, findings);
    });
    list.onDidHide(() => finish({ type: 'left' }));
    list.show();
  });
  list.buttons = buttons.map(([one]) => one);
  draw(list, findings);
  return { chosen };
};

const draw = (list: vscode.QuickPick<Row>, findings: Promise<readonly Finding[]>): void => {
  void findings.then(
    (all) => {
      list.busy = false;
      list.value = '';
      list.prompt = undefined;
      list.items = rowsOf(all);
      list.placeholder = `${countsText(all)}. ${t('Pick one to read it whole')}`;
    },
    () => {
      list.busy = false;
      list.placeholder = t('That could not be looked at. The log says more (“Keyway: Show Log”).');
    },
  );
};

const rowsOf = (findings: readonly Finding[]): readonly Row[] =>
  groups().flatMap(([state, label]) => {
    const rows = findings.filter((finding) => finding.state === state).map(rowOf);
    return rows.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...rows];
  });

const groups = (): readonly (readonly [FindingState, string])[] => [
  ['problem', t('Problems')],
  ['note', t('Notes')],
  ['ok', t('Fine')],
];

const rowOf = (finding: Finding): Row => ({
  finding,
  label: `$(${icons[finding.state]}) ${finding.title}`,
  detail: spoken(finding),
  ...(finding.fix && { buttons: [button('tools', finding.fix.label)] }),
});

/** The sentence stands whole below the box. */
const open = (list: vscode.QuickPick<Row>, finding: Finding): void => {
  list.value = '';
  list.prompt = unlinked(spoken(finding));
  list.placeholder = finding.title;
  list.items = [
    ...(finding.fix === undefined ? [] : [{ label: finding.fix.label, fix: finding.fix }]),
    { label: t('Back'), back: true as const },
  ];
};
