import type { ChatRequest } from './chat.ts';
import { t } from './l10n.ts';
import { headOf } from './task-pieces.ts';

/** What is known of a request's own kind, whoever wrote its words. */
export interface Judged<T> {
  readonly task: T;
  /** A clause for a person: "it brings tools". */
  readonly why: string;
}

const editors = new Set(['core', 'github.copilot-chat']);

type EditorsTask = 'utility' | 'code' | 'chat';

/**
 * How the questions begin that VS Code asks of its own accord, and some of its chat's that are no conversation (built-in
 * chat 0.67.0 and workbench 1.139.1, read in their bundles on 2026-11-21). Such texts change: what is not known by its
 * beginning is known by its shape.
 */
const known: readonly (readonly [beginning: RegExp, task: EditorsTask, why: string])[] = [
  [/^You are an expert in crafting (?:ultra-compact|pithy) titles/, 'utility', t('VS Code asks for a title')],
  [/^You are an expert in crafting pithy branch names/, 'utility', t('VS Code asks for a branch name')],
  [/^You are an expert in writing short, catchy/, 'utility', t('VS Code asks for progress lines')],
  [
    /^You are an AI programming assistant, helping a .{0,80}commit message/,
    'utility',
    t('VS Code asks for a commit message'),
  ],
  [/^You summarize a user.s coding request/, 'utility', t('VS Code asks for a summary in a phrase')],
  [/^Summarize the following content in a SINGLE sentence/, 'utility', t('VS Code asks for a summary in a sentence')],
  // A person's consent to a command rests on it: not the weakest model, and no answer kept from before.
  [/^You assess what one (?:terminal command|tool)/, 'chat', t('VS Code asks how risky a command is')],
  [/^You are an expert classifier for AI coding/, 'utility', t('VS Code sorts a request')],
  [/^You are a background task tracker/, 'utility', t('VS Code keeps a list of steps')],
  // The agent goes on from this summary alone, so the weakest model is a false economy.
  [/^Your task is to create a comprehensive, detailed summary/, 'chat', t('VS Code condenses the conversation')],
  [/^You are an AI programming assistant that is specialized in/, 'code', t('VS Code applies a change of code')],
];

/** A question of the editor's own by the words it begins with. */
export const editorsQuestion = (request: ChatRequest, caller: string): Judged<EditorsTask> | undefined => {
  if (!editors.has(caller)) return undefined;
  const head = headOf(request);
  const found = known.find(([beginning]) => beginning.test(head));
  return found && { task: found[1], why: found[2] };
};

/** The built-in chat introduces itself only to a person. */
const toPerson = /working with a user|must respond with "GitHub Copilot"|You are a world-class/;

/**
 * A question of the editor's own by its shape: two messages at most, no tools, no conversation (VS Code 1.139: only what a
 * person writes has one).
 */
export const looksLikeEditors = (request: ChatRequest, caller: string): boolean =>
  editors.has(caller) &&
  request.tools.length === 0 &&
  request.conversation === undefined &&
  request.messages.length > 0 &&
  request.messages.length <= 2 &&
  !toPerson.test(headOf(request));
