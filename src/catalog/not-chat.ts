/**
 * What a maker's list names beside its chat models without saying what it is. Exact ids and no words in them: a word hides
 * a chat model of next year for ever, while a picture model that is missing here answers its first request with an error.
 * Asked only for models the table does not know; embedding models stand there.
 */
const notChat: Readonly<Record<string, ReadonlySet<string>>> = {
  // ImageModel, VideoModel, AudioModel, SpeechModel, ModerationModel and the realtime models of openai 7.55.0.
  openai: new Set([
    'chatgpt-image-latest',
    'dall-e-2',
    'dall-e-3',
    'gpt-image-1',
    'gpt-image-1-mini',
    'gpt-image-1.5',
    'gpt-image-2',
    'gpt-image-2.5-flare',
    'gpt-image-2.5-sunburst',
    'gpt-image-2.6-flare',
    'gpt-image-2.6-sunburst',
    'sora-2',
    'sora-2-pro',
    'gpt-4o-mini-transcribe',
    'gpt-4o-mini-tts',
    'gpt-4o-transcribe',
    'gpt-4o-transcribe-diarize',
    'gpt-transcribe',
    'gpt-live-transcribe',
    'gpt-realtime-whisper',
    'tts-1',
    'tts-1-1106',
    'tts-1-hd',
    'tts-1-hd-1106',
    'whisper-1',
    'gpt-4o-mini-realtime-preview',
    'gpt-4o-realtime-preview',
    'gpt-live-1',
    'gpt-realtime',
    'gpt-realtime-1.5',
    'gpt-realtime-2',
    'gpt-realtime-2.1',
    'gpt-realtime-2.1-mini',
    'gpt-realtime-mini',
    // Want or give sound.
    'gpt-4o-audio-preview',
    'gpt-4o-mini-audio-preview',
    'gpt-audio',
    'gpt-audio-1.5',
    'gpt-audio-mini',
    'omni-moderation-latest',
    'omni-moderation',
    'text-moderation-latest',
    'text-moderation-stable',
    // Continue a text.
    'babbage-002',
    'davinci-002',
    'gpt-3.5-turbo-instruct',
    // Refuse requests without a tool of OpenAI's own.
    'computer-use-preview',
    'o3-deep-research',
    'o4-mini-deep-research',
    // Answer on chat completions only, which we do not speak to OpenAI, and call no tools.
    'gpt-4o-mini-search-preview',
    'gpt-4o-search-preview',
    'gpt-5-search-api',
  ]),
  // Of those whose list says `generateContent`: ai.google.dev/gemini-api/docs/pricing, November 2026.
  gemini: new Set([
    'gemini-2.5-flash-image',
    'gemini-2.5-flash-image-preview',
    'gemini-3-pro-image',
    'gemini-3-pro-image-preview',
    'gemini-3.1-flash-image',
    'gemini-3.1-flash-image-preview',
    'gemini-3.1-flash-lite-image',
    'nano-banana-pro-preview',
    'gemini-2.5-flash-preview-tts',
    'gemini-2.5-flash-lite-preview-tts',
    'gemini-2.5-flash-tts',
    'gemini-2.5-pro-preview-tts',
    'gemini-2.5-pro-tts',
    'gemini-omni-flash-preview',
    'gemini-2.5-flash-native-audio-latest',
    'gemini-2.5-flash-native-audio-preview',
    'gemini-3.1-flash-live-preview',
    'gemini-live-2.5-flash',
    'gemini-live-2.5-flash-preview',
    'lyria-3-clip-preview',
    'lyria-3-pro-preview',
    // Answer on the Interactions API only, or with a tool of Google's own.
    'aqa',
    'deep-research-max-preview',
    'deep-research-preview',
    'deep-research-pro-preview',
    'gemini-2.5-computer-use-preview',
    'gemini-robotics-er-1.5-preview',
    'gemini-robotics-er-2-preview',
  ]),
  // docs.x.ai/developers/pricing. Several agents answer as one, and call no tools of ours.
  xai: new Set([
    'grok-2-image',
    'grok-imagine-image',
    'grok-imagine-image-pro',
    'grok-imagine-video',
    'grok-4.20-multi-agent',
    'grok-4.20-multi-agent-beta',
    'grok-voice-latest',
    'grok-voice-think-fast-1.0',
    'grok-voice-think-fast-2.0',
  ]),
  // console.groq.com/docs/models: sound, and judges of prompts.
  groq: new Set([
    'canopylabs/orpheus-arabic-saudi',
    'canopylabs/orpheus-v1-english',
    'whisper-large-v3',
    'whisper-large-v3-turbo',
    'meta-llama/llama-prompt-guard-2-22m',
    'meta-llama/llama-prompt-guard-2-86m',
  ]),
  // Translators with parameters of their own, models on a WebSocket, and one that hears only.
  alibaba: new Set([
    'qwen-mt-plus',
    'qwen-mt-turbo',
    'qwen-omni-turbo-realtime',
    'qwen3-asr-flash',
    'qwen3-livetranslate-flash-realtime',
    'qwen3-omni-flash-realtime',
  ]),
};

/** A dated version is what its model is: `-2025-06-03`, Google's `-09-2025`, `-20251001`, `-1212`. */
const undated = (id: string): string => id.replace(/-(?:\d{4}-\d{2}-\d{2}|\d{2}-\d{4}|\d{8}|\d{4})$/, '');

/** Whether this exact model, or the model it is a version of, is known to be something else than a chat model. */
export const isNotChat = (provider: string, id: string): boolean => {
  const ids = notChat[provider];
  return ids !== undefined && (ids.has(id) || ids.has(undated(id)));
};
