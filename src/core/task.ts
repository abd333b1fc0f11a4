import type { ChatRequest } from './chat.ts';
import { t } from './l10n.ts';
import { editorsQuestion, type Judged, looksLikeEditors } from './task-editor.ts';
import { piecesOf } from './task-pieces.ts';
import { enough, signalsOf } from './task-signals.ts';

/** What a request is for. `completion` is inline; `utility` is the editor's own small questions (titles, summaries). */
export type Task = 'chat' | 'code' | 'reasoning' | 'embedding' | 'completion' | 'utility';

/** What a task is told by, beside the words of the request. */
export interface TaskSigns {
  readonly request: ChatRequest;
  /** The extension or surface that asked. */
  readonly caller: string;
  /** The task of the virtual model that was picked, or of the surface that asked. */
  readonly fixed?: Task | undefined;
  /** The slash command of the participant, without its slash. */
  readonly command?: string | undefined;
}

/**
 * The task, and why, as a clause for a person. What was chosen on purpose comes first, then what the editor is known to
 * ask, then the words: only head and tail of what the person wrote last, so a conversation of megabytes costs no more.
 * Pure; rules of the person come after it, since they match on the task that was found.
 */
export const taskOf = ({ request, caller, fixed, command }: TaskSigns): Judged<Task> => {
  if (fixed === 'completion' || fixed === 'embedding') return { task: fixed, why: t('its caller says so') };
  const asked = editorsQuestion(request, caller);
  // A title costs as little as it can, also where the conversation is sent to Auto · Reasoning.
  if (asked?.task === 'utility') return asked;
  if (fixed !== undefined) return { task: fixed, why: t('the model that was picked is for {0}', names[fixed]) };
  const commanded = command === undefined ? undefined : commands.get(command.toLowerCase());
  if (commanded) return { task: commanded, why: t('it is the command /{0}', command ?? '') };
  if (asked) return asked;
  if (looksLikeEditors(request, caller)) return { task: 'utility', why: t('it is a small question of VS Code’s own') };
  return wordsTask(request);
};

const names: Readonly<Record<Task, string>> = {
  chat: t('chat'),
  code: t('code'),
  reasoning: t('reasoning'),
  embedding: t('embeddings'),
  completion: t('completions'),
  utility: t('small tasks'),
};

const commands: ReadonlyMap<string, Task> = new Map(
  Object.entries({
    code: 'code explain fix test tests doc docs commit review refactor optimize debug generate new',
    reasoning: 'reason think plan prove design',
    chat: 'ask chat',
  }).flatMap(([task, words]) => words.split(' ').map((word): [string, Task] => [word, task as Task])),
);

/** Typed at the beginning, and no path. */
const typedCommand = /^\s{0,20}\/([a-z]{2,12})(?=\s|$)/i;

const wordsTask = (request: ChatRequest): Judged<Task> => {
  const pieces = piecesOf(request);
  const typed = typedCommand.exec(pieces.said)?.[1]?.toLowerCase() ?? '';
  const task = commands.get(typed);
  if (task) return { task, why: t('it begins with /{0}', typed) };
  const tools = request.tools.length > 0;
  const { code, reasoning } = signalsOf(pieces, tools);
  // An agent's work stays with its model whatever its next step is worded like: only what is said on purpose moves it.
  const thinks = !tools && reasoning.points >= enough && reasoning.points >= code.points;
  if (thinks) return { task: 'reasoning', why: reasoning.why };
  if (code.points >= enough) return { task: 'code', why: code.why };
  return { task: 'chat', why: t('nothing in it points to code or to hard thinking') };
};

/** Tokens an answer of each task is expected to have, until the ledger knows better. */
export const expectedOutput: Readonly<Record<Task, number>> = {
  chat: 500,
  code: 1_200,
  reasoning: 2_500,
  embedding: 0,
  completion: 100,
  utility: 60,
};
