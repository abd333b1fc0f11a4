/**
 * What a maker's list names beside its chat models. OpenAI, Google and xAI list pictures, voices and agents under the same
 * address and say nothing of what they are, so their names are all there is. Asked only for models the table does not know.
 */
const notChat: Readonly<Record<string, RegExp>> = {
  // `pro` and `codex` answer only on the Responses API: "not a chat model and thus not supported in v1/chat/completions".
  openai:
    /(?:^|-)(?:audio|babbage|codex|computer-use|cyber|dall-e|davinci|daybreak|deep-research|embedding|image|instruct|live|moderation|pro|realtime|rosalind|search|sora|transcribe|translate|tts|whisper)(?:-|$)/,
  gemini:
    /(?:^|-)(?:aqa|computer-use|deep-research|embedding|image|imagen|live|lyria|nano-banana|native-audio|robotics|tts|veo)(?:-|$)/,
  xai: /(?:^|-)(?:image|imagine|multi-agent|stt|tts|video|voice)(?:-|$)/,
};

export const isNotChat = (provider: string, id: string): boolean => notChat[provider]?.test(id) ?? false;
