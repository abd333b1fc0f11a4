import * as vscode from 'vscode';
import { detail, tooltip } from '../catalog/describe.ts';
import type { ReasoningPart } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import type { Offer } from '../core/plan.ts';
import { usableShare } from '../core/plan-fit.ts';
import type { Policy } from '../core/policy.ts';
import { type Model, modelKey } from '../core/provider.ts';
import { type RunEvent, RunFailure } from '../core/run.ts';
import { countTokens } from '../core/tokens.ts';
import { candidatesOf, type VirtualModel, virtualModels } from '../core/virtual.ts';
import { abortSignalOf } from './abort.ts';
import type { House } from './answer.ts';
import { CallerRefused, type Callers } from './caller-decisions.ts';
import type { Answering } from './kept-answers.ts';
import { requestOf } from './messages.ts';
import { vendor } from './names.ts';
import type { Offers } from './offers.ts';
import type { Recall } from './recall.ts';
import type { Disposable } from './signal.ts';
import { initiatorOf, isGroupCall, thinkingPartClass } from './untyped.ts';

type Information = vscode.LanguageModelChatInformation;
type Progress = vscode.Progress<vscode.LanguageModelResponsePart>;

export interface ChatModelsParts {
  readonly house: House;
  /** The way through the house. */
  readonly answer: Answering['answer'];
  readonly offers: Offers;
  readonly recall: Recall;
  /** Who beside the editor may use our models. */
  readonly callers: Pick<Callers, 'admit'>;
  /** Told when the policy of the house changes, and with it what may be chosen; absent where it never does. */
  readonly onPolicyChange?: ((listener: () => void) => Disposable) | undefined;
  /** Asked where the editor wants models, none are there and prompting is allowed. */
  readonly onNoKeys: () => void;
  /** Hears of what is neither the person's nor a provider's doing. */
  readonly onBug: (message: string, error: unknown) => void;
}

/** The models in VS Code's own picker. */
export class ChatModels implements vscode.LanguageModelChatProvider {
  readonly #parts: ChatModelsParts;
  readonly onDidChangeLanguageModelChatInformation: vscode.Event<void>;

  constructor(parts: ChatModelsParts) {
    this.#parts = parts;
    const { offers, onPolicyChange } = parts;
    this.onDidChangeLanguageModelChatInformation = (listener) => {
      const told = (): void => void listener();
      const [one, other] = [offers.onDidChange(told), onPolicyChange?.(told)];
      return new vscode.Disposable(() => void [one.dispose(), other?.dispose()]);
    };
  }

  /** From memory and local files, never from the network: every `selectChatModels` of every extension comes through here. */
  async provideLanguageModelChatInformation(
    options: vscode.PrepareLanguageModelChatModelOptions,
  ): Promise<Information[]> {
    if (isGroupCall(options)) return [];
    const { offers, house } = this.#parts;
    await offers.ready();
    void offers.refresh();
    const all = offers.all();
    const usable = all.filter(({ model }) => model.kind === 'chat');
    if (usable.length === 0) {
      if (!options.silent) this.#parts.onNoKeys();
      return [];
    }
    const virtual = virtualModels.flatMap((one) => virtualInformation(one, all, house.policy()));
    return [...virtual, ...usable.map(informationOf)];
  }

  async provideLanguageModelChatResponse(
    model: Information,
    messages: readonly vscode.LanguageModelChatRequestMessage[],
    // The editor's interface has five parameters; the last three arrive together.
    ...rest: [vscode.ProvideLanguageModelChatResponseOptions, Progress, vscode.CancellationToken]
  ): Promise<void> {
    const [options, progress, token] = rest;
    const { house, answer, offers, recall, callers, onBug } = this.#parts;
    using cancellation = abortSignalOf(token);
    const report = reporter(progress, recall);
    try {
      const caller = initiatorOf(options);
      await callers.admit(caller);
      await offers.ready();
      const asking = { request: requestOf(messages, options, recall), pick: model.id, caller };
      for await (const event of answer(house, asking, cancellation.signal)) report(event);
    } catch (error) {
      if (token.isCancellationRequested) return;
      if (!isForPerson(error)) onBug('A request failed:', error);
      throw readable(error);
    }
  }

  /** Local: the editor asks for every string of every tool schema. */
  provideTokenCount(_model: Information, text: string | vscode.LanguageModelChatRequestMessage): Promise<number> {
    return Promise.resolve(typeof text === 'string' ? countTokens(text) : text.content.reduce(addTokens, perMessage));
  }
}

/** Role and separators of one message, as o200k chat formats count them. */
const perMessage = 4;

