import type { ImagePart, Message } from '../core/chat.ts';
import { ChatFailure } from '../core/failure.ts';
import { settle } from '../core/history.ts';
import { t } from '../core/l10n.ts';
import { toolCallIds } from '../core/tool-ids.ts';
import type { Call } from './wire.ts';

/** What Replicate's own language models take (meta/meta-llama-3-70b-instruct, 2026): a model ignores what it does not know. */
interface Input {
  readonly prompt: string;
  readonly system_prompt?: string;
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  /** Separated by commas. */
  readonly stop_sequences?: string;
  /** A data URI. */
  readonly image?: string;
}

export interface Creation {
  /** Below the base URL. */
  readonly path: string;
  readonly body: { readonly stream: true; readonly version?: string; readonly input: Input };
}

/** Where a prediction of this model is created, and with what. Throws a `ChatFailure` where the id is no model of Replicate. */
export const creationOf = (call: Call<'replicate'>): Creation => {
  const { owner, name, version } = partsOf(call.model.id);
  const input = inputOf(call);
  // Models without an official version are run by the version alone.
  return version === undefined
    ? { path: `models/${owner}/${name}/predictions`, body: { stream: true, input } }
    : { path: 'predictions', body: { stream: true, version, input } };
};

const partsOf = (id: string): { readonly owner: string; readonly name: string; readonly version?: string } => {
  const [, owner, name, version] = /^([\w.-]*\w[\w.-]*)\/([\w.-]*\w[\w.-]*)(?::([\w-]+))?$/.exec(id) ?? [];
  if (owner === undefined || name === undefined)
    throw new ChatFailure({
      kind: 'model-missing',
      what: t('its models are named owner/name or owner/name:version, and this one is not'),
    });
  return { owner, name, ...(version !== undefined && { version }) };
};

type Turn = Exclude<Message, { role: 'system' }>;

const inputOf = ({ provider, model, request }: Call): Input => {
  const target = { provider: provider.id, model: model.id, toolCallId: toolCallIds.any };
  const settled = settle(request.messages, target);
  const turns = settled.filter((message) => message.role !== 'system');
  const system = settled.flatMap(({ role, content }) =>
    role === 'system' ? content.map((part) => (part.type === 'text' ? part.text : '')) : [],
  );
  const image = model.images ? lastImage(turns) : undefined;
  const { maxOutputTokens, temperature, topP } = request;
  const stop = stopOf(request.stop ?? []);
  return {
    prompt: promptOf(turns, image),
    ...(system.length > 0 && { system_prompt: system.join('\n\n') }),
    ...(maxOutputTokens !== undefined && { max_tokens: Math.min(maxOutputTokens, model.maxOutputTokens) }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(stop !== '' && { stop_sequences: stop }),
    ...(image && { image: dataUri(image) }),
  };
};

const speakers = { user: 'User', assistant: 'Assistant' } as const;

/**
 * A conversation as one text, since a prediction takes no messages. What stands alone goes as it is; several turns go as
 * `User: …` and `Assistant: …`, a blank line between them, and end with `Assistant:`, for the model to go on. Tool calls
 * and results of models that had tools become `[called name {…}]` and `[result: …]`.
 */
const promptOf = (turns: readonly Turn[], image: ImagePart | undefined): string => {
  const [only] = turns;
  if (turns.length === 1 && only) return turnText(only, image);
  const said = turns.map((turn) => `${speakers[turn.role]}: ${turnText(turn, image)}`);
  if (turns.at(-1)?.role !== 'user') said.push(`${speakers.user}: Continue.`);
  return [...said, `${speakers.assistant}:`].join('\n\n');
};

type Part = Turn['content'][number];

const turnText = ({ content }: Turn, image: ImagePart | undefined): string => {
  const texts = (content as readonly Part[]).map((part) => partText(part, image));
  return texts.filter((text) => text !== '').join('\n') || '[image]';
};

const partText = (part: Part, image: ImagePart | undefined): string => {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'image':
      return part === image ? '' : '[image: not sent]';
    case 'reasoning':
      return '';
    case 'tool-call':
      return `[called ${part.name} ${JSON.stringify(part.input)}]`.toWellFormed();
    case 'tool-result': {
      const said = part.content.map((inner) => partText(inner, image)).filter((text) => text !== '');
      return `[${part.isError === true ? 'error' : 'result'}: ${said.join('\n') || 'an image'}]`;
    }
  }
};

/** A model takes one image: the newest is what the person asks about. */
const lastImage = (turns: readonly Turn[]): ImagePart | undefined =>
  turns
    .flatMap(({ content }): readonly Part[] => content)
    .flatMap((part): readonly Part[] => (part.type === 'tool-result' ? part.content : [part]))
    .findLast((part) => part.type === 'image');

const dataUri = ({ mime, data }: ImagePart): string =>
  `data:${mime};base64,${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')}`;

/** One that holds a comma cannot be said: its halves would end the answer too early. */
const stopOf = (stop: readonly string[]): string =>
  stop
    .map((text) => text.toWellFormed())
    .filter((text) => text !== '' && !text.includes(','))
    .join(',');
