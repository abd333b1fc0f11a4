import { isLoose } from './loose.ts';

/**
 * A JSON value in which no schema has a `type` beside a choice or a reference: it stands in the branches that name none.
 * Moonshot refuses every other place: "when using anyOf, type should be defined in anyOf items instead of the parent schema".
 */
export const withTypesInBranches = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withTypesInBranches);
  if (!isLoose(value)) return value;
  const { type, ...rest } = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withTypesInBranches(inner)]),
  );
  // Under `properties` these are names like any other, and hold schemas.
  const isType = typeof type === 'string' || Array.isArray(type);
  const choices = ['anyOf', 'oneOf'].filter((name) => Array.isArray(rest[name]));
  if (isType && typeof rest['$ref'] === 'string') return rest;
  if (!isType || choices.length === 0) return type === undefined ? rest : { type, ...rest };
  return { ...rest, ...Object.fromEntries(choices.map((name) => [name, typed(rest[name], type)])) };
};

const typed = (branches: unknown, type: unknown): unknown =>
  [branches]
    .flat()
    .map((branch) => (isLoose<'$ref'>(branch) && branch.$ref === undefined ? { type, ...branch } : branch));
