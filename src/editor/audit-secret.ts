import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { AuditMemory, AuditSecret } from '../usage/audit.ts';
import { withFileLock } from './file-lock.ts';
import type { Keychain } from './key-secrets.ts';
import type { Disposable } from './signal.ts';

export interface AuditMemoryParts extends Keychain {
  /** The ledger's; with it goes the lock under which windows make the secret. */
  readonly folder: string;
  /** The machine, where the keychain is not this machine's own: windows of several machines share one. '' otherwise. */
  readonly machine: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

const secretBytes = 32;

/** Milliseconds after which a keychain that was silent, or kept nothing, is asked again: nobody is to wait at each entry. */
const asksAgainAfter = 60_000;

const Stored = z.object({ secret: z.string(), from: z.number().check(z.int(), z.positive()) });
const Anchor = z.object({ id: z.number().check(z.int(), z.positive()), hash: z.string() });

/** An answer of the keychain; `silent` where it threw or took too long. */
type Said = { readonly type: 'said'; readonly text: string | undefined } | { readonly type: 'silent' };

/** What the log keeps in SecretStorage: the secret of its hashes, and the newest entry that is known to be in the file. */
export const auditMemoryIn = (parts: AuditMemoryParts): AuditMemory & Disposable => {
  const { store } = parts;
  const name = `keyway.audit.${placeOf(parts)}`;
  const anchorName = `${name}.end`;
  let known: { readonly secret: Promise<AuditSecret>; readonly until: number } | undefined;
  const remember = (secret: Promise<AuditSecret>): Promise<AuditSecret> => {
    const entry = { secret, until: Number.POSITIVE_INFINITY };
    known = entry;
    void secret.then(({ type }) => {
      if (known === entry && type !== 'secret') known = { secret, until: parts.clock() + asksAgainAfter };
    });
    return secret;
  };
  const watch = store.onDidChange(({ key }) => {
    if (key === name) known = undefined;
  });
  return {
    secret: (next) =>
      known && parts.clock() < known.until ? known.secret : remember(readOrMake(parts, { name, next })),
    anchor: async () => {
      const said = await ask(parts, () => store.get(anchorName));
      if (said.type === 'silent') return 'silent';
      return parsed(Anchor, said.text) ?? 'none';
    },
    anchorAt: async (link) => {
      await ask(parts, () => store.store(anchorName, JSON.stringify(link)));
    },
    dispose: () => watch.dispose(),
  };
};

/** Each folder has a log of its own, and profiles share the keychain. */
const placeOf = ({ folder, machine }: AuditMemoryParts): string =>
  createHash('sha256')
    .update(JSON.stringify([machine, folder]))
    .digest('hex')
    .slice(0, 16);

const ask = async ({ patience }: Keychain, question: () => PromiseLike<string | void | undefined>): Promise<Said> => {
  try {
    const silence = pause(patience, { type: 'silent' } as const, { ref: false });
    const answer = async (): Promise<Said> => ({ type: 'said', text: (await question()) ?? undefined });
    return await Promise.race([answer(), silence]);
  } catch {
    // Keychains throw where nobody is signed in to them.
    return { type: 'silent' };
  }
};

interface Making {
  readonly name: string;
  readonly next: () => Promise<number>;
}

const readOrMake = async (parts: AuditMemoryParts, making: Making): Promise<AuditSecret> => {
  const found = await read(parts, making.name);
  return found.type === 'none' ? make(parts, making) : found;
};

const read = async (parts: AuditMemoryParts, name: string): Promise<AuditSecret> => {
  const said = await ask(parts, () => parts.store.get(name));
  if (said.type === 'silent') return said;
  const stored = parsed(Stored, said.text);
  const bytes = Buffer.from(stored?.secret ?? '', 'base64');
  return stored && bytes.length === secretBytes ? { type: 'secret', bytes, from: stored.from } : { type: 'none' };
};

/** Under a lock: a window whose secret another one has written over would seal entries that nobody can check. */
const make = async (parts: AuditMemoryParts, { name, next }: Making): Promise<AuditSecret> => {
  try {
    await mkdir(parts.folder, { recursive: true });
    return await withFileLock(join(parts.folder, 'audit.lock'), async () => {
      const found = await read(parts, name);
      if (found.type !== 'none') return found;
      const stored = { secret: randomBytes(secretBytes).toString('base64'), from: await next() };
      const said = await ask(parts, () => parts.store.store(name, JSON.stringify(stored)));
      return said.type === 'silent' ? said : read(parts, name);
    });
  } catch {
    // Neither the lock nor the ledger can be written, which the ledger tells.
    return { type: 'silent' };
  }
};

const parsed = <T extends z.core.$ZodType>(schema: T, text: string | undefined): z.output<T> | undefined => {
  try {
    const read = z.safeParse(schema, JSON.parse(text ?? ''));
    return read.success ? read.data : undefined;
  } catch {
    // Not written by this version of Keyway.
    return undefined;
  }
};
