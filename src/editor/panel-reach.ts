import type { PickedFile } from './import-keys.ts';
import type { KeyDesk } from './key-desk.ts';
import type { CommandId } from './names.ts';

/** What the sections of the panel have the editor do beside it. */
export interface Reach {
  /** Runs a command, which asks by the editor's own boxes what it needs. */
  readonly command: (id: CommandId | 'workbench.action.openSettings', argument?: unknown) => Thenable<unknown>;
  /** Opens a page of a provider's in the browser. */
  readonly visit: (address: string) => Thenable<unknown>;
  /** Has a file picked, and hands it over; nothing where none is. */
  readonly pick: (desk: KeyDesk, take: (desk: KeyDesk, file: PickedFile) => Promise<void>) => Promise<void>;
}
