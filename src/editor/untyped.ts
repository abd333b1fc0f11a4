import * as vscode from 'vscode';

/**
 * What the editor does at run time and its stable types do not say, read with guards and never assumed
 * (VS Code 1.139; proposals `languageModelThinkingPart`, `chatProvider`, `languageModelSystem`).
 */

/** A part that shows reasoning, collapsed. Comes back in later messages of the same tool loop, metadata included. */
export interface ThinkingPart {
  readonly value: string | readonly string[];
  readonly id?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

type ThinkingPartClass = new (value: string, id?: string, metadata?: Readonly<Record<string, unknown>>) => ThinkingPart;

/** Absent in hosts that do not have it; some hosts install a getter that throws. */
export const thinkingPartClass = ((): ThinkingPartClass | undefined => {
  try {
    const found: unknown = Reflect.get(vscode, 'LanguageModelThinkingPart');
    return typeof found === 'function' ? (found as ThinkingPartClass) : undefined;
  } catch {
    return undefined;
  }
})();

export const isThinkingPart = (part: unknown): part is ThinkingPart =>
  thinkingPartClass !== undefined && part instanceof thinkingPartClass;

/** The role of system prompts: delivered to providers, missing in `LanguageModelChatMessageRole`. */
export const systemRole = 3;

/** Who asked: `core` or the lower-case id of an extension. */
export const initiatorOf = (options: object): string => {
  const initiator: unknown = Reflect.get(options, 'requestInitiator');
  return typeof initiator === 'string' && initiator !== '' ? initiator : 'unknown';
};

/** Values of a model's own settings (`reasoningEffort`), where the editor offers them. */
export const modelConfigurationOf = (options: object): Readonly<Record<string, unknown>> => {
  const configuration: unknown = Reflect.get(options, 'modelConfiguration');
  return typeof configuration === 'object' && configuration !== null ? (configuration as Record<string, unknown>) : {};
};

/** True where the editor asks on behalf of a provider group: our models are listed once, without a group. */
export const isGroupCall = (options: object): boolean => Reflect.get(options, 'configuration') !== undefined;
