import type { Check, Field, Provider } from '../../src/core/provider.ts';

/**
 * A record as it is, but for its hosts, which are those of a server on the loopback: what is tested is the record's own
 * paths, headers and bodies. Where a field with choices names the host (regions), its choices become `origin` and then
 * `regions`, in the record's order; choices beyond them are taken out.
 */
export const localised = (record: Provider, origin: string, regions: readonly string[] = []): Provider => {
  const region = regionOf(record);
  const here = (address: string): string => address.replace(/^https?:\/\/[^/]*/, origin);
  const moved = <Path extends string | undefined>(path: Path): Path => (path === undefined ? path : here(path)) as Path;
  const { check, listing, embeddings } = record;
  return {
    ...record,
    baseUrl: region ? record.baseUrl?.replace(/^https?:\/\/[^/]*/, `http://{${region.name}}`) : moved(record.baseUrl),
    fields: record.fields.map((field) => (field === region ? withHosts(field, [origin, ...regions]) : field)),
    check: { ...check, ...addresses(check, here) },
    listing: {
      ...listing,
      ...(listing.path !== undefined && { path: here(listing.path) }),
      ...(listing.also && { also: listing.also.map((one) => ({ ...one, path: here(one.path) })) }),
    },
    ...(embeddings && {
      embeddings: { ...embeddings, ...(embeddings.path !== undefined && { path: here(embeddings.path) }) },
    }),
    ...(record.others && {
      others: Object.fromEntries(
        Object.entries(record.others).map(([protocol, other]) => [
          protocol,
          other.baseUrl === undefined ? other : { ...other, baseUrl: here(other.baseUrl) },
        ]),
      ),
    }),
    // The protocol and its quirks are the record's: only addresses changed.
  } as Provider;
};

/** Values for the plain fields of a record, as a person might enter them: the first choice, or the field's own name. */
export const plainOf = (record: Provider): Readonly<Record<string, string>> =>
  Object.fromEntries(
    record.fields
      .filter(({ secret, optional, insteadOf, name }) => !secret && !optional && !insteadOf && name !== 'baseUrl')
      .map(({ name, choices }) => [name, choices?.[0]?.value ?? `my-${name.toLowerCase()}`]),
  );

const questions: readonly string[] = ['path', 'or', 'second'] satisfies (keyof Check)[];

const addresses = (check: Check, here: (address: string) => string): Partial<Check> =>
  Object.fromEntries(
    Object.entries(check).flatMap(([name, value]: [string, unknown]) =>
      questions.includes(name) && typeof value === 'string' ? [[name, here(value)]] : [],
    ),
  );

/** The field whose choices are hosts. */
const regionOf = (record: Provider): Field | undefined => {
  const host = /^https?:\/\/([^/]*)/.exec(record.baseUrl ?? '')?.[1] ?? '';
  return record.fields.find(({ name, choices }) => choices !== undefined && host === `{${name}}`);
};

const withHosts = (field: Field, origins: readonly string[]): Field => ({
  ...field,
  choices: (field.choices ?? []).slice(0, origins.length).map((choice, index) => ({
    ...choice,
    value: new URL(origins[index] ?? '').host,
  })),
});
