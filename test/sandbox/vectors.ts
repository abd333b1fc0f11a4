import type { ServerResponse } from 'node:http';
import * as z from 'zod/mini';

const Body = z.object({ model: z.string(), input: z.array(z.string()) });

/** Makes vectors of texts. */
export type Embed = (texts: readonly string[]) => readonly (readonly number[])[];

/** The texts of a request for vectors, as OpenAI takes it. */
export const textsIn = (body: string): readonly string[] => Body.parse(JSON.parse(body)).input;

/** As OpenAI answers; tokens are a quarter of the characters. */
export const answerVectors = (response: ServerResponse, body: string, embed: Embed): void => {
  const { model, input } = Body.parse(JSON.parse(body));
  const tokens = Math.ceil(input.join('').length / 4);
  const data = embed(input).map((embedding, index) => ({ object: 'embedding', index, embedding }));
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify({ object: 'list', data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } }));
};
