/** The same value without lone surrogates, which JSON cannot carry: OpenAI, Anthropic and Google answer them with 400. */
export const wellFormed = (value: unknown): unknown => {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  return typeof value === 'object' && value !== null ? wellFormedFields(value) : value;
};

export const wellFormedFields = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toWellFormed(), wellFormed(value)]));
