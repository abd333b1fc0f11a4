/** How commits are written here, as far as the last ones tell. */
export interface CommitStyle {
  /** Subjects of the last commits, newest first; what a new one should look like. */
  readonly subjects: readonly string[];
  /** Some of their bodies, newest first, without trailers; none where bodies are unusual. */
  readonly bodies: readonly string[];
  /** Characters a subject may have. */
  readonly limit: number;
  /** A body is usual here. */
  readonly hasBodies: boolean;
  /** Subjects end with a full stop. */
  readonly hasStop: boolean;
  /** What the examples have in common, each a sentence for the model. */
  readonly rules: readonly string[];
}

export interface PastCommit {
  readonly message: string;
  /** A merge has more than one. */
  readonly parents: number;
}

/** Commits that style is learnt from. */
const learntFrom = 20;
const bodiesShown = 2;
/** Characters of one body. */
const longestBody = 600;

/** Characters, where nobody has committed yet: Git's own advice, and what its tools cut at. */
const usualLimit = 72;
const [least, longest] = [50, 100];

/** More than half of the examples do it, or as many as told. */
const often = (share: number, atLeast = 0.5): boolean => share > atLeast;

/** Commits that Git or a tool wrote say nothing of how people write here. */
const machineMade =
  /^(?:Merge (?:branch|pull request|remote|tag|commit)|Revert "|fixup! |squash! |amend! |Bump \S+ from )/;

/** Reads how this repository words its commits, from its log. */
export const styleOf = (past: readonly PastCommit[]): CommitStyle => {
  const split = past
    .filter(({ message, parents }) => parents < 2 && message.trim() !== '' && !machineMade.test(message))
    .slice(0, learntFrom)
    .map(({ message }) => splitMessage(message));
  const subjects = split.map(({ subject }) => subject);
  const bodies = split.flatMap(({ body }) => (body === '' ? [] : [body]));
  const hasBodies = often(
    shareOf(split, ({ body }) => body !== ''),
    1 / 3,
  );
  const hasStop = often(shareOf(subjects, (subject) => /[.。]$/.test(subject)));
  const limit = limitOf(subjects);
  return {
    subjects,
    bodies: hasBodies ? bodies.slice(0, bodiesShown).map((body) => body.slice(0, longestBody)) : [],
    limit,
    hasBodies,
    hasStop,
    rules: subjects.length === 0 ? unwritten : rulesOf(subjects, { limit, hasBodies, hasStop }),
  };
};

const unwritten: readonly string[] = [
  'There are no earlier commits to learn from: write English, in the imperative ("Add", not "Added"), without a prefix.',
  `The subject has at most ${usualLimit} characters and no full stop.`,
  'Write no body unless the reason cannot be seen from the subject.',
];

const shareOf = <T>(all: readonly T[], is: (one: T) => boolean): number =>
  all.length === 0 ? 0 : all.filter(is).length / all.length;

/** `Signed-off-by: …`, `Change-Id: …`: whoever commits adds those, and a made-up one would be a lie. */
const trailer =
  /^(?:[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+|Fixes|Closes|Refs|Bug|Issue): \S|^\(cherry picked from commit /;

/** Without the trailers at its end. */
export const withoutTrailers = (body: string): string => {
  const paragraphs = body.trim().split(/\n\s*\n/);
  const isTrailers = (paragraph: string): boolean =>
    paragraph.split('\n').every((line) => trailer.test(line) || /^\s+\S/.test(line));
  while (paragraphs.length > 0 && isTrailers(paragraphs.at(-1) ?? '')) paragraphs.pop();
  return paragraphs.join('\n\n');
};

const splitMessage = (message: string): { readonly subject: string; readonly body: string } => {
  const [subject = '', ...rest] = message.trim().split(/\r?\n/);
  return { subject: subject.trim(), body: withoutTrailers(rest.join('\n')) };
};

/** What nine of ten subjects keep to, between what is always enough and what is never read. */
const limitOf = (subjects: readonly string[]): number => {
  if (subjects.length === 0) return usualLimit;
  const lengths = subjects.map(({ length }) => length).toSorted((a, b) => a - b);
  const usual = lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * 0.9))] ?? usualLimit;
  return Math.min(longest, Math.max(least, usual));
};

