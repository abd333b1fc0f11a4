/** What a job says and knows of languages, by VS Code's id. */

interface Language {
  readonly name: string;
  /** Without its dot. */
  readonly extension: string;
  /** What models call it behind a fence, beside its id, its name and its extension. */
  readonly also?: readonly string[];
  /** How its declarations are documented. */
  readonly docs?: string;
}

const jsdoc = 'JSDoc comments (`/** … */`), types only where the code has none';
const tsdoc = 'TSDoc comments (`/** … */`) without types, which the code has already';
const javadoc = 'Javadoc comments (`/** … */`)';
const doxygen = 'Doxygen comments (`/** … */`)';

/** Ids of VS Code's own languages, and of the extensions most people have. */
const languages: Readonly<Record<string, Language>> = {
  typescript: { name: 'TypeScript', extension: 'ts', docs: tsdoc },
  typescriptreact: { name: 'TypeScript (React)', extension: 'tsx', also: ['typescript', 'ts'], docs: tsdoc },
  javascript: { name: 'JavaScript', extension: 'js', also: ['mjs', 'cjs', 'node'], docs: jsdoc },
  javascriptreact: { name: 'JavaScript (React)', extension: 'jsx', also: ['javascript', 'js'], docs: jsdoc },
  python: { name: 'Python', extension: 'py', also: ['python3'], docs: 'docstrings' },
  go: { name: 'Go', extension: 'go', also: ['golang'], docs: 'Go doc comments, which begin with the declared name' },
  rust: { name: 'Rust', extension: 'rs', docs: 'rustdoc comments (`///`)' },
  java: { name: 'Java', extension: 'java', docs: javadoc },
  kotlin: { name: 'Kotlin', extension: 'kt', docs: 'KDoc comments (`/** … */`)' },
  csharp: { name: 'C#', extension: 'cs', also: ['c#'], docs: 'XML documentation comments (`///`)' },
  cpp: { name: 'C++', extension: 'cpp', also: ['c++', 'cc', 'cxx', 'hpp', 'h'], docs: doxygen },
  c: { name: 'C', extension: 'c', also: ['h'], docs: doxygen },
  php: { name: 'PHP', extension: 'php', docs: 'PHPDoc comments (`/** … */`)' },
  ruby: { name: 'Ruby', extension: 'rb', docs: 'YARD comments' },
  swift: { name: 'Swift', extension: 'swift', docs: 'documentation comments (`///`)' },
  scala: { name: 'Scala', extension: 'scala', docs: 'Scaladoc comments (`/** … */`)' },
  dart: { name: 'Dart', extension: 'dart', docs: 'documentation comments (`///`)' },
  elixir: { name: 'Elixir', extension: 'ex', also: ['exs'], docs: '`@doc` and `@moduledoc` attributes' },
  erlang: { name: 'Erlang', extension: 'erl', docs: 'EDoc comments' },
  haskell: { name: 'Haskell', extension: 'hs', docs: 'Haddock comments (`-- |`)' },
  ocaml: { name: 'OCaml', extension: 'ml', docs: 'odoc comments (`(** … *)`)' },
  clojure: { name: 'Clojure', extension: 'clj', docs: 'docstrings' },
  fsharp: { name: 'F#', extension: 'fs', also: ['f#'], docs: 'XML documentation comments (`///`)' },
  vb: { name: 'Visual Basic', extension: 'vb', also: ['vbnet'], docs: "XML documentation comments (`'''`)" },
  lua: { name: 'Lua', extension: 'lua', docs: 'LDoc comments (`---`)' },
  r: { name: 'R', extension: 'R', docs: "roxygen2 comments (`#'`)" },
  julia: { name: 'Julia', extension: 'jl', docs: 'docstrings' },
  perl: { name: 'Perl', extension: 'pl', docs: 'POD' },
  zig: { name: 'Zig', extension: 'zig', docs: 'documentation comments (`///`)' },
  groovy: { name: 'Groovy', extension: 'groovy', docs: javadoc },
  'objective-c': { name: 'Objective-C', extension: 'm', also: ['objc', 'objectivec'], docs: doxygen },
  shellscript: { name: 'Shell', extension: 'sh', also: ['bash', 'shell', 'zsh', 'console'] },
  powershell: { name: 'PowerShell', extension: 'ps1', also: ['pwsh'], docs: 'comment-based help' },
  sql: { name: 'SQL', extension: 'sql', also: ['postgresql', 'mysql', 'sqlite'] },
  html: { name: 'HTML', extension: 'html' },
  css: { name: 'CSS', extension: 'css' },
  scss: { name: 'SCSS', extension: 'scss' },
  less: { name: 'Less', extension: 'less' },
  vue: { name: 'Vue', extension: 'vue', also: ['html'] },
  svelte: { name: 'Svelte', extension: 'svelte', also: ['html'] },
  json: { name: 'JSON', extension: 'json' },
  jsonc: { name: 'JSON with comments', extension: 'jsonc', also: ['json', 'json5'] },
  yaml: { name: 'YAML', extension: 'yaml', also: ['yml'] },
  toml: { name: 'TOML', extension: 'toml' },
  xml: { name: 'XML', extension: 'xml' },
  markdown: { name: 'Markdown', extension: 'md' },
  latex: { name: 'LaTeX', extension: 'tex' },
  dockerfile: { name: 'Dockerfile', extension: 'dockerfile', also: ['docker'] },
  makefile: { name: 'Makefile', extension: 'mk', also: ['make'] },
  terraform: { name: 'Terraform', extension: 'tf', also: ['hcl'] },
  graphql: { name: 'GraphQL', extension: 'graphql', also: ['gql'] },
  proto3: { name: 'Protocol Buffers', extension: 'proto', also: ['protobuf'] },
  solidity: { name: 'Solidity', extension: 'sol' },
  plaintext: { name: 'plain text', extension: 'txt', also: ['text'] },
};

const languageOf = (id: string): Language | undefined => (Object.hasOwn(languages, id) ? languages[id] : undefined);

/** As people write it; the id itself where it is not known. */
export const languageName = (id: string): string => languageOf(id)?.name ?? id;

/** Without its dot; undefined where the language is not known. */
export const extensionOf = (id: string): string | undefined => languageOf(id)?.extension;

export const docsOf = (id: string): string => languageOf(id)?.docs ?? 'comments in the usual form of the language';

/** Whether a word behind a fence names this language. */
export const isNameOf = (word: string, id: string): boolean => {
  const { name = '', extension = '', also = [] } = languageOf(id) ?? {};
  return [id, name, extension, ...also].some((one) => one.toLowerCase() === word.toLowerCase());
};

/** Text for people: its own words, and fences, are no wrapping. */
export const isProse = (id: string | undefined): boolean =>
  id === 'markdown' || id === 'plaintext' || id === 'latex' || id === 'restructuredtext';

/** Between which of them people translate code, most asked for first. */
export const translatable: readonly string[] = (
  'typescript javascript python go rust java kotlin csharp cpp c swift php ruby scala dart elixir haskell clojure fsharp ' +
  'lua r julia perl zig shellscript powershell sql'
).split(' ');
