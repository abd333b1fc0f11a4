/** A sign of one kind is looked for only where one of its characters stands in the text: most prose has none of them. */
export interface Pattern {
  /** Absent: looked for always. */
  readonly needs?: string;
  readonly pattern: RegExp;
}

/** A text, and which characters it has. */
export class Said {
  readonly text: string;
  /** By character; all beyond ASCII are one. */
  readonly #has = new Uint8Array(0x81);

  constructor(text: string) {
    this.text = text;
    const has = this.#has;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      has[code < beyondAscii ? code : beyondAscii] = 1;
    }
  }

  /** One after the other, not as one pattern: V8 then sees at once where a rare letter is missing. */
  shows(patterns: readonly Pattern[]): boolean {
    return patterns.some(
      ({ needs, pattern }) => (needs === undefined || this.#holdsOne(needs)) && pattern.test(this.text),
    );
  }

  #holdsOne(characters: string): boolean {
    for (let at = 0; at < characters.length; at++)
      if (this.#has[Math.min(characters.charCodeAt(at), beyondAscii)] === 1) return true;
    return false;
  }
}

const beyondAscii = 0x80;
const digits = '0123456789';

/** What is looked for in what a person wrote. */
export const patterns = {
  /** A frame of code, and what only compilers and runtimes write. */
  fence: [{ needs: '`~', pattern: /```|~~~/ }],
  trace: [
    { needs: ':', pattern: /^[ \t]*at [^\n]{1,200}:\d/m },
    { needs: `(${digits}`, pattern: /^Traceback \(most|^goroutine \d/m },
    { needs: 'E', pattern: /\w(?:Error|Exception)\b/ },
    { needs: `[${digits}`, pattern: /\berror(?:\[\w{1,8}\]| [A-Z]{1,3}\d{3,5}\b)/ },
    { needs: '!:', pattern: /\bnpm ERR!|\bpanic:/ },
    { pattern: /segmentation fault|core dumped/ },
  ],
  /** Lines that end or begin as only code does, and operators that no sentence has. */
  codeLine: [
    { needs: '=', pattern: /=>|===|!==/ },
    { needs: 'TB', pattern: /\bSELECT |\bGROUP BY |\bINSERT INTO |\bCREATE TABLE / },
    { needs: '{};', pattern: /(?:[{}]|[)\]}"'`\d];)[ \t]*$/m },
    {
      needs: '(=#;',
      pattern:
        /^[ \t]*(?:(?:def|fn|func|function) \w+ ?\(|(?:const|let|var) [\w{[][^\n=]{0,60}=|#include\b|return\b[^\n;]{0,80};)/m,
    },
    {
      pattern:
        /^[ \t]*(?:from [\w.]+ import |import (?:[{*'"]|[\w.]+[ \t]*$)|(?:public|private) (?:static|void|class|int|async|final) )/m,
    },
  ],
  inlineCode: [{ needs: '`', pattern: /`[^`\n]{1,80}`/ }],
  /** `getUserById`, `user_id`, `checkout()`; not `iPhone` or `macOS`. */
  identifier: [
    { pattern: /[A-Z](?<=\b[a-z]{2,30}[A-Z])[a-z]/ },
    { needs: '_', pattern: /_(?<=\b[a-z][a-z0-9]{0,30}_)[a-z]/ },
    { needs: '(', pattern: /\w\(\)/ },
  ],
  /** Ways to point at code in VS Code's chat, and folders that only programs have. */
  pointer: [
    { needs: '#', pattern: /#(?:file|sym|selection|codebase|editor|changes|problems|testFailure|usages)\b/ },
    { needs: '/', pattern: /\b(?:src|lib|node_modules|packages)\/\w/ },
  ],
  symbols: [
    { needs: '∀', pattern: /[∀∃∑∏∫√∂∇∈⊂∪∩]/ },
    { needs: '\\', pattern: /\\(?:frac|int|sum|prod|sqrt|lim|partial|infty|mathbb|begin)\b/ },
    { needs: '^', pattern: /\b[a-z]\^\d/ },
  ],
  /** `O(n log n)` */
  order: [{ needs: '(', pattern: /\bO\((?:1|log|[a-zA-Z][ \d)^²+*])/ }],
} as const satisfies Readonly<Record<string, readonly Pattern[]>>;
