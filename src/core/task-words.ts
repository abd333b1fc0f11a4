/**
 * Words that say what a message is about, in lower case. English first; of other languages the words that developers
 * cannot do without.
 */

/**
 * `craft`: only programmers say so. `thing`: what programs are made of, and other things too. `trade`: a language, a
 * library, a program of the trade. `make`: something shall be made or changed. `trouble`: something does not work.
 * `own`: it is the person's. `prose`: a text for people, whatever it is about. The others say that something has to be
 * thought through.
 */
export type WordKind =
  | 'craft'
  | 'thing'
  | 'trade'
  | 'own'
  | 'make'
  | 'trouble'
  | 'how'
  | 'why'
  | 'proof'
  | 'steps'
  | 'tradeoffs'
  | 'design'
  | 'plan'
  | 'logic'
  | 'weigh'
  | 'maths'
  | 'prose';

const kinds: Readonly<Partial<Record<WordKind, string>>> = {
  craft: `pagination websocket websockets vitest pygame prisma monorepo endpoint endpoints localstorage commit commits
    makefile readme lint cron webview dockerize dockerise json yaml xml git github gitlab npm pnpm yarn bash zsh
    powershell sql html scss docker kubernetes k8s terraform ansible webpack vite eslint pytest numpy pandas pytorch
    tailwind graphql grpc wasm nginx merge-konflikt async await refactor debug regex regexp repo codebase css div
    stacktrace linter compiler middleware quicksort hashmap mutex deadlock dockerfile rebase merge-conflict pull-
    request unit-test unit-tests webhook typings changelog ci linked-list binary-search frontend backend segfault
    localhost refaktoriere fehlermeldung código функция функцию функции код скрипт`,
  thing: `function functions method methods class classes interface interfaces struct enum script scripts component
    components api apis bug bugs parser schema loop array arrays module modules hook hooks cli migration exception
    code snippet test tests build merge query queries table column columns button page form field token database
    server container header footer sidebar navbar modal dropdown spreadsheet formula package packages dependency
    dependencies branch variable variables error errors app algorithm funktion funktionen methode klasse klassen
    schnittstelle skript fehler komponente datei tabelle abfrage función método clase fonction méthode tableau
    ошибка ошибку`,
  trade: `typescript javascript js ts python py golang java kotlin scala ruby php perl haskell elixir clojure c++ c# f# dotnet
    react vue angular svelte next.js node.js vue.js nodejs nuxt django flask fastapi rails laravel postgres postgresql mysql
    sqlite mongodb redis pip gradle maven prettier jest mocha playwright tensorflow vscode`,
  own: 'my our mein meine meinem meinen meiner unser unsere mi mon ma notre meu minha',
  make: `write implement create build make add fix repair rewrite convert port optimize optimise generate rename remove delete
    update upgrade migrate extract replace change simplify handle resolve correct translate turn improve polish restyle parse
    schreib schreibe erstelle implementiere behebe korrigiere ergänze füge ändere baue entferne ersetze teste
    escribe crea implementa corrige arregla añade écris écrire crée ajoute implémente напиши исправь создай добавь`,
  trouble: `fail fails failing failed broken break breaks crash crashes crashing crashed throws hangs exits wrong stuck
    kaputt wirft`,
  how: 'how wie cómo como comment как',
  why: 'why warum weshalb wieso pourquoi почему',
  proof: `prove proof disprove derive derivation theorem lemma corollary contradiction
    beweise beweis herleite herleitung demuestra demostrar démontre démontrer докажи`,
  steps: 'step-by-step пошагово',
  tradeoffs: `tradeoff tradeoffs trade-off trade-offs pros cons
    nachteile abwägen abwägung desventajas inconvénients`,
  design: 'entwirf diseña conçois',
  weigh: `evaluate weigh wäge analyze analyse compare vergleiche compara comparez сравни alternatives options architecture
    architektur arquitectura strategy strategie optimal reasoning implications probability rigorously justify scalability complexity
    risks risiken rollback downtime ordering fallacy paradox deduce premise premises`,
  maths: `integral integrals derivative eigenvalue eigenvalues combinatorics irrational logarithm polynomial recurrence
    asymptotic bijection isomorphism`,
};

export const wordKinds: ReadonlyMap<string, WordKind> = new Map(
  Object.entries(kinds).flatMap(([kind, words]) =>
    words.split(/\s+/).map((word): [string, WordKind] => [word, kind as WordKind]),
  ),
);

/**
 * Several words, and words that are others too where they stand alone: looked for in the text in lower case, where a word
 * that begins one is there at all.
 */
