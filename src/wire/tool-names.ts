import { hash } from 'node:crypto';
import type { Tool } from '../core/chat.ts';

/** What OpenAI, Anthropic and Gemini all accept as a tool's name; Gemini wants a letter or underscore first. */
const accepted = /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/;

/** A name every provider accepts. Depends on the name alone, so a conversation keeps its cached prefix when tools come and go. */
const acceptedName = (name: string): string => {
  if (accepted.test(name)) return name;
  // The mark keeps `a.b` and `a/b` apart.
  const mark = hash('sha256', name).slice(0, 8);
  const clean = name.replaceAll(/[^a-zA-Z0-9_-]/g, '_').slice(0, 50);
  return `${/^[a-zA-Z_]/.test(clean) ? clean : `_${clean}`}_${mark}`;
};

export interface ToolNames {
  /** The name as the provider gets it, also for tools of the history that are no longer offered. */
  readonly sent: (name: string) => string;
  /** The caller's name of what the provider calls; a name nobody offered comes back as it is. */
  readonly given: (name: string) => string;
}

export const toolNames = (tools: readonly Tool[]): ToolNames => {
  const given = new Map(tools.map(({ name }) => [acceptedName(name), name]));
  return { sent: acceptedName, given: (name) => given.get(name) ?? name };
};