const addTokens = (sum: number, part: unknown): number => {
  if (part instanceof vscode.LanguageModelTextPart) return sum + countTokens(part.value);
  if (part instanceof vscode.LanguageModelToolCallPart)
    return sum + countTokens(part.name) + countTokens(JSON.stringify(part.input));
  if (part instanceof vscode.LanguageModelToolResultPart) return part.content.reduce<number>(addTokens, sum);
  return sum;
};

/** The answer's share of the window: what the editor may fill with prompt is the rest that a plan lets it fill. */
const outputShare = 0.25;

/** In tokens as they are counted here: the editor fills the window by our count. */
const limitsOf = ({ contextTokens, maxOutputTokens, tokens = 1 }: Limits) => {
  const window = Math.floor((contextTokens * usableShare) / tokens);
  const output = Math.max(1, Math.min(maxOutputTokens, Math.floor(window * outputShare)));
  return { maxInputTokens: Math.max(1, window - output), maxOutputTokens: output };
};

type Limits = Pick<Model, 'contextTokens' | 'maxOutputTokens' | 'tokens'>;

/** `capabilities` is always an object and never has `editTools`: VS Code throws on either and then shows no model at all. */
const informationOf = ({ provider, model, keys }: Offer): Information => ({
  id: modelKey(model),
  name: model.name,
  // The maker's own family: the editor chooses edit tools and prompts by it.
  family: model.id,
  version: model.priceAsOf ?? '1',
  detail: detail(model, provider),
  tooltip: tooltip(model, provider, keys),
  ...limitsOf(model),
  capabilities: { toolCalling: model.tools, imageInput: model.images },
});

/** None where it has nothing to choose from. What it says it can do, each of its candidates can; images are the plan's. */
const virtualInformation = (virtual: VirtualModel, offers: readonly Offer[], policy: Policy): Information[] => {
  const { offers: candidates, limits, tools, images } = candidatesOf(virtual, offers, policy);
  if (!limits) return [];
  const { id, name, detail: line } = virtual;
  return [
    {
      id,
      name,
      family: `${vendor}-${id}`,
      version: '1',
      detail: line,
      tooltip: `${virtual.tooltip}\n\n${amongst(candidates.length)}`,
      ...limitsOf(limits),
      capabilities: { toolCalling: tools, imageInput: images },
    },
  ];
};

const amongst = (count: number): string =>
  count === 1 ? t('It has one model to choose from.') : t('It has {0} models to choose from.', count);

/** Turns events into the editor's parts. State lives here, in one request, never on the provider. */
const reporter = (progress: Progress, recall: Recall): ((event: RunEvent) => void) => {
  let reasoning: ReasoningPart[] = [];
  let text = '';
  let block = 0;
  return (event) => {
    switch (event.type) {
      case 'text-delta':
        progress.report(new vscode.LanguageModelTextPart(event.text));
        return;
      case 'reasoning-delta':
        text += event.text;
        report(progress, thinking(event.text, `reasoning-${block}`));
        return;
      case 'reasoning-end':
        reasoning.push({ type: 'reasoning', text, seal: event.seal });
        if (event.seal) report(progress, thinking('', `reasoning-${block}`, { keyway: event.seal }));
        text = '';
        block++;
        return;
      case 'tool-call':
        recall.remember(event.id, { reasoning, seal: event.seal });
        reasoning = [];
        progress.report(new vscode.LanguageModelToolCallPart(event.id, event.name, { ...event.input }));
        return;
      case 'receipt':
        report(progress, usagePart(event));
        return;
      case 'usage':
      case 'finish':
        return;
    }
  };
};

/** Thinking parts are accepted at run time and missing in the type of the progress. */
const report = (progress: Progress, part: unknown): void => {
  if (part !== undefined) progress.report(part as vscode.LanguageModelResponsePart);
};

const thinking = (text: string, id: string, metadata?: Readonly<Record<string, unknown>>): unknown =>
  thinkingPartClass && new thinkingPartClass(text, id, metadata);

/** The convention by which VS Code's context-window display learns of tokens: a data part of type `usage`, once, last. */
const usagePart = ({ receipt: { usage } }: Extract<RunEvent, { type: 'receipt' }>): unknown => {
  if (!usage) return undefined;
  const told = {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead ?? 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
  };
  return new vscode.LanguageModelDataPart(new TextEncoder().encode(JSON.stringify(told)), 'usage');
};

const isForPerson = (error: unknown): error is Error => error instanceof RunFailure || error instanceof CallerRefused;

/** The chat shows an error's stack; `LanguageModelError` gets a new one on the other side. So: a plain error without. */
const readable = (error: unknown): Error => {
  const shown = new Error(
    isForPerson(error) ? error.message : t('Keyway met an error of its own. The log “Keyway” has the details.'),
    { cause: error },
  );
  shown.stack = '';
  return shown;
};