const rulesOf = (
  subjects: readonly string[],
  { limit, hasBodies, hasStop }: Pick<CommitStyle, 'limit' | 'hasBodies' | 'hasStop'>,
): readonly string[] => {
  const bare = subjects.map((subject) => subject.replace(beginnings.prefix, '').replace(beginnings.ticket, ''));
  const small = shareOf(bare, (subject) => /^\p{Ll}/u.test(subject));
  const great = shareOf(bare, (subject) => /^\p{Lu}/u.test(subject));
  const first = small > great ? 'small' : 'capital';
  return [
    `Write in the language of the earlier commits${scriptOf(subjects)}, in the same mood and tense.`,
    `The subject has at most ${limit} characters${hasStop ? ' and ends with a full stop' : ' and no full stop'}.`,
    ...prefixRules(subjects),
    ...(small + great > 0.5 ? [`The subject's own first word begins with a ${first} letter.`] : []),
    hasBodies
      ? 'A body is usual here: after an empty line, what changed and above all why, in lines of at most 72 characters. Leave it out for small changes.'
      : 'Bodies are not usual here: write the subject alone.',
  ];
};

const beginnings = {
  /** `feat(api)!: `, `net/http: `, `core: `. */
  prefix: /^([\w./*-]+)(?:\(([^)]*)\))?!?: /,
  /** `ABC-123: `, `[ABC-123] `, `#123 `. */
  ticket: /^(?:\[?[A-Z][A-Z0-9]+-\d+\]?|\[?#\d+\]?):? /,
  emoji: /^(?::[a-z0-9_+-]+: |\p{Extended_Pictographic})/u,
} as const;

/** The types of Conventional Commits and of Angular's list before them. */
const conventional = new Set('feat fix docs style refactor perf test tests build ci chore revert wip'.split(' '));

const prefixRules = (subjects: readonly string[]): readonly string[] => {
  if (often(shareOf(subjects, (subject) => beginnings.ticket.test(subject))))
    return [
      'Subjects begin with the number of a ticket: take it from the branch or the hint; without one, leave it out.',
    ];
  if (often(shareOf(subjects, (subject) => beginnings.emoji.test(subject))))
    return ['Subjects begin with an emoji that says what kind of change it is, as in the examples.'];
  const matches = subjects.flatMap((subject) => {
    const match = beginnings.prefix.exec(subject);
    return match ? [{ type: match[1] ?? '', scope: match[2] }] : [];
  });
  if (!often(matches.length / subjects.length)) return ['Subjects have no prefix such as "feat:" or "core:".'];
  const types = byFrequency(matches.map(({ type }) => type));
  const scopes = byFrequency(matches.flatMap(({ scope }) => scope ?? []));
  const scoped = often(matches.filter(({ scope }) => scope !== undefined).length / matches.length);
  const isConventional = often(shareOf(matches, ({ type }) => conventional.has(type)));
  if (!isConventional)
    return [`Subjects begin with the part of the code and a colon; used so far: ${types.slice(0, 12).join(', ')}.`];
  const scopeWords = scoped
    ? `with a scope in brackets; used so far: ${scopes.slice(0, 12).join(', ')}`
    : 'without a scope';
  return [`Subjects are Conventional Commits (${types.slice(0, 12).join(', ')}), ${scopeWords}.`];
};

const byFrequency = (words: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1]).map(([word]) => word);
};

const scripts: readonly (readonly [name: string, letters: RegExp])[] = [
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Chinese', /\p{Script=Han}/u],
  ['Korean', /\p{Script=Hangul}/u],
  ['a language in Cyrillic letters', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['a language in Arabic letters', /\p{Script=Arabic}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['a language in Devanagari letters', /\p{Script=Devanagari}/u],
];

/** Named where letters tell it: small models fall back to English. */
const scriptOf = (subjects: readonly string[]): string => {
  const found = scripts.find(([, letters]) => often(shareOf(subjects, (subject) => letters.test(subject))));
  return found ? `, which is ${found[0]}` : '';
};
