import { isLoose, textOf, type Loose } from './loose.ts';

type Names = 'error' | 'errors' | 'base_resp' | 'choices' | 'object' | 'message' | 'detail';

/** A chunk that is an error, with status 200 around it. */
export const isRefusal = (chunk: Loose<Names>): boolean =>
  isLoose(chunk.error) ||
  textOf(chunk.error) !== undefined ||
  // Cloudflare; an empty list of errors is none.
  (Array.isArray(chunk.errors) && chunk.errors.length > 0) ||
  // MiniMax, whose good chunks say 0.
  (isLoose<'status_code'>(chunk.base_resp) && (chunk.base_resp.status_code ?? 0) !== 0) ||
  (chunk.choices === undefined &&
    (chunk.object === 'error' || textOf(chunk.message) !== undefined || chunk.detail !== undefined));
