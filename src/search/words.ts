/** The words of texts and questions, as the index of words holds them. */

const piece = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lm}\p{M}]+|\p{N}+/gu;
const name = /[\p{L}\p{N}\p{M}]+/gu;

/** Longer ones are hashes and keys that nobody looks for. */
const longest = 40;

/** `parseHTTPHeader` is found by itself and as parse, http, header. Lower case. */
export const wordsIn = (text: string): readonly string[] => {
  const words: string[] = [];
  for (const [whole] of text.matchAll(name)) {
    if (whole.length > longest) continue;
    const parts = whole.match(piece) ?? [];
    for (const part of parts) words.push(part.toLowerCase());
    if (parts.length > 1) words.push(whole.toLowerCase());
  }
  return words;
};

/** What questions are made of, whatever they ask for. */
const idle = new Set(
  'a an and any are as at be been before being but by can could did do does doing done for from get gets getting had has have having he her here him his how i if in into is it its just let like make makes me my no not of on one only or our out over should so some such than that the their them then there these they this those through to too under until up us use used uses using was we were what when where whether which while who whom why will with would you your about after all also code file files find show tell implemented implement implementation located happen happens place part'.split(
    ' ',
  ),
);

/** Beyond that many a question is a text, and its first words say most. */
const most = 32;

/** What is worth looking for in a question, each once; all of its words where every one is idle. */
export const questionWords = (question: string): readonly string[] => {
  const words = [...new Set(wordsIn(question))];
  const telling = words.filter((word) => word.length > 1 && !idle.has(word));
  return (telling.length > 0 ? telling : words).slice(0, most);
};
