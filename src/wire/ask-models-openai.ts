import * as z from 'zod/mini';
import { flag, id, maybe, name, text, tokens } from './ask-fields.ts';
import { reader } from './ask-models-page.ts';

const entry = z.object({
  id,
  name,
  // vLLM, Groq and Together say how much fits in, each in its own word.
  max_model_len: tokens,
  context_window: tokens,
  context_length: tokens,
  max_completion_tokens: tokens,
  // Moonshot.
  supports_image_in: flag,
  supports_reasoning: flag,
  // Groq keeps models in its list that it has switched off, OpenAI those that it has shut down.
  active: flag,
  shutdown_date: text,
  // Azure's base models.
  capabilities: maybe(z.object({ chat_completion: flag, embeddings: flag })),
});

/** OpenAI's list, with what compatible servers add to it. */
export const openai = reader('data', entry, (item) => {
  if (item.active === false || isPast(item.shutdown_date)) return [];
  const { chat_completion: chats, embeddings: embeds } = item.capabilities ?? {};
  if (chats === false && embeds === false) return [];
  return [
    {
      id: item.id,
      name: item.name,
      contextTokens: item.max_model_len ?? item.context_window ?? item.context_length,
      maxOutputTokens: item.max_completion_tokens,
      images: item.supports_image_in,
      reasoning: item.supports_reasoning,
      kind: chats ? 'chat' : embeds ? 'embedding' : undefined,
    },
  ];
});

const isPast = (date: string | undefined): boolean => date !== undefined && Date.parse(date) < Date.now();
