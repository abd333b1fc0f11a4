/*
 * What one commit message may cost at most. No settings: the numbers follow from what small models are good at and from how
 * long a person waits beside a button, and the budgets of the house hold beside them.
 */

/**
 * Tokens of diff in one request. Models of 16,000 tokens still have room for rules, examples and the answer; a cheap model
 * takes about a tenth of a cent for it; and small models summarise worse what is longer.
 */
export const tokensShown = 12_000;

/** Requests that read a part of what does not fit into one: with them 96,000 tokens are read, and all else is named. */
export const mostParts = 8;

/** Parts read at the same time. A local server does one after the other anyway; a rate limit should not be met at once. */
export const parallelParts = 3;

/** Milliseconds for all parts together: what has not come by then is named only. The first alone, then seven in three rounds. */
export const partsLimit = 75_000;

/** Milliseconds for the message itself. */
export const messageLimit = 60_000;

/**
 * Tokens an answer may have. A hundred and fifty words are 250; the rest is for models that think before they write. Anthropic's
 * models with a budget for thinking want at least 1,024 for it (platform.claude.com, November 2026): below twice that they are
 * not told to think, which a commit message does not need.
 */
export const partAnswer = 2_000;
export const messageAnswer = 2_000;

/** Tokens of the list of changed files, which stands in every message's request. */
export const tokensOfList = 1_500;

/** Tokens of the summary of one part, as it goes on: a model that talks is cut. */
export const tokensOfSummary = 400;

/** Tokens of one line, of the earlier messages together, and of what the person had typed. */
export const tokensOfLine = 120;
export const tokensOfExamples = 1_500;
export const tokensOfHint = 500;

/** Tokens of rules and marks around them: measured, with room. */
const frame = 800;

/** What one press of the button asks for at most, by our own count of tokens. */
export const most = {
  requests: mostParts + 1,
  milliseconds: partsLimit + messageLimit,
  input:
    mostParts * (tokensShown + frame) +
    Math.max(tokensShown, mostParts * tokensOfSummary) +
    tokensOfList +
    tokensOfExamples +
    tokensOfHint +
    frame,
  output: mostParts * partAnswer + messageAnswer,
} as const;
