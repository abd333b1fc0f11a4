/** A name in a piece of code, and where it stands there first. */
export interface Word {
  readonly name: string;
  /** UTF-16 units from the beginning of the piece. */
  readonly at: number;
}

/** Words of the languages themselves; whoever asks where they are defined gets no answer. */
const keywords = new Set(
  `abstract and any array assert async await base bool boolean break byte case catch chan char class const continue debugger
   declare def default defer del delete do double elif else end enum error except export extends extern false final finally
   float fn for from fun func function get global go goto if impl implements import in instanceof int interface internal is
   lambda let long match module mut namespace never new nil none nonlocal not null number object of operator or override
   package pass private protected protocol public raise range readonly record ref return self set short sizeof static str
   string struct sub super switch this throw throws trait true try type typeof undefined union unknown unsigned use using
   val var virtual void volatile where while with yield`.split(/\s+/),
);

/** Texts and comments name nothing. */
const silent = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?<=^|\s)#[^\n]*/g;

const word = /(?<![\w$.])[A-Za-z_$][\w$]{2,}|(?<=\.)[A-Za-z_$][\w$]{2,}/g;

/** The names in a piece of code, those worth asking about first: what is imported, types, what is called, then the rest. */
export const wordsIn = (code: string, imports: string): readonly Word[] => {
  const heard = code.replaceAll(silent, (text) => ' '.repeat(text.length));
  const imported = new Set(imports.match(/[A-Za-z_$][\w$]*/g));
  const found = new Map<string, Word & { readonly worth: number }>();
  for (const { 0: name, index: at } of heard.matchAll(word)) {
    if (found.has(name) || keywords.has(name.toLowerCase())) continue;
    const called = /^\s*\(/.test(heard.slice(at + name.length, at + name.length + 20));
    const worth = (imported.has(name) ? 4 : 0) + (/^[A-Z]/.test(name) ? 2 : 0) + (called ? 1 : 0);
    found.set(name, { name, at, worth });
  }
  return [...found.values()].toSorted((a, b) => b.worth - a.worth || a.at - b.at).map(({ name, at }) => ({ name, at }));
};
