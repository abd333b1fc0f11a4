import type { FunctionDeclarationSchema } from '@google/generative-ai';

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keywords that Gemini's subset of OpenAPI shares with JSON Schema and that need no change. */
const plain = [
  'description',
  'pattern',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
] as const;

const types = new Set<unknown>(['string', 'number', 'integer', 'boolean', 'array', 'object']);
/** Of all formats Gemini takes these; `uri`, `email` and the rest are answered with 400. */
const formats = new Set<unknown>(['enum', 'date-time', 'float', 'double', 'int32', 'int64']);

/** Schemas in one tool; what exceeds it is an object of any kind. References to references can unfold without end. */
const mostSchemas = 1_000;

interface Place {
  /** The whole schema, into which `$ref` points. */
  readonly root: Schema;
  /** References that lead here: one of them again would never end. */
  readonly refs: readonly string[];
  readonly room: { left: number };
}

/**
 * A tool's JSON Schema as Gemini's `parameters` takes it: a subset of OpenAPI, which every server that speaks Gemini knows,
 * unlike `parametersJsonSchema`. Undefined for a tool without parameters: an object without properties is refused.
 */
export const parametersOf = (given: Schema | undefined): FunctionDeclarationSchema | undefined => {
  if (!given) return undefined;
  const top = { properties: {}, ...given, type: 'object' };
  const { nullable: _nullable, ...schema } = reduced(top, { root: given, refs: [], room: { left: mostSchemas } });
  return isSchema(schema['properties']) ? (schema as object as FunctionDeclarationSchema) : undefined;
};

const reduced = (given: unknown, place: Place): Schema => {
  // `true` and `{}` allow everything, which the subset cannot say.
  if (!isSchema(given)) return { type: 'string' };
  if (place.room.left-- <= 0) return { type: 'object' };
  const { schema, refs } = merged(given, place);
  const inner: Place = { ...place, refs };
  const { choices, nullable: nullableChoice } = choicesOf(schema);
  const named = typesOf(schema);
  const isNullable = nullableChoice || named.nullable || schema['nullable'] === true;
  const nullable = isNullable ? { nullable: true } : {};
  if (choices.length > 1) {
    const { description } = schema;
    const anyOf = choices.map((choice) => reduced(choice, inner));
    return { ...(typeof description === 'string' ? { description } : {}), ...nullable, anyOf };
  }
  if (named.types.length > 1) {
    const { type: _type, ...rest } = schema;
    return { ...nullable, anyOf: named.types.map((type) => ofType(type, rest, inner)) };
  }
  if (choices.length === 1) return { ...reduced({ ...withoutChoices(schema), ...choices[0] }, inner), ...nullable };
  return { ...ofType(named.types[0] ?? guessed(schema), schema, inner), ...nullable };
};

const withoutChoices = ({ anyOf: _any, oneOf: _one, type: _type, ...rest }: Schema): Schema => rest;

interface Merged {
  readonly schema: Schema;
  readonly refs: readonly string[];
}

/** Follows a local reference and takes the parts of `allOf` together. */
const merged = (given: Schema, place: Place): Merged => {
  const { $ref, allOf, ...own } = given;
  const parts: unknown[] = [allOf].flat();
  let { refs } = place;
  if (typeof $ref === 'string') {
    parts.unshift(refs.includes($ref) ? { type: 'object' } : resolved($ref, place.root));
    refs = [...refs, $ref];
  }
  let schema: Schema = own;
  for (const part of parts.filter(isSchema)) {
    const other = merged(part, { ...place, refs });
    schema = { ...other.schema, ...schema, ...both('properties', other, schema), ...both('required', other, schema) };
    refs = other.refs;
  }
  return withVariants({ schema, refs }, place);
};

