type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keywords that Anthropic refuses at the top of a tool's schema. */
const choices = ['anyOf', 'oneOf', 'allOf'] as const;

export interface InputSchema {
  type: 'object';
  properties: unknown;
  [keyword: string]: unknown;
}

/**
 * A tool's schema as Anthropic takes it: an object at the top, without a choice there (the properties of all variants are
 * offered, those of `allOf` stay required), and without `type: null`, which is no JSON Schema and comes from real MCP servers.
 */
export const inputSchema = (given: Schema | undefined): InputSchema => {
  const { $schema: _dialect, anyOf, oneOf, allOf, ...top } = cleaned(given ?? {});
  const properties: Record<string, unknown> = isSchema(top['properties']) ? { ...top['properties'] } : {};
  const required = new Set<unknown>(Array.isArray(top['required']) ? top['required'] : []);
  for (const [index, variants] of [anyOf, oneOf, allOf].entries()) {
    for (const variant of Array.isArray(variants) ? variants : []) {
      if (!isSchema(variant)) continue;
      if (isSchema(variant['properties'])) Object.assign(properties, variant['properties']);
      if (choices[index] === 'allOf' && Array.isArray(variant['required']))
        for (const name of variant['required']) required.add(name);
    }
  }
  const named = [...required].filter((name) => typeof name === 'string');
  const { required: _required, ...rest } = top;
  return { ...rest, type: 'object', properties, ...(named.length > 0 ? { required: named } : {}) };
};

const cleaned = (schema: Schema): Schema =>
  Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]) =>
      keyword === 'type' && value === null ? [] : [[keyword, cleanedValue(value)]],
    ),
  );

const cleanedValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(cleanedValue);
  return isSchema(value) ? cleaned(value) : value;
};