export const phrases: readonly (readonly [kind: WordKind, begins: readonly string[], phrase: RegExp])[] = [
  [
    'craft',
    ['pull', 'merge', 'for', 'while', 'unit', 'stack', 'source', 'linked'],
    /\b(?:pull request|merge conflict|(?:for|while) loop|unit tests?|stack trace|source code|linked list)/,
  ],
  [
    'trade',
    ['rust', 'swift', 'go', 'spring', 'node'],
    /\b(?:in|to) (?:rust|swift)\b|\bin go\b|\b(?:go|rust|swift) (?:code|function|program|struct|crate)|\bspring boot\b|\bnode \d/,
  ],
  [
    'steps',
    ['step', 'first', 'think', 'schritt', 'paso', 'étape'],
    /\b(?:step by step|first principles|think (?:it |this )?(?:hard|carefully|deeply|through)|schritt für schritt|paso a paso)|étape par étape/,
  ],
  ['tradeoffs', ['advantages'], /\badvantages and disadvantages\b/],
  ['design', ['design', 'architect'], /\b(?:design|architect) (?:an?|the|my|our|me|us|how)\b/],
  [
    'weigh',
    ['ways', 'root', 'better', 'should', 'decide'],
    /\b(?:how many ways|root cause|which (?:one )?is better|should (?:we|i) use|(?:help me|us) decide)\b/,
  ],
  ['proof', ['solve'], /\bsolve for [a-z]\b/],
  // A migration is thought through where a weekend is not.
  [
    'plan',
    ['plan', 'plane'],
    /\bplane? (?:an?|the|my|our|out|how|eine?|einen|die|den|unsere?n?) (?:[a-zà-ÿ-]{1,30} ){0,3}?(?:migrations?|rollouts?|cutovers?|transition|upgrade|rewrite|refactoring|decomposition|architecture|architektur|umstellung|umzug)\b/,
  ],
  [
    'logic',
    ['necessarily', 'follow', 'follows', 'logically', 'conclude', 'zwingend', 'notwendigerweise'],
    // Looks back from the rarer word.
    /\b(?:necessarily|does it (?:logically )?follow|logically follows|(?:can|may) we conclude|zwingend|notwendigerweise)\b(?<=\b(?:if|given|suppose|assume|assuming|wenn|angenommen) [^?]{1,300})/,
  ],
  [
    'logic',
    ['lying', 'lies', 'truth', 'knaves', 'logic'],
    /\bwho is (?:lying|the liar)\b|\b(?:always|never) (?:lies|tells the truth)\b|\bknights and knaves\b|\blogic (?:puzzle|riddle)\b/,
  ],
  [
    'logic',
    ['flaw', 'flaws', 'hole', 'holes', 'fallacy', 'fallacies'],
    /\b(?:flaws?|holes?|fallacy|fallacies) in (?:the|this|that|my|our|your|his|her|their) (?:[a-z]{1,20} )?(?:argument|reasoning|logic|claim|theory|deduction)\b/,
  ],
  // Looked for where the text it is about is named: who asks to write something does so in every second message.
  [
    'prose',
    `poem story e-mail email letter essay article song speech tweet gedicht geschichte brief aufsatz poema carta poème lettre`.split(
      ' ',
    ),
    /(?:write|draft|compose|schreibe?|escribe|écris) (?:[a-zà-ÿ-]{1,30} ){0,4}(?:poem|story|e-?mail|letter|essay|article|song|speech|tweet|gedicht|geschichte|brief|aufsatz|poema|carta|poème|lettre)\b/,
  ],
];

/** The words of scripts that put no spaces between them. */
export const unspaced: readonly (readonly [kind: WordKind, phrase: RegExp])[] = [
  ['craft', /代码|函数|正则|脚本|单元测试|报错|编译|接口|注释|関数|コード|バグ|スクリプト/],
  ['make', /写|实现|修复|修改|重构|生成|添加|调试|优化|直して|書いて|実装|修正|作成/],
  ['thing', /程序|组件|数组|算法|クラス/],
  ['how', /怎么|如何|どうやって/],
  ['why', /为什么|为何|なぜ/],
  ['proof', /证明|推导|証明/],
  ['steps', /一步一步|逐步|一步步|ステップ/],
  ['tradeoffs', /优缺点|权衡|利弊|長所と短所/],
  ['design', /设计一|设计个|架构设计|設計して/],
  ['weigh', /比较|对比|比較|架构|策略/],
];

/** Endings of files that hold code or belong to it. */
export const codeEndings: ReadonlySet<string> = new Set(
  `ts tsx mts cts js jsx mjs cjs py pyi ipynb rs go java kt kts swift scala rb php pl hs ex exs clj c h cc cpp cxx hpp cs fs
  sql html css scss less vue svelte sh bash zsh ps1 bat json jsonc yaml yml toml lock gradle tf proto graphql dart lua zig
  md xml ini cfg csproj sln`.split(/\s+/),
);
