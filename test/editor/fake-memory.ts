import type { Memory } from '../../src/editor/caller-decisions.ts';

/** What the editor keeps for an extension; values are copied on the way in, as the editor does by writing JSON. */
export class FakeMemory implements Memory {
  readonly kept = new Map<string, unknown>();
  /** Nothing can be written any more. */
  broken = false;

  get(key: string): unknown {
    return this.kept.get(key);
  }

  async update(key: string, value: unknown): Promise<void> {
    if (this.broken) throw new Error('the disk is full');
    if (value === undefined) this.kept.delete(key);
    else this.kept.set(key, JSON.parse(JSON.stringify(value)));
  }
}
