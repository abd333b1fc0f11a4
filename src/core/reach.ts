/** Milliseconds in which failures of several servers are one event. */
const together = 60_000;

/**
 * Tells a server that cannot be reached from a machine that is offline: where two servers in a row cannot be reached and
 * nobody has answered meanwhile, it is the machine, and no server is to blame. A server of the person's own network says
 * nothing about the internet, so it is left out by who asks.
 */
export class Reach {
  readonly #silent = new Map<string, number>();

  /** Somebody answered, be it with a refusal. */
  heard(): void {
    this.#silent.clear();
  }

  unreachable(server: string, now: number): void {
    for (const [other, at] of this.#silent) if (at <= now - together) this.#silent.delete(other);
    this.#silent.set(server, now);
  }

  /** The servers that are not to blame; none where only one cannot be reached. */
  offline(): readonly string[] {
    return this.#silent.size > 1 ? [...this.#silent.keys()] : [];
  }
}
