import { compiled, complaintsOf, schemaOf } from './schemas.ts';

/** Tells what OpenAI's official types refuse in a request to fill a gap: '' where they accept it. */
export const refusalOfCompletion = async (body: unknown): Promise<string> => {
  const type = 'CompletionCreateParamsStreaming';
  const schema = await schemaOf('openai-completions', { sdk: 'openai', types: 'resources/completions.d.mts', type });
  return complaintsOf(compiled(schema), body);
};