/** A choice beside own properties, mostly of what is required: all properties are offered, those of the variants freely. */
const withVariants = (own: Merged, place: Place): Merged => {
  const { anyOf, oneOf, ...rest } = own.schema;
  if (!isSchema(rest['properties'])) return own;
  let { refs } = own;
  let properties: Schema = rest['properties'];
  for (const variant of [anyOf, oneOf].flat().filter(isSchema)) {
    const other = merged(variant, { ...place, refs });
    if (isSchema(other.schema['properties'])) properties = { ...other.schema['properties'], ...properties };
    refs = other.refs;
  }
  return { schema: { ...rest, properties }, refs };
};

const both = (keyword: 'properties' | 'required', one: Merged, other: Schema): Schema => {
  const [first, second] = [one.schema[keyword], other[keyword]];
  if (isSchema(first) && isSchema(second)) return { [keyword]: { ...first, ...second } };
  if (Array.isArray(first) && Array.isArray(second)) return { [keyword]: [...first, ...second] };
  return {};
};

/** `#/$defs/Name`: a path from the root, with `~1` for a slash. */
const resolved = (ref: string, root: Schema): unknown => {
  if (!ref.startsWith('#')) return undefined;
  const path = ref.slice(1).split('/').filter(Boolean);
  return path.reduce<unknown>(
    (value, step) => (isSchema(value) ? value[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
    root,
  );
};

const isNull = (schema: unknown): boolean =>
  isSchema(schema) && (schema['type'] === 'null' || schema['const'] === null);

const choicesOf = (schema: Schema): { readonly choices: readonly Schema[]; readonly nullable: boolean } => {
  const all = [schema['anyOf'] ?? schema['oneOf']].flat().filter(isSchema);
  const choices = all.filter((choice) => !isNull(choice));
  return { choices, nullable: choices.length < all.length };
};

const typesOf = ({ type }: Schema): { readonly types: readonly string[]; readonly nullable: boolean } => {
  const all = [type].flat();
  const known = all.filter((name) => typeof name === 'string').filter((name) => types.has(name));
  return { types: known, nullable: all.includes('null') };
};

const guessed = (schema: Schema): string => {
  if (isSchema(schema['properties'])) return 'object';
  return schema['items'] === undefined ? 'string' : 'array';
};

const ofType = (type: string, schema: Schema, place: Place): Schema => ({
  type,
  ...Object.fromEntries(plain.flatMap((name) => (fits(name, schema[name]) ? [[name, schema[name]]] : []))),
  ...(formats.has(schema['format']) ? { format: schema['format'] } : {}),
  ...valuesOf(type, schema),
  ...(type === 'array' ? { items: itemsOf(schema, place) } : {}),
  ...(type === 'object' ? membersOf(schema, place) : {}),
});

const fits = (name: (typeof plain)[number], value: unknown): boolean =>
  typeof value === (name === 'description' || name === 'pattern' ? 'string' : 'number');

/** Gemini lists texts only. Other values are told in the description, so that the tool still gets a number for a number. */
const valuesOf = (type: string, schema: Schema): Schema => {
  const values = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : [];
  const said = values.filter((value) => value !== null && value !== '');
  if (said.length === 0) return {};
  if (type === 'string' && said.every((value) => typeof value === 'string')) return { enum: said };
  const description = typeof schema['description'] === 'string' ? `${schema['description']} ` : '';
  return { description: `${description}One of: ${said.map((value) => JSON.stringify(value)).join(', ')}.` };
};

const itemsOf = ({ items, prefixItems }: Schema, place: Place): Schema => {
  const tuple = [prefixItems ?? items].flat();
  if (tuple.length < 2) return reduced(tuple[0], place);
  return { anyOf: tuple.map((item) => reduced(item, place)) };
};

const membersOf = (schema: Schema, place: Place): Schema => {
  const properties = Object.entries(isSchema(schema['properties']) ? schema['properties'] : {});
  if (properties.length === 0) return {};
  const names = new Set<unknown>(properties.map(([name]) => name));
  const required = [...new Set([schema['required']].flat().filter((name) => names.has(name)))];
  return {
    properties: Object.fromEntries(properties.map(([name, value]) => [name, reduced(value, place)])),
    ...(required.length > 0 ? { required } : {}),
  };
};
