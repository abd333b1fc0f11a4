type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface InputSchema {
  type: 'object';
  properties: unknown;
  [keyword: string]: unknown;
}

/**
 * A tool's schema as Anthropic takes it: an object at the top, without a choice there (the properties of all variants are
 * offered, those of `allOf` stay required), and without `type: null`, which is no JSON Schema and comes from real MCP servers.
 */
export const inputSchema = (given: Schema | undefined): InputSchema => {
  const { $schema: _dialect, anyOf, oneOf, allOf, required, ...top } = cleaned(given ?? {});
  const variants = [anyOf, oneOf, allOf].flat().filter(isSchema);
  const properties = Object.assign({}, ...variants.map(propertiesOf), propertiesOf(top));
  const all = [allOf].flat().filter(isSchema);
  const names = [required, ...all.map((part) => part['required'])].flat().filter((name) => typeof name === 'string');
  return { ...top, type: 'object', properties, ...(names.length > 0 ? { required: [...new Set(names)] } : {}) };
};

const propertiesOf = (schema: Schema): Schema => (isSchema(schema['properties']) ? schema['properties'] : {});

const cleaned = (schema: Schema): Schema =>
  Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]) =>
      keyword === 'type' && value === null ? [] : [[keyword.toWellFormed(), cleanedValue(value)]],
    ),
  );

const cleanedValue = (value: unknown): unknown => {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(cleanedValue);
  return isSchema(value) ? cleaned(value) : value;
};
