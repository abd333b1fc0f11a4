import * as vscode from 'vscode';
import { missingFields } from '../core/key-fields.ts';
import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { inGroups, keyChoice, type KeyDesk, ownerOf, sentenceOf } from './key-desk.ts';
import { isClosed, labelsOf, maskOf, type Owner } from './key-words.ts';

/** What the buttons of a row do; the list stays open meanwhile. */
export interface ListActions {
  readonly add: () => Promise<void>;
  readonly open: (key: Key) => Promise<void>;
  readonly test: (key: Key) => Promise<void>;
  readonly toggle: (key: Key) => Promise<void>;
  readonly remove: (key: Key) => Promise<void>;
}

interface Row extends vscode.QuickPickItem {
  readonly key?: Key;
  readonly adds?: true;
}

const button = (icon: string, tooltip: string): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon(icon),
  tooltip,
});

interface Buttons {
  readonly test: vscode.QuickInputButton;
  readonly enable: vscode.QuickInputButton;
  readonly disable: vscode.QuickInputButton;
  readonly remove: vscode.QuickInputButton;
}

/** All keys with their state, masked. The secrets are read for this list and forgotten with it. */
export const listKeys = (desk: KeyDesk, actions: ListActions): void => {
  const list = vscode.window.createQuickPick<Row>();
  const buttons: Buttons = {
    test: button('beaker', t('Test')),
    enable: button('circle-large-outline', t('Enable')),
    disable: button('circle-slash', t('Disable')),
    remove: button('trash', t('Remove')),
  };
  const masks = new Map<string, string>();
  const draw = (): void => {
    list.items = rows(desk, masks, buttons);
  };
  list.title = t('Keys');
  list.placeholder = t('Pick a key to update it');
  list.matchOnDescription = true;
  list.keepScrollPosition = true;
  const changes = desk.keyring.onDidChange(draw);
  list.onDidHide(() => {
    changes.dispose();
    list.dispose();
  });
  obey(list, buttons, actions);
  draw();
  list.show();
  void readMasks(desk, masks).then(draw);
};

const obey = (list: vscode.QuickPick<Row>, buttons: Buttons, actions: ListActions): void => {
  list.onDidTriggerItemButton(({ button: pressed, item: { key } }) => {
    if (key === undefined) return;
    if (pressed === buttons.test) void actions.test(key);
    else if (pressed === buttons.remove) void actions.remove(key);
    else void actions.toggle(key);
  });
  list.onDidAccept(() => {
    const row = list.selectedItems[0];
    list.hide();
    if (row?.key !== undefined) void actions.open(row.key);
    else if (row?.adds === true) void actions.add();
  });
};

const rows = (
  desk: KeyDesk,
  masks: ReadonlyMap<string, string>,
  { test, enable, disable, remove }: Buttons,
): readonly Row[] => {
  const items = inGroups(desk, desk.keyring.list()).map((key): Row => {
    const { label, description = '', detail = '' } = keyChoice(desk, key, masks.get(key.id));
    const buttons = isClosed(ownerOf(desk, key.provider)) ? [remove] : [test, key.enabled ? disable : enable, remove];
    return { key, label, description, detail, buttons };
  });
  return [...items, { label: `$(add) ${t('Add Key…')}`, alwaysShow: true, adds: true }];
};

/** A key whose secret cannot be read says why instead. */
const readMasks = async (desk: KeyDesk, masks: Map<string, string>): Promise<void> => {
  for (const key of desk.keyring.list()) {
    const owner = ownerOf(desk, key.provider);
    try {
      const { fields } = await desk.keyring.secretOf(key, await desk.keyring.originOf(key));
      masks.set(key.id, [maskOf(owner, fields) ?? t('no key needed'), ...lacking(owner, fields)].join(' · '));
    } catch (error) {
      // Nothing is to be done about the secret of a provider that closed.
      if (!isClosed(owner)) masks.set(key.id, sentenceOf(desk, error).replace(/[.。]$/, ''));
    }
  }
};

/** The secrets it lacks; what it lacks of the plain fields is a part of its state. */
const lacking = (owner: Owner | undefined, secrets: Readonly<Record<string, string>>): readonly string[] => {
  if (owner === undefined || isClosed(owner)) return [];
  const missing = missingFields({ fields: owner.fields.filter((field) => field.secret) }, secrets);
  return missing.length === 0 ? [] : [t('lacks {0}', labelsOf(missing))];
};
