/** Where new files of code go: tests, and code in another language. Paths with `/`, relative to the workspace. */

interface Parts {
  readonly folder: string;
  readonly name: string;
  /** With its dot; '' where there is none. */
  readonly ending: string;
}

const partsOf = (path: string): Parts => {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const file = path.slice(folder.length);
  const dot = file.lastIndexOf('.');
  return dot > 0 ? { folder, name: file.slice(0, dot), ending: file.slice(dot) } : { folder, name: file, ending: '' };
};

/** How each language calls the tests of a file: the first is usual, all are looked for. */
const testNames: Readonly<Record<string, readonly string[]>> = {
  python: ['test_*', '*_test'],
  go: ['*_test'],
  ruby: ['*_spec', '*_test', 'test_*'],
  java: ['*Test', '*Tests'],
  kotlin: ['*Test'],
  scala: ['*Spec', '*Test'],
  groovy: ['*Spec', '*Test'],
  csharp: ['*Tests', '*Test'],
  fsharp: ['*Tests'],
  vb: ['*Tests'],
  swift: ['*Tests'],
  php: ['*Test'],
  dart: ['*_test'],
  elixir: ['*_test'],
  rust: ['*_test'],
  c: ['test_*', '*_test'],
  cpp: ['*_test', 'test_*'],
  lua: ['*_spec', '*_test'],
  haskell: ['*Spec'],
};

/** JavaScript and its kin. */
const usualNames = ['*.test', '*.spec'];

/** Elixir compiles `.ex` and runs tests from `.exs`. */
const endingOf = (languageId: string, ending: string): string => (languageId === 'elixir' ? '.exs' : ending);

const namesFor = (languageId: string): readonly string[] => testNames[languageId] ?? usualNames;

/** True for the path of a file that holds tests. */
export const isTestPath = (path: string, languageId: string): boolean => {
  const { name } = partsOf(path);
  return namesFor(languageId).some((pattern) => matches(name, pattern));
};

const matches = (name: string, pattern: string): boolean => {
  const [before = '', after = ''] = pattern.split('*');
  return name.length > pattern.length - 1 && name.startsWith(before) && name.endsWith(after);
};

/** A glob for all tests of this language, in any folder. */
export const testGlob = (path: string, languageId: string): string => {
  const names = namesFor(languageId);
  const ending = endingOf(languageId, partsOf(path).ending);
  return `**/${names.length > 1 ? `{${names.join(',')}}` : names[0]}${ending}`;
};

/** Folders that tests are kept in. */
const testFolders = ['__tests__', 'tests', 'test', 'spec'];

/** Paths that the tests of a file may have, the usual one first: beside it, in a folder of tests beside it or at the top. */
export const testPaths = (path: string, languageId: string): readonly string[] => {
  const { folder, name, ending } = partsOf(path);
  const files = namesFor(languageId).map((pattern) => pattern.replace('*', name) + endingOf(languageId, ending));
  const java = folder.includes('src/main/') ? [folder.replace('src/main/', 'src/test/')] : [];
  const inside = folder.replace(/^(?:src|lib|app)\//, '');
  const folders = [
    ...java,
    folder,
    ...testFolders.map((tests) => `${folder}${tests}/`),
    ...testFolders.map((tests) => `${tests}/${inside}`),
  ];
  return [...new Set(folders)].flatMap((one) => files.map((file) => one + file));
};

/**
 * Where the tests of a file go where it has none: called and placed as the tests of this language that are there already,
 * nearest first.
 */
export const newTestPath = (path: string, languageId: string, others: readonly string[]): string => {
  const paths = testPaths(path, languageId);
  const [like] = others;
  if (like === undefined) return paths[0] ?? path;
  const there = partsOf(like);
  const { folder } = partsOf(path);
  const pattern = namesFor(languageId).find((one) => matches(there.name, one));
  const called = paths.filter((one) => pattern === undefined || matches(partsOf(one).name, pattern));
  const placed =
    called.find((one) => partsOf(one).folder === there.folder) ?? called.find((one) => kin(one, there.folder));
  return placed ?? called.find((one) => partsOf(one).folder === folder) ?? paths[0] ?? path;
};

/** Both lie in a folder of tests of one name, at the top or further down. */
const kin = (path: string, folder: string): boolean => {
  const tests = testFolders.find((one) => `/${folder}`.includes(`/${one}/`));
  if (tests === undefined) return false;
  return folder.startsWith(`${tests}/`) ? path.startsWith(`${tests}/`) : path.includes(`/${tests}/`);
};

/** The same name with another ending. */
export const translatedPath = (path: string, extension: string): string => {
  const { folder, name } = partsOf(path);
  return `${folder}${name}.${extension}`;
};
