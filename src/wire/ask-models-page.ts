import * as z from 'zod/mini';
import type { ListedModel } from '../core/listing.ts';

/** One page of a list of models. */
export interface Page {
  readonly models: readonly ListedModel[];
  /** Where the next page is: a query parameter to ask with, or its address. */
  readonly next?: { readonly name: string; readonly value: string } | { readonly address: string } | undefined;
}

/** Undefined where the body is no such list. What a list does not say stays absent. */
export type PageOf = (body: unknown) => Page | undefined;

/** A reader of the lists that hold their entries under one name; an entry that cannot be read is left out. */
export const reader =
  <T extends z.core.$ZodType>(
    under: string,
    entry: T,
    modelsOf: (item: z.core.output<T>) => readonly ListedModel[],
  ): PageOf =>
  (body) => {
    const items = itemsIn(body, under);
    return items && { models: entries(entry, items).flatMap((item) => modelsOf(item)) };
  };

/** Together's list has nothing around it, whatever the others do. */
export const itemsIn = (body: unknown, under: string): readonly unknown[] | undefined => {
  if (Array.isArray(body)) return body;
  const read = z.safeParse(z.object({ [under]: z.array(z.unknown()) }), body);
  return read.success ? read.data[under] : undefined;
};

/** Reads every entry for itself. */
export const entries = <T extends z.core.$ZodType>(schema: T, items: readonly unknown[]): z.core.output<T>[] =>
  items.flatMap((item) => {
    const read = z.safeParse(schema, item);
    return read.success ? [read.data] : [];
  });

/** One model, or none where its kind is not ours: pictures, voices, moderation. */
export const kept = (kind: ListedModel['kind'], model: Omit<ListedModel, 'kind'>): readonly ListedModel[] =>
  kind === undefined ? [] : [{ ...model, kind }];

/** What a model puts out, where the list says so. */
export const kindOfOutput = (modalities: readonly string[] | undefined): ListedModel['kind'] => {
  if (modalities === undefined || modalities.includes('text')) return 'chat';
  return modalities.some((modality) => /^embeddings?$/.test(modality)) ? 'embedding' : undefined;
};

/** For lists that do not say what an entry is: the name of an embedding model mostly does. */
export const kindOfName = (id: string): ListedModel['kind'] => (/embed/i.test(id) ? 'embedding' : undefined);
