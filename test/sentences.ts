import { parseSync, visitorKeys, type Expression, type Node } from 'oxc-parser';

export interface Place {
  readonly file: string;
  readonly line: number;
}

/** A call of `t`. */
export interface Said extends Place {
  readonly sentence: string;
  /** How many values it is given; undefined where a list of them is spread, or the sentence is split at its braces. */
  readonly values: number | undefined;
}

/** Words beside `t`, with `{}` for what stands between them. */
export interface Unsaid extends Place {
  readonly words: string;
  /** What it stands in, from the file inwards: constants, properties, and functions that are called. */
  readonly within: readonly string[];
}

export interface Source {
  readonly said: readonly Said[];
  /** Calls of `t` that nobody can look up. */
  readonly wrong: readonly Place[];
  /** What looks like a sentence for people and is not said through `t`. */
  readonly unsaid: readonly Unsaid[];
}

/** What a source file of ours says. */
export const readSource = (file: string, text: string): Source => {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const said: Said[] = [];
  const wrong: Place[] = [];
  const unsaid: Unsaid[] = [];
  const at = ({ start }: Node): Place => ({ file, line: text.slice(0, start).split('\n').length });
  const speaks = program.body.some(importsT);
  const visit = (node: Node, parent: Node | undefined, within: readonly string[]): void => {
    if (isQuiet(node)) return;
    const values = speaks && node.type === 'CallExpression' && isT(node.callee) ? node.arguments : undefined;
    if (values) {
      const [first, ...others] = values;
      const sentence = first && first.type !== 'SpreadElement' ? literal(first) : undefined;
      const isOpen = others.some(({ type }) => type === 'SpreadElement') || isTakenApart(node, parent);
      if (sentence === undefined) wrong.push(at(node));
      else said.push({ ...at(node), sentence, values: isOpen ? undefined : others.length });
      for (const value of others) visit(value, node, within);
      return;
    }
    if (speaks && isT(node) && isValue(node, parent)) wrong.push(at(node));
    for (const words of [...wordsIn(node, parent), ...labelIn(node, within)])
      unsaid.push({ ...at(node), words, within });
    const name = nameOf(node);
    for (const child of childrenOf(node)) visit(child, node, name === '' ? within : [...within, name]);
  };
  visit(program, undefined, []);
  return { said, wrong, unsaid };
};

const importsT = (node: Node): boolean =>
  node.type === 'ImportDeclaration' &&
  node.specifiers.some((one) => one.local.name === 't' && /\/(?:l10n|words)\.ts$/.test(node.source.value));

const isT = (node: Node): boolean => node.type === 'Identifier' && node.name === 't';

/** Not a name that only looks the same: a member, a key, or the import itself. */
const isValue = (node: Node, parent: Node | undefined): boolean => {
  if (parent?.type === 'MemberExpression') return parent.object === node;
  if (parent?.type === 'Property') return parent.value === node && !parent.shorthand;
  return parent?.type !== 'ImportSpecifier' && parent?.type !== 'ExportSpecifier';
};

/** What the node says, if it says the same every time. */
const literal = (node: Expression): string | undefined => {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
};

/** Types, and what only the log is told: that stays English, for whoever helps. */
const isQuiet = (node: Node): boolean =>
  (node.type.startsWith('TS') && !/^TS(?:As|Satisfies|NonNull)/.test(node.type)) ||
  (node.type === 'CallExpression' && isLog(node.callee));

const isLog = (callee: Node): boolean =>
  lastName(callee) === 'onBug' ||
  (callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    /^(?:trace|debug|info|warn|error)$/.test(callee.property.name) &&
    lastName(callee.object) === 'log');

/** `a`, `#a` and `b.a` */
const lastName = (node: Node): string => {
  if (node.type === 'Identifier' || node.type === 'PrivateIdentifier') return node.name;
  return node.type === 'MemberExpression' ? lastName(node.property) : '';
};

const nameOf = (node: Node): string => {
  if (node.type === 'VariableDeclarator') return lastName(node.id);
  if (node.type === 'Property' || node.type === 'PropertyDefinition' || node.type === 'MethodDefinition')
    return lastName(node.key);
  return node.type === 'CallExpression' || node.type === 'NewExpression' ? lastName(node.callee) : '';
};

/** A list of words, or a sentence that is split at its braces. */
const isTakenApart = (node: Node, parent: Node | undefined): boolean =>
  parent?.type === 'MemberExpression' && parent.object === node && lastName(parent) === 'split';

const wordsIn = (node: Node, parent: Node | undefined): readonly string[] => {
  if (isTakenApart(node, parent) || (parent?.type === 'Property' && parent.key === node)) return [];
  if (node.type === 'TemplateLiteral') {
    const whole = node.quasis.map(({ value }) => value.cooked ?? '').join('{}');
    const isDrawn = parent?.type === 'TaggedTemplateExpression' && /^(?:html|svg)$/.test(lastName(parent.tag));
    return isDrawn ? drawn(whole) : [whole].filter(isSentence);
  }
  return node.type === 'Literal' && typeof node.value === 'string' ? [node.value].filter(isSentence) : [];
};

/** A capital and another word, or three words in a row whatever comes first. */
const isSentence = (words: string): boolean =>
  /^[“(]?[A-Z][\p{L}’'-]*[,:;]?\s+\S/u.test(words) || /[a-z’']{2,},? [a-z’']+,? [a-z’']{2,}/.test(words);

/** One word where a person reads it; our own name is the same everywhere. */
const labelIn = (node: Node, within: readonly string[]): readonly string[] =>
  node.type === 'Literal' &&
  typeof node.value === 'string' &&
  /^\p{Lu}\p{Ll}+[….:]?$/u.test(node.value) &&
  node.value !== 'Keyway' &&
  /^(?:title|label|placeholder|prompt|description|tooltip|text|button|tell)$/.test(within.at(-1) ?? '')
    ? [node.value]
    : [];

/** Texts between tags, and attributes that are read out or shown. */
const drawn = (markup: string): readonly string[] =>
  [
    ...[...markup.matchAll(/\s(?:aria-label|aria-description|title|placeholder|label|alt)="([^"]*)"/g)].map(
      ([, value = '']) => value,
    ),
    ...markup.replaceAll(/<!--.*?-->/gs, '').split(/<[^>]*>/),
  ].flatMap((text) => (/[A-Za-z]{2}/.test(text) ? [text.trim()] : []));

const childrenOf = (node: Node): readonly Node[] =>
  (visitorKeys[node.type] ?? []).flatMap((key) => {
    const value: unknown = Reflect.get(node, key);
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;
