import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Message } from '../core/chat.ts';
import type { Visit } from './participant-visit.ts';
import { readReferences } from './references.ts';
import { bare, type Exchange, requestOf, turnsOf } from './turns.ts';

/** A range of a file, as JSON has it. */
const Place = z.object({ uri: z.string(), range: z.tuple([z.number(), z.number(), z.number(), z.number()]) });

/** What is kept with an answer for the turns after it. Small: what tools gave is in no later turn, they can be called again. */
const Kept = z.object({
  answered: z.optional(z.boolean()),
  /** The slash command, without its slash. */
  command: z.optional(z.string()),
  /** The same for all turns of one conversation. */
  conversation: z.optional(z.string()),
  /** What stands before the answer and is not the model's. */
  notice: z.optional(z.string()),
  /** What stands behind it: who answered, for the person. */
  receipt: z.optional(z.string()),
  /** The code that a command took from the editor. */
  taken: z.optional(Place),
});

export type Kept = z.infer<typeof Kept>;

/** Answers of our own desk: no model said them, and none has to read them. */
const deskCommands: ReadonlySet<string> = new Set(['models', 'usage', 'route', 'keys', 'commit']);

/** This participant's own turns, each with what was attached to it. */
export const historyOf = async (visit: Visit): Promise<readonly Message[]> => {
  const turns = visit.context.history.filter(({ command }) => command === undefined || !deskCommands.has(command));
  const exchanges = turns.map((turn, index): Exchange<vscode.ChatPromptReference> => {
    if (turn instanceof vscode.ChatRequestTurn) return askedIn(turn, turns[index + 1]);
    return { role: 'assistant', parts: [answerIn(turn)] };
  });
  const read = await turnsOf(exchanges, async (references) => (await readReferences(references, visit)).text);
  return requestOf(read).messages;
};

type Turn = vscode.ChatContext['history'][number];

const askedIn = (
  { prompt, command, references }: vscode.ChatRequestTurn,
  answer: Turn | undefined,
): Exchange<vscode.ChatPromptReference> => ({
  role: 'user',
  prompt: command === undefined ? prompt : `/${command} ${prompt}`.trim(),
  references: [...references, ...takenFor(answer)],
});

/** What a command took from the editor, as if the person had attached it. */
const takenFor = (answer: Turn | undefined): readonly vscode.ChatPromptReference[] => {
  const taken = answer instanceof vscode.ChatResponseTurn ? keptIn(answer).taken : undefined;
  if (!taken) return [];
  const location = new vscode.Location(vscode.Uri.parse(taken.uri), new vscode.Range(...taken.range));
  return [{ id: 'keyway.taken', value: location }];
};

const answerIn = (turn: vscode.ChatResponseTurn): string => {
  const text = turn.response
    .flatMap((part) => (part instanceof vscode.ChatResponseMarkdownPart ? [part.value.value] : []))
    .join('');
  return bare(text, keptIn(turn));
};

const keptIn = ({ result }: vscode.ChatResponseTurn): Kept => {
  const kept = Kept.safeParse(result.metadata);
  return kept.success ? kept.data : {};
};

/** The name that this conversation has had since its first turn, or a new one. */
export const conversationOf = ({ context }: Pick<Visit, 'context'>): string => {
  for (const turn of context.history) {
    const { conversation } = turn instanceof vscode.ChatResponseTurn ? keptIn(turn) : {};
    if (conversation !== undefined) return conversation;
  }
  return randomUUID();
};

export const placeOf = ({ uri, range: { start, end } }: vscode.Location): NonNullable<Kept['taken']> => ({
  uri: uri.toString(),
  range: [start.line, start.character, end.line, end.character],
});
