import type { Field, Provider } from './provider.ts';

/** Which fields of a record a key needs, and what they fill in. */

type Values = Readonly<Record<string, string>>;

/** Asked of the person: a field that stands in for another is, once that one was left empty. */
export const isAsked = ({ insteadOf }: Field, values: Values): boolean => insteadOf === undefined || !values[insteadOf];

/** What this key still needs before it can be sent anywhere: a half-configured key is never called. */
export const missingFields = ({ fields }: Pick<Provider, 'fields'>, values: Values): readonly Field[] =>
  fields.filter((field) => field.optional !== true && isAsked(field, values) && !values[field.name]);

/** The same as far as the plain fields tell. One that stands in for a secret is needed only where that secret is missing. */
export const missingPlainFields = ({ fields }: Pick<Provider, 'fields'>, plain: Values): readonly Field[] => {
  const secret = new Set(fields.filter((field) => field.secret).map((field) => field.name));
  return missingFields({ fields: fields.filter(({ name }) => !secret.has(name)) }, plain).filter(
    ({ insteadOf }) => insteadOf === undefined || !secret.has(insteadOf),
  );
};

/** An address with the plain fields in the place of their names. Undefined where one of them is missing. */
export const filled = (address: string, plain: Values): string | undefined => {
  let isWhole = true;
  const text = address.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = plain[name];
    isWhole &&= value !== undefined && value !== '';
    // A host keeps its dots and its port; everything else that could change the address is taken apart.
    return encodeURIComponent((value ?? '').toWellFormed()).replaceAll('%3A', ':');
  });
  return isWhole ? text : undefined;
};
