/** A pattern for exactly this text, in elements whose text may carry blanks around it. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${escaped(text)}\\s*$`);
}

/** Whether a text contains the words, or matches the pattern. */
export function says(text: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
}

function escaped(text: string): string {
  // Titles come with ordinary blanks; the workbench draws some of them as no-break ones.
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s');
}
