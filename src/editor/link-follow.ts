import { readLink, type Address, type Link } from '../panel/deep-link.ts';
import type { CommandId } from './names.ts';

export interface LinkParts {
  readonly isProvider: (id: string) => boolean;
  readonly run: (command: CommandId, argument?: string) => unknown;
  /** Hears why nothing was done. */
  readonly refuse: (sentence: string) => unknown;
}

/** Follows an address of ours, or says why not. */
export const followLink = (address: Address, { isProvider, run, refuse }: LinkParts): void => {
  const link = readLink(address, isProvider);
  if ('refused' in link) return void refuse(link.refused);
  const [command, argument] = commandFor(link);
  void run(command, argument);
};

const commandFor = (link: Link): readonly [CommandId, (string | undefined)?] => {
  switch (link.to) {
    case 'panel':
      return ['keyway.openPanel', link.section];
    case 'add-key':
      return ['keyway.addKey', link.provider];
    case 'usage':
      return ['keyway.showUsage'];
    case 'receipts':
      return ['keyway.showReceipts'];
    case 'diagnose':
      return ['keyway.diagnose'];
  }
};
