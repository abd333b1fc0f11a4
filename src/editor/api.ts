import * as vscode from 'vscode';
import type { KeywayExports } from '../api.ts';
import { t } from '../core/l10n.ts';
import { callerAmong, filesOnStack, unknownCaller } from './api-caller.ts';
import type { Desk, DeskParts } from './api-desk.ts';
import { apiFor, type WhoCalls } from './api-front.ts';
import type { Books } from './books.ts';
import type { Log } from './log.ts';

export interface ApiParts extends Pick<DeskParts, 'house' | 'answering' | 'offers' | 'callers'> {
  readonly context: Pick<vscode.ExtensionContext, 'extension'>;
  readonly books: Pick<Books, 'ledger'>;
  readonly log: Pick<Log, 'error'>;
}

/** What `activate` returns to other extensions. Does nothing, and reads nothing, before one of them asks. */
export const apiOf = ({ context, books: { ledger }, log, ...parts }: ApiParts): KeywayExports => {
  const { house, answering, offers, callers } = parts;
  let desk: Promise<Desk> | undefined;
  const load = (): Promise<Desk> =>
    (desk ??= import('./api-desk.ts').then(({ deskFor }) =>
      deskFor({ house, answering, offers, callers, ledger, onBug: log.error }),
    ));
  const named = (files: readonly string[]): Promise<string | undefined> =>
    callerAmong(files, vscode.extensions.all, context.extension.id);
  return Object.freeze<KeywayExports>({
    version: 1,
    getApi: (version) => {
      // Others are compiled against types that a later Keyway may not keep.
      if (version !== 1) throw new Error(t('Keyway offers version 1 of its API, not {0}.', String(version)));
      const opener = filesOnStack();
      const whoCalls: WhoCalls = () => {
        const files = filesOnStack();
        return async () => (await named(files)) ?? (await named(opener)) ?? unknownCaller;
      };
      return apiFor(load, whoCalls);
    },
  });
};
