import * as z from 'zod/mini';

/** A field that is read where it has the right shape and ignored where it has not: lists grow and change. */
export const maybe = <T extends z.core.$ZodType>(schema: T) => z.catch(z.optional(schema), undefined);

/**
 * Ids and names are shown and kept in files: no line breaks, nothing invisible, no half characters, and nothing that editors
 * make a link of, which may run a command.
 */
const shown = z
  .string()
  .check(z.minLength(1), z.maxLength(300), z.regex(/^(?!.*\]\()[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u));

export const id = shown;
export const name = maybe(shown);
export const tokens = maybe(z.int().check(z.gt(0)));
/** The same where it may be text: Cloudflare's properties. */
export const tokensInText = maybe(
  z.union([z.int().check(z.gt(0)), z.pipe(z.string().check(z.regex(/^[1-9]\d{0,9}$/)), z.transform(Number))]),
);
export const words = maybe(z.array(z.string()));
export const flag = maybe(z.boolean());
export const text = maybe(z.string());
/** A number, or one written as text, as most lists write prices. */
export const amount = maybe(z.union([z.number(), z.string()]));
