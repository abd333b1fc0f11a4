import type { Block } from './chunk-blocks.ts';
import type { Span } from './chunk-lines.ts';

/** Neighbours that become one chunk, or one block that is too large for one. */
export interface Group extends Span {
  readonly blocks: readonly Block[];
  readonly tokens: number;
}

/** A block that stands apart and has this share of what a chunk may have is found by itself. */
const aloneShare = 0.25;
/** What is smaller than this share is no chunk by itself: it goes with what follows. */
const crumbShare = 0.12;
/** What two chunks have in common where they are parted within a paragraph, as a share of what a chunk may have. */
const overlapShare = 0.1;

/**
 * Blocks in groups of at most `most` tokens, but for a block that has more. Where a run of small ones is parted depends on
 * what they are called and not on how long they are, so that a longer one, or one more of them, moves few borders.
 */
export const grouped = (blocks: readonly Block[], most: number): readonly Group[] => {
  const runs: Block[][] = [];
  let run: Block[] | undefined;
  for (const block of blocks) {
    if (block.tokens > most || (block.isApart && block.tokens >= most * aloneShare)) {
      runs.push([block]);
      run = undefined;
    } else if (run) run.push(block);
    else runs.push((run = [block]));
  }
  return withoutCrumbs(
    runs.flatMap((one) => parted(one, most)),
    most,
  );
};

const groupOf = (blocks: readonly Block[]): Group => ({
  blocks,
  first: blocks[0]?.first ?? 0,
  last: blocks.at(-1)?.last ?? 0,
  tokens: blocks.reduce((sum, { tokens }) => sum + tokens, 0),
});

const parted = (blocks: readonly Block[], most: number): readonly Group[] => {
  const group = groupOf(blocks);
  if (group.tokens <= most || blocks.length === 1) return [group];
  const at = borderIn(blocks);
  return [...parted(blocks.slice(0, at), most), ...parted(withOverlap(blocks, at, most), most)];
};

/** Within the middle half, before a paragraph where there is one: the block whose title has the least hash. */
const borderIn = (blocks: readonly Block[]): number => {
  const from = Math.max(1, Math.floor(blocks.length / 4));
  const to = Math.max(from, Math.ceil((blocks.length * 3) / 4) - 1);
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (let at = from; at <= to; at++) {
    const block = blocks[at];
    if (!block) continue;
    const rank = hashOf(block.title) + (block.isParagraph ? 0 : 2 ** 32);
    if (rank < least) [best, least] = [at, rank];
  }
  return best;
};

/** FNV-1a, of 32 bits. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

/** Within a paragraph the second part begins with the end of the first one. */
const withOverlap = (blocks: readonly Block[], at: number, most: number): readonly Block[] => {
  const rest = blocks.slice(at);
  if (blocks[at]?.isParagraph === true) return rest;
  let from = at;
  let tokens = 0;
  for (let block = blocks[from - 1]; block; block = blocks[from - 1]) {
    tokens += block.tokens;
    // A part that is as long as the whole would be parted without end.
    if (tokens > most * overlapShare || from - 1 <= at / 2) break;
    from -= 1;
  }
  return [...blocks.slice(from, at), ...rest];
};

/** What is too small goes with what follows, or else with what is before, where there is room. */
const withoutCrumbs = (groups: readonly Group[], most: number): readonly Group[] => {
  const joined: Group[] = [];
  let crumb: Group | undefined;
  for (const [place, group] of groups.entries()) {
    const whole = crumb ? joinedOf(crumb, group) : group;
    const fits = whole.tokens <= most;
    if (crumb && !fits) joined.push(crumb);
    const next = fits ? whole : group;
    crumb = next.tokens < most * crumbShare && place + 1 < groups.length ? next : undefined;
    if (!crumb) joined.push(next);
  }
  return endJoined(joined, most);
};

const endJoined = (groups: readonly Group[], most: number): readonly Group[] => {
  const [before, last] = groups.slice(-2);
  if (!before || !last || last.tokens >= most * crumbShare || before.tokens + last.tokens > most) return groups;
  return [...groups.slice(0, -2), joinedOf(before, last)];
};

const joinedOf = (one: Group, other: Group): Group => groupOf([...one.blocks, ...other.blocks]);
