/** Which files the arguments of a tool name, whatever their shape. */

/** Arguments that name files: `filePath`, `path`, `filePaths`, `uri`, … */
const pathName = /path|file|uri/i;

/** Arguments of tools are three or four deep; nobody looks for files below this. */
const deepest = 20;

/**
 * Every string that may name a file: those below a name like `files` or `path` at any depth, the names in a table of files
 * (`{ files: { 'src/a.ts': … } }`), and addresses of files (`file:`) wherever they stand. Throws where arguments are nested
 * so deeply that nobody could tell.
 */
export const pathsIn = (input: Readonly<Record<string, unknown>>): readonly string[] => [
  ...new Set(gathered(input, false, 0)),
];

const gathered = (value: unknown, isNamed: boolean, depth: number): readonly string[] => {
  if (typeof value === 'string') return isNamed || /^file:/i.test(value.trim()) ? [value.trim()] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (depth > deepest) throw new Error('its arguments are nested too deeply to tell which files they name');
  if (Array.isArray(value)) return value.flatMap((one: unknown) => gathered(one, isNamed, depth + 1));
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(isNamed && /[./\\]/.test(name) ? [name] : []),
    ...gathered(inner, isNamed || pathName.test(name), depth + 1),
  ]);
};
