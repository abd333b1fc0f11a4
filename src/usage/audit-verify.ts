import { setImmediate as breath } from 'node:timers/promises';
import { type AuditLink, type AuditRow, type AuditSeal, newestId, pageAfter, plainSeal } from './audit-chain.ts';
import { type AskFile, type Break, type BreakKind, explained, fittingHash, page } from './audit-break.ts';

/** What was found in the whole log. */
export interface AuditFinding {
  /** `whole`: nothing is wrong with what can be checked. The others name the first entry that does not fit. */
  readonly kind: 'whole' | BreakKind;
  /** Numbers of the entries meant, first and last; where two were swapped, the two. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Of all entries that are there. */
  readonly entries: number;
  /** Date of the oldest, milliseconds since 1970. */
  readonly since?: number | undefined;
  /** Entries made without a secret, which anybody could have made. */
  readonly unsealed: number;
  /** Entries sealed with a secret that is lost, or that the keychain does not give now. */
  readonly unchecked: number;
  /** Whether the keychain gave the secret: `silent` says nothing about what is in it. */
  readonly secret: 'there' | 'none' | 'silent';
  /** Whether something outside the file remembers how far the log went. */
  readonly anchored: boolean;
  /** All places that do not fit, in a few words: what the person accepts when they go on. */
  readonly places: string;
  /** Number of the entry by which the person accepted what was found before it. */
  readonly resumed?: number | undefined;
}

/** What is known beside the file. */
export interface AuditWitness {
  readonly secret: AuditFinding['secret'];
  /** Absent without a secret. */
  readonly seal?: AuditSeal | undefined;
  /** Number of the first entry that can bear this seal: older ones may be sealed with a secret that was lost. */
  readonly sealedFrom: number;
  readonly anchor?: AuditLink | undefined;
}

/** Entry by entry, without holding more than one. */
class Walk {
  readonly #witness: AuditWitness;
  #last: Pick<AuditRow, 'id' | 'hash'> = { id: 0n, hash: '' };
  #anchorHash: string | undefined;
  #isKeyed = false;
  readonly #broken: bigint[] = [];
  first: AuditRow | undefined;
  found: Break | undefined;
  resumed: number | undefined;
  entries = 0;
  unsealed = 0;
  unchecked = 0;

  constructor(witness: AuditWitness) {
    this.#witness = witness;
  }

  /** How many places did not fit so far, and a name for exactly these. */
  get places(): string {
    const name = plainSeal.hash(this.#broken.join()).slice(0, 16);
    return `${this.#broken.length} ${this.#broken.length === 1 ? 'place' : 'places'}, ${name}`;
  }

  see(row: AuditRow): void {
    const { anchor } = this.#witness;
    const isOurs = row.seal === (this.#witness.seal?.mark ?? '');
    const fits = this.#fits(row);
    // Nobody else can have sealed it. It accepts what was found by then, and nothing that was done to older entries since.
    if (fits && isOurs && row.action === 'audit-resumed' && row.detail.startsWith(this.places)) this.#resume(row);
    else if (!fits) this.#breaks(row, { row, before: this.#last.hash });
    else if (row.id !== this.#last.id + 1n) this.#breaks(row, { kind: 'cut', ...gap(this.#last.id, row.id) });
    this.first ??= row;
    this.entries += 1;
    if (anchor && row.id === BigInt(anchor.id)) this.#anchorHash = row.hash;
    this.#last = row;
  }

  /** What is wrong with the end, where nothing is wrong before it. `newest`: the highest number SQLite has given. */
  end(newest: number): Break | undefined {
    const { anchor } = this.#witness;
    const known = Math.max(anchor?.id ?? 0, newest);
    const last = Number(this.#last.id);
    if (known > last) return { kind: this.entries === 0 ? 'emptied' : 'cut', from: last + 1, to: known };
    if (!anchor || this.#anchorHash === anchor.hash || (this.resumed ?? 0) > anchor.id) return undefined;
    return { kind: 'rewritten', from: anchor.id, to: anchor.id };
  }

  #fits(row: AuditRow): boolean {
    const { seal, sealedFrom } = this.#witness;
    if (row.seal !== '' && row.seal !== seal?.mark && !this.#isKeyed && (!seal || row.id < BigInt(sealedFrom))) {
      this.unchecked += 1;
      return true;
    }
    if (row.seal === '') this.unsealed += 1;
    else this.#isKeyed = true;
    return fittingHash(this.#last.hash, row, seal) === row.hash;
  }

  #breaks({ id }: AuditRow, found: Break): void {
    this.#broken.push(id);
    this.found ??= found;
  }

  #resume({ id }: AuditRow): void {
    this.found = undefined;
    this.resumed = Number(id);
  }
}

const gap = (last: bigint, next: bigint) => ({ from: Number(last) + 1, to: Number(next) - 1 });

/** Looks through the whole chain, page by page. Throws what the file throws. */
export const verifyChain = async (ask: AskFile, witness: AuditWitness): Promise<AuditFinding> => {
  const walk = new Walk(witness);
  let after: bigint | undefined;
  let newest = 0;
  for (let isMore = true; isMore;) {
    // Together, as another window may write in between.
    const next = await ask((database) => ({ rows: pageAfter(database, after, page), newest: newestId(database) }));
    for (const row of next.rows) walk.see(row);
    after = next.rows.at(-1)?.id;
    newest = next.newest;
    isMore = next.rows.length === page;
    // The window goes on meanwhile.
    await breath();
  }
  const found = walk.found ?? walk.end(newest);
  const { kind, from, to } = found ? await explained(ask, found, witness) : { kind: 'whole' as const };
  return {
    kind,
    from,
    to,
    entries: walk.entries,
    since: walk.first && Number(walk.first.at),
    unsealed: walk.unsealed,
    unchecked: walk.unchecked,
    secret: witness.secret,
    anchored: witness.anchor !== undefined,
    places: walk.places,
    resumed: walk.resumed,
  };
};
