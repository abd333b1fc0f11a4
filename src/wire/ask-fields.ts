import * as z from 'zod/mini';

/** A field that is read where it has the right shape and ignored where it has not: lists grow and change. */
export const maybe = <T extends z.core.$ZodType>(schema: T) => z.catch(z.optional(schema), undefined);

export const id = z.string().check(z.minLength(1), z.maxLength(300));
export const name = maybe(z.string().check(z.minLength(1), z.maxLength(300)));
export const tokens = maybe(z.int().check(z.gt(0)));
export const words = maybe(z.array(z.string()));
