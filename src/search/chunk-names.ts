import { saidAbove } from './chunk-blocks.ts';

/** Where a line stands that may declare something. */
export interface Where {
  /** In nothing else: what is assigned here is known by its name, in a function it is not. */
  readonly isTop: boolean;
  readonly isMarkdown: boolean;
}

const heading = /^#{1,6}\s+(.*?)\s*#*$/;
/** `describe('the plan', () => {`, `test "adds" do`: known by their texts. */
const called = /^[\w.]+(?:\s*\(\s*|\s+)(['"`])(.+?)\1.*(?:=>|\bfunction\b|\bdo$|\{$)/;
/** Go names the receiver before the method. */
const receiver = /^func\s*\([^)]*\)\s*/;
const imports = /^(?:import|from|package|using|use|require|#(?:include|import|define|undef|if\w*|pragma))\b/;

const declares =
  /^(?:[\w@()]+\s+)*?(?:class|interface|struct|enum|union|trait|impl|module|mod|namespace|def|defp|defmodule|fn|func|function|fun|sub|proc|procedure|type|typedef|record|object|protocol|extension|macro|message|service|rpc|contract|table|view|trigger)\b\s*[*]?/i;
/** `name(parameters): type {` */
const method = /^[\w$#*<>[\],?&:~\s]+\(.*\)[^()=]*\{$/;
/** `name = (parameters) =>`, `name: function` */
const assigned = /^[\w$#.\s]+[=:].*(?:=>|\bfunction\b)/;
const value = /^[\w$\s]+[=:]/;

/** Where the name is over: parameters, types, bodies, values, what it extends. */
const over = /[({<=:;[,]|\s(?:extends|implements|where|as|is|returns?|inherits|for|on)\b/i;
const word = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** Words that never are the name. */
const noNames = new Set(
  'if else elif for foreach while until do switch match case default return throw raise try catch except finally with when in of await yield new delete typeof assert static async const let var val function class struct interface enum record trait type def end export public private'.split(
    ' ',
  ),
);

/** Characters: names are short, and what is longer is none. */
const longest = 60;

/** What a line declares, in any language that does so in the usual ways; '' where that is not to be seen. */
export const nameIn = (line: string, { isTop, isMarkdown }: Where): string => {
  const text = isMarkdown ? (heading.exec(line)?.[1] ?? '') : called.exec(line)?.[2];
  if (text !== undefined) return text.slice(0, longest);
  if (saidAbove.test(line) || imports.test(line)) return '';
  const isNamed = [declares, method, assigned, ...(isTop ? [value] : [])].some((shape) => shape.test(line));
  if (!isNamed) return '';
  const [declared = ''] = line.replace(receiver, '').split(over, 1);
  const name = (declared.match(word) ?? []).findLast((one) => !noNames.has(one)) ?? '';
  return name.length > longest ? '' : name;
};
