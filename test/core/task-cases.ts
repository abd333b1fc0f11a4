/**
 * What a developer sends and what they would call it: written down before the code that tells tasks apart, and read by a
 * person. What VS Code sends of its own accord stands as the built-in chat (0.67.0, VS Code 1.139.1, read in its bundle on
 * 2026-11-21) words it, shortened where marked with an ellipsis.
 */
import type { Message } from '../../src/core/chat.ts';
import type { Task } from '../../src/core/task.ts';

export interface TaskCase {
  readonly task: Task;
  /** The last thing the person wrote, or a whole conversation. */
  readonly says: string | readonly Message[];
  /** Default: another extension. */
  readonly caller?: string;
  /** Names of the tools it brings. */
  readonly tools?: readonly string[];
  readonly conversation?: string;
  readonly fixed?: Task;
  readonly command?: string;
}

export const system = (text: string): Message => ({ role: 'system', content: [{ type: 'text', text }] });
export const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
export const assistant = (text: string): Message => ({ role: 'assistant', content: [{ type: 'text', text }] });

const chat = 'github.copilot-chat';
const core = 'core';

const called: Message = {
  role: 'assistant',
  content: [{ type: 'tool-call', id: 'c1', name: 'read_file', input: { filePath: '/w/src/cart.ts' } }],
};
const result = (text: string): Message => ({
  role: 'user',
  content: [{ type: 'tool-result', id: 'c1', content: [{ type: 'text', text }] }],
});

/** How the built-in chat's agent mode frames what a person asks. */
const agent = (request: string): readonly Message[] => [
  system('You are an expert AI programming assistant, working with a user in the VS Code editor.\n…'),
  user(
    '<environment_info>\nThe user’s current OS is: Linux\n</environment_info>\n<workspace_info>\nI am working in a workspace with the following folders:\n- /home/ada/shop\n- src/\n  - cart.ts\n  - index.ts\n</workspace_info>',
  ),
  user(
    `<context>\nThe current date is November 21, 2026.\n</context>\n<reminderInstructions>\nYou are an agent: keep going until the request is completely resolved. When using the replace_string_in_file tool, include 3-5 lines of unchanged code. Think step by step.\n</reminderInstructions>\n<userRequest>\n${request}\n</userRequest>`,
  ),
];

const agentTools = ['read_file', 'create_file', 'replace_string_in_file', 'run_in_terminal', 'manage_todo_list'];

const title =
  'You are an expert in crafting ultra-compact titles for chatbot conversations. You are presented with a chat request, and you reply with only a brief title that captures the main topic of that request.\nFollow Microsoft content policies.\n…';

const panel =
  'You are an AI programming assistant.\nWhen asked for your name, you must respond with "GitHub Copilot".\nFollow the user’s requirements carefully & to the letter.\n…';

export const taskCases: Readonly<Record<string, readonly TaskCase[]>> = {
  'agent mode': [
    {
      task: 'code',
      says: agent('add a discount code field to the cart'),
      caller: chat,
      conversation: 'a',
      tools: agentTools,
    },
    {
      task: 'code',
      says: agent('run the tests and fix what fails'),
      caller: chat,
      conversation: 'a',
      tools: agentTools,
    },
    {
      task: 'code',
      says: agent('why does checkout() return NaN?'),
      caller: chat,
      conversation: 'a',
      tools: agentTools,
    },
    { task: 'code', says: agent('go on'), caller: chat, conversation: 'a', tools: agentTools },
    { task: 'code', says: agent('什么文件里定义了购物车？'), caller: chat, conversation: 'a', tools: agentTools },
    // Words alone never move an agent's work to another model, at another price.
    {
      task: 'code',
      says: agent(
        'Design the architecture for offline sync in this app. Compare the trade-offs of CRDTs and server-side merging; no code yet.',
      ),
      caller: chat,
      conversation: 'a',
      tools: agentTools,
    },
    {
      task: 'code',
      says: [
        ...agent('fix the total in the cart'),
        called,
        result('Prove the theorem step by step. Compare the trade-offs.'),
      ],
      caller: chat,
      conversation: 'a',
      tools: agentTools,
    },
    {
      task: 'reasoning',
      says: agent('/think about offline sync in this app'),
      caller: chat,
      conversation: 'a',
      tools: agentTools,
    },
    {
      task: 'reasoning',
      says: agent('fix the total in the cart'),
      caller: chat,
      conversation: 'a',
      tools: agentTools,
      fixed: 'reasoning',
    },
    { task: 'code', says: 'Prove step by step that the cart is right.', tools: ['read_file'] },
    // Inline chat: one tool, no conversation.
    { task: 'code', says: [system(panel), user('make this async')], caller: chat, tools: ['replace_string_in_file'] },
    { task: 'code', says: 'What is in my calendar?', tools: ['calendar'] },
  ],

  'what VS Code asks of its own accord': [
    {
      task: 'utility',
      says: [
        system(title),
        user(
          'Please write a brief title for the following request:\n\nprove that every tree with n nodes has n-1 edges',
        ),
      ],
      caller: chat,
    },
    {
      task: 'utility',
      says: [
        system(title),
        user(
          'Please write a brief title for the following request:\n\nfix the `TypeError: x is undefined` in src/cart.ts',
        ),
      ],
      caller: chat,
    },
    {
      task: 'utility',
      says: [system(title), user('Please write a brief title for the following request:\n\nhello')],
      caller: chat,
      fixed: 'reasoning',
    },
    {
      task: 'utility',
      says: [
        system('You are an expert in crafting pithy branch names for Git Repos based on chatbot conversations. …'),
        user('Please write a brief branch name for the following request:\n\nadd a discount code field to the cart'),
      ],
      caller: chat,
    },
    {
      task: 'utility',
      says: [
        system(
          'You are an expert in writing short, catchy, and encouraging progress messages for a coding assistant.\nThe messages are shown to users while they wait for an AI to generating new code from scratch based on a user request.\n…',
        ),
        user(
          'Please generate exactly 10 unique progress messages for the "generate code" scenario.\nReturn only a JSON array of strings, no other text.',
        ),
      ],
      caller: chat,
    },
    {
      task: 'utility',
      says: [
        system(
          'You are an expert in writing short, catchy, and encouraging progress messages for a coding assistant.\nThe user is waiting for an AI to help them with editing existing code.\n…',
        ),
        user(
          '<prompt>\nrefactor this\n</prompt>\n<selected-code>\n```ts\nconst total = 0;\n```\n</selected-code>\nGenerate a single short progress message that is specific to this request.',
        ),
      ],
      caller: chat,
      fixed: 'code',
    },
    {
      task: 'utility',
      says: [
        system(
          'You are an AI programming assistant, helping a software developer to come with the best git commit message for their code changes.\nYou excel in interpreting the purpose behind code changes to craft succinct, clear commit messages that adhere to the repository’s guidelines.\n# First, think step-by-step:\n…',
        ),
        user(
          '# CODE CHANGES:\n```diff\n--- a/src/cart.ts\n+++ b/src/cart.ts\n@@ -1 +1 @@\n-const total = 0;\n+let total = 0;\n```\nNow generate a commit messages that describe the CODE CHANGES.',
        ),
      ],
      caller: chat,
    },
    {
      task: 'utility',
      says: [
        system(
          'You summarize a user’s coding request into a single short phrase suitable for a status badge. Reply with the phrase only — no prose, no quotes, …',
        ),
        user('Refactor the cart so that totals are computed lazily'),
      ],
      caller: core,
    },
    {
      task: 'utility',
      says: 'Summarize the following content in a SINGLE sentence (under 10 words) using past tense. Follow these rules strictly:\n\nOUTPUT FORMAT:\n- MUST be a single sentence\n…\nContent: Read cart.ts, Edited cart.ts, Ran command npm test',
      caller: core,
    },
    {
      task: 'chat',
      says: 'You assess what one terminal command does for a code-editing AI agent, and how risky it is.\nReply with STRICT JSON only (no prose, no markdown fences):\n{\n  "risk": "green" | "orange" | "red",\n…\nCommand: {"command":"npm test"}',
      caller: core,
    },
    {
      task: 'utility',
      says: [
        system(
          'You are an expert classifier for AI coding assistant prompts. Classify developer requests in context of their workspace and active file across domain, intent, time estimate, and scope.\nYou MUST use the categorize_prompt tool to provide your classification.\n…',
        ),
        user('User message:\nadd a discount code field'),
      ],
      caller: chat,
      tools: ['categorize_prompt'],
    },
    {
      task: 'utility',
      says: [
        system(
          'You are a background task tracker for the main coding agent. Your only job is to maintain a structured todo list for the user’s coding request by calling manage_todo_list.\n…',
        ),
        user('The user asked the main agent:\nfix the cart'),
        user('Current todo list:\n1. read cart.ts'),
      ],
      caller: chat,
      tools: ['manage_todo_list'],
    },
    {
      task: 'chat',
      says: [
        system(
          'Your task is to create a comprehensive, detailed summary of the entire conversation that captures all essential information needed to seamlessly continue the work without any loss of context. This summary will be used to compact the conversation …',
        ),
        user('fix the cart'),
        assistant('I changed src/cart.ts:\n```ts\nlet total = 0;\n```'),
        user(
          'Summarize the conversation history so far, paying special attention to the most recent agent commands and tool results that triggered this summarization.',
        ),
      ],
      caller: chat,
    },
    {
      task: 'code',
      says: [
        system(
          'You are an AI programming assistant that is specialized in applying code changes to an existing document.\nI have a code block that represents a suggestion for a code change …',
        ),
        user('```ts\nconst a = 1;\n```'),
      ],
      caller: chat,
    },
    // A conversation of the editor that names none is the person's own: it says so itself.
    { task: 'chat', says: [system(panel), user('What does “idempotent” mean?')], caller: chat },
    { task: 'reasoning', says: [system(panel), user('Prove that the square root of 2 is irrational.')], caller: chat },
    { task: 'chat', says: [system(panel), user('What does “idempotent” mean?')], caller: chat, conversation: 'a' },
    // The same words from another extension are no concern of the editor.
    { task: 'chat', says: 'Please write a brief title for the following request:\n\nmy holiday in Spain' },
  ],

  'a virtual model or a command that settles it': [
    { task: 'code', says: 'What is the capital of France?', fixed: 'code' },
    { task: 'reasoning', says: 'fix this: ```ts\nx\n```', fixed: 'reasoning' },
    { task: 'completion', says: 'const a =', fixed: 'completion' },
    { task: 'embedding', says: 'const a =', fixed: 'embedding' },
    { task: 'code', says: 'this', command: 'fix' },
    { task: 'code', says: 'step by step, please', command: 'explain' },
    { task: 'code', says: '', command: 'tests' },
    { task: 'code', says: '', command: 'docs' },
    { task: 'code', says: '', command: 'commit' },
    { task: 'code', says: 'a price list', command: 'code' },
    { task: 'chat', says: 'hello', command: 'a-command-nobody-knows' },
    { task: 'reasoning', says: 'fix it', command: 'fix', fixed: 'reasoning' },
    { task: 'code', says: '/tests for the cart' },
  ],

  'code in the message': [
    { task: 'code', says: 'why?\n```ts\nx\n```' },
    { task: 'code', says: 'What does this print?\n~~~py\nprint([i for i in range(3)])\n~~~' },
    {
      task: 'code',
      says: 'for (let i = 0; i <= items.length; i++) {\n  sum += items[i].price;\n}\nit crashes at the end',
    },
    { task: 'code', says: 'SELECT name, COUNT(*) FROM users GROUP BY id HAVING COUNT(*) > 1 gives me an error' },
    { task: 'code', says: 'def f(x):\n    return f(x - 1)\nwhere does this go wrong' },
    { task: 'code', says: '#include <vector>\nint main() { std::vector<int> v; return v[0]; }' },
    {
      task: 'code',
      says: "TypeError: Cannot read properties of undefined (reading 'map')\n    at List (src/List.tsx:12:18)\n    at renderWithHooks (react-dom.js:14985:18)",
    },
    {
      task: 'code',
      says: 'Traceback (most recent call last):\n  File "app.py", line 3, in <module>\n    import flask\nModuleNotFoundError: No module named \'flask\'',
    },
    { task: 'code', says: 'error[E0382]: borrow of moved value: `s`' },
    { task: 'code', says: "src/cart.ts(12,5): error TS2322: Type 'string' is not assignable to type 'number'." },
    {
      task: 'code',
      says: 'Exception in thread "main" java.lang.NullPointerException\n\tat com.shop.Cart.total(Cart.java:42)',
    },
    { task: 'code', says: 'panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:' },
    { task: 'code', says: 'npm ERR! code ERESOLVE\nnpm ERR! could not resolve peer dependency' },
    { task: 'code', says: 'import flask\napp = flask.Flask(__name__)\nwhat next' },
    { task: 'code', says: 'public static void main(String[] args) is never called' },
    { task: 'code', says: 'what is wrong in `parseDate`?' },
    { task: 'code', says: '#file:cart.ts what happens here' },
    { task: 'code', says: 'where do we validate the token, is it in src/auth/middleware.ts?' },
    { task: 'code', says: 'rename getUserById to findUser everywhere' },
  ],

  'code that is asked for': [
    { task: 'code', says: 'Write a function that reverses a linked list' },
    { task: 'code', says: 'write me a python script that renames all my photos by date' },
    { task: 'code', says: 'How do I read a file line by line in Python?' },
    { task: 'code', says: 'implement quicksort in Rust' },
    { task: 'code', says: 'Convert this regex to work in Go' },
    { task: 'code', says: 'Can you add unit tests for the date parser?' },
    { task: 'code', says: 'refactor the login component to use hooks' },
    { task: 'code', says: 'Create a Dockerfile for a Node.js app' },
    { task: 'code', says: 'git rebase onto main gives me a merge conflict, how do I resolve it' },
    { task: 'code', says: 'Why is my React component re-rendering on every keystroke?' },
    { task: 'code', says: 'Fix the bug in the checkout API' },
    { task: 'code', says: 'Write a proof-of-concept script in Python that talks to our API' },
    {
      task: 'code',
      says: 'Explain this SQL query to me: SELECT * FROM a LEFT JOIN b ON a.id = b.a_id WHERE b.id IS NULL',
    },
    { task: 'code', says: '写一个函数，把数组按价格排序' },
    { task: 'code', says: '帮我修复这个报错' },
    { task: 'code', says: '用 Python 实现一个 LRU 缓存' },
    { task: 'code', says: 'Schreibe eine Funktion, die eine Liste umdreht' },
    { task: 'code', says: 'Behebe den Fehler im Login und ergänze einen Unit-Test' },
    { task: 'code', says: 'Wie lese ich in Python eine Datei zeilenweise ein?' },
    { task: 'code', says: 'Escribe una función que ordene una lista' },
    { task: 'code', says: 'Écris une fonction qui trie un tableau' },
    { task: 'code', says: 'この関数のバグを直して' },
    // A short question after an answer with code is about that code.
    { task: 'code', says: [user('reverse a string in js'), assistant('```js\nreverse(s)\n```'), user('now in Rust')] },
    {
      task: 'code',
      says: [user('reverse a string in js'), assistant('```js\nreverse(s)\n```'), user('add error handling')],
    },
  ],

  'what has to be thought through': [
    { task: 'reasoning', says: 'Prove that there are infinitely many primes.' },
    {
      task: 'reasoning',
      says: 'Think step by step: a train leaves at 9:40 and arrives at 13:05, how long does it take?',
    },
    { task: 'reasoning', says: 'Compare the trade-offs of event sourcing and plain CRUD for a billing system' },
    { task: 'reasoning', says: 'What are the pros and cons of microservices for a team of five?' },
    { task: 'reasoning', says: 'Design a rate limiter for a distributed system with 10,000 tenants' },
    { task: 'reasoning', says: 'Design a REST API for a booking system' },
    { task: 'reasoning', says: 'Derive the closed form of the Fibonacci recurrence' },
    { task: 'reasoning', says: 'Evaluate ∫ x² e^{-x} dx from 0 to ∞' },
    { task: 'reasoning', says: 'What is the limit of \\frac{\\sin x}{x} as x goes to 0?' },
    {
      task: 'reasoning',
      says: 'In how many ways can 8 queens be placed on a board so that none attacks another? Explain why.',
    },
    {
      task: 'reasoning',
      says: 'Should we use Kafka or RabbitMQ? Weigh the options for 5k messages a second and at-least-once delivery.',
    },
    {
      task: 'reasoning',
      says: 'Prove that this loop terminates and derive its complexity step by step:\n```py\nwhile n > 1: n = n // 2\n```',
    },
    { task: 'reasoning', says: '证明：根号2是无理数' },
    { task: 'reasoning', says: '请一步一步推导这个公式' },
    { task: 'reasoning', says: '比较一下微服务和单体架构的优缺点' },
    { task: 'reasoning', says: 'Beweise, dass es unendlich viele Primzahlen gibt' },
    { task: 'reasoning', says: 'Was sind die Vor- und Nachteile von Event Sourcing? Wäge sie gegeneinander ab.' },
    {
      task: 'reasoning',
      says: 'Entwirf eine Architektur für ein Buchungssystem und erkläre Schritt für Schritt, warum',
    },
    {
      task: 'reasoning',
      says: 'If all bloops are razzies and all razzies are lazzies, are all bloops necessarily lazzies?',
    },
    {
      task: 'reasoning',
      says: 'A says that B always lies, B says that C always tells the truth. Exactly one of the three lies. Who is it?',
    },
    { task: 'reasoning', says: 'Wenn alle Rosen Blumen sind, folgt daraus zwingend, dass einige Blumen rot sind?' },
    { task: 'reasoning', says: 'Explain the flaw in the argument' },
    { task: 'reasoning', says: 'Where are the holes in my reasoning?' },
    {
      task: 'reasoning',
      says: 'Plan a migration of 40 services to Kubernetes with zero downtime: dependencies, ordering, risks, rollback',
    },
    { task: 'reasoning', says: 'Plane die Migration unserer Datenbank: Reihenfolge, Risiken, Rückweg' },
    { task: 'chat', says: 'Plan a weekend in Lisbon' },
    { task: 'chat', says: 'If it rains, do all umbrellas have to be black?' },
    { task: 'chat', says: 'Does a good night’s sleep necessarily take eight hours?' },
    { task: 'code', says: 'Schreib mir bitte eine SQL-Abfrage, die alle Kunden ohne Bestellung findet' },
    { task: 'code', says: 'Baue mir ein Python-Skript, das Bilder verkleinert' },
    { task: 'chat', says: 'Write a follow-up e-mail to my landlord about the long-term lease' },
    { task: 'chat', says: 'Can I test-drive a second-hand car?' },
    { task: 'reasoning', says: 'Demuestra paso a paso que la suma es par' },
    { task: 'reasoning', says: 'Démontre que la racine carrée de 2 est irrationnelle' },
  ],

  'all else': [
    { task: 'chat', says: 'What is the capital of France?' },
    { task: 'chat', says: 'hi' },
    { task: 'chat', says: '' },
    { task: 'chat', says: [] },
    { task: 'chat', says: 'Why is the sky blue?' },
    { task: 'chat', says: 'What is a monad?' },
    { task: 'chat', says: 'What is the difference between a library and a framework?' },
    { task: 'chat', says: 'Write a short poem about autumn' },
    { task: 'chat', says: 'Write an email to the team about the API outage last night' },
    { task: 'chat', says: 'Translate “the build is green again” to French' },
    { task: 'chat', says: 'Is Go older than Rust?' },
    { task: 'chat', says: 'Tell me a joke about JavaScript' },
    { task: 'chat', says: 'Thanks, that works!' },
    {
      task: 'chat',
      says: [user('reverse a string'), assistant('```js\nreverse(s)\n```'), user('Thanks, that works!')],
    },
    {
      task: 'chat',
      says: 'Summarise this article for me: The city council voted on Tuesday to extend the tram line to the harbour. The extension will take four years to complete.',
    },
    { task: 'chat', says: 'Plan a weekend in Lisbon for two' },
    { task: 'chat', says: '今天天气怎么样？' },
    { task: 'chat', says: 'Wie wird das Wetter morgen?' },
    { task: 'chat', says: 'e.g. what would you cook tonight, i.e. something quick?' },
    { task: 'chat', says: 'What does example.com belong to?' },
    { task: 'chat', says: 'let me know (when you can) what time suits you' },
    { task: 'chat', says: 'from monday on: who waters the plants?' },
    { task: 'chat', says: 'public transport in Berlin (cheap), which ticket?' },
    { task: 'chat', says: 'I came; I saw;\nI left' },
  ],

  // Written after the code, to see what it makes of words it was not made for; where it was wrong, the code changed.
  'said by somebody else': [
    { task: 'code', says: 'my tests are failing after upgrading to node 22' },
    { task: 'code', says: 'the build is broken on CI, can you have a look?' },
    { task: 'code', says: 'optimize this query, it takes 12 seconds' },
    { task: 'code', says: 'what’s the idiomatic way to handle errors in Go?' },
    { task: 'code', says: 'Please review my pull request' },
    { task: 'code', says: 'Turn this into an async function' },
    { task: 'code', says: 'How can I center a div?' },
    { task: 'code', says: 'add dark mode to the settings page' },
    { task: 'code', says: 'generate TypeScript types from this JSON' },
    { task: 'code', says: 'why doesn’t my css grid align' },
    { task: 'code', says: 'migrate the users table to add an email column' },
    { task: 'code', says: '用正则表达式匹配邮箱地址' },
    { task: 'code', says: '这段代码是什么意思' },
    { task: 'code', says: 'Warum wirft mein Java-Programm eine NullPointerException?' },
    { task: 'code', says: 'Como faço um loop em Python?' },
    { task: 'code', says: 'напиши функцию для сортировки массива' },
    { task: 'code', says: 'make the button blue' },
    { task: 'code', says: 'can you write a test for this' },
    { task: 'code', says: 'where is the auth token validated in this repo?' },
    { task: 'code', says: 'my docker container exits immediately after start' },
    {
      task: 'reasoning',
      says: 'Alice says Bob lies, Bob says Carol lies, Carol says both lie. Who is telling the truth? Think it through.',
    },
    { task: 'reasoning', says: 'Solve for x: x^3 - 6x^2 + 11x - 6 = 0' },
    { task: 'reasoning', says: 'What’s the time complexity of Dijkstra with a Fibonacci heap, and why?' },
    { task: 'reasoning', says: 'Work out the root cause of the outage from this timeline and explain why it spread' },
    {
      task: 'reasoning',
      says: 'Help me decide between Postgres and DynamoDB for a multi-tenant SaaS: weigh cost, latency and lock-in',
    },
    { task: 'reasoning', says: 'Think hard about how we should split this monolith into services' },
    {
      task: 'reasoning',
      says: 'What are the implications of moving to eventual consistency? Analyze the failure modes.',
    },
    {
      task: 'reasoning',
      says: 'Plan the migration from a monolith to microservices, considering risks and alternatives; justify the order',
    },
    { task: 'reasoning', says: 'How would you architect a chat system for 10 million users?' },
    { task: 'reasoning', says: 'Which scheduling strategy is optimal here? Justify your answer.' },
    { task: 'reasoning', says: 'Welche Strategie ist hier optimal? Begründe es Schritt für Schritt.' },
    { task: 'reasoning', says: '为什么快速排序最坏情况是平方复杂度？请给出证明' },
    { task: 'chat', says: 'Who won the world cup in 2018?' },
    { task: 'chat', says: 'Give me 5 names for a coffee shop' },
    { task: 'chat', says: 'What does CORS stand for?' },
    { task: 'chat', says: 'Recommend a good book about databases' },
    { task: 'chat', says: 'Can you proofread this paragraph? It was a dark and stormy night.' },
    { task: 'chat', says: 'How are you?' },
    { task: 'chat', says: 'How do I cook rice?' },
    { task: 'chat', says: 'Make this sound more polite: send me the report now' },
    { task: 'chat', says: 'Compose a tweet announcing our release of the new API' },
    { task: 'chat', says: 'Explain photosynthesis to a child' },
    { task: 'chat', says: 'Fix the grammar in this sentence: He go to school.' },
    { task: 'chat', says: 'Which is better for beginners, guitar or piano?' },
    { task: 'chat', says: 'Add a bit more humour to the speech' },
    { task: 'chat', says: 'Why do cats purr?' },
    { task: 'chat', says: 'What is React?' },
    { task: 'chat', says: 'List the planets by size' },
    { task: 'chat', says: 'Schreibe einen kurzen Brief an meine Vermieterin' },
    { task: 'chat', says: '介绍一下北京' },
    { task: 'code', says: 'How do I undo the last commit without losing my changes?' },
    { task: 'code', says: 'the login page throws a 500 after deploy' },
    { task: 'code', says: 'give me a bash one-liner to count lines in all files' },
    { task: 'code', says: 'Could you explain what useMemo does and when I should use it' },
    { task: 'code', says: 'My pytest fixtures leak between tests' },
    { task: 'code', says: 'I need a cron expression for every weekday at 9am' },
    { task: 'code', says: 'how to parse json in c#' },
    { task: 'code', says: 'improve the performance of my pandas groupby' },
    { task: 'code', says: 'What’s wrong with my Makefile?' },
    { task: 'code', says: 'Set up GitHub Actions to run lint and tests' },
    { task: 'code', says: '这个接口返回 500，怎么解决' },
    { task: 'code', says: '给这个类加上注释' },
    { task: 'code', says: 'Wie behebe ich einen Merge-Konflikt?' },
    { task: 'code', says: 'Baue die Login-Seite auf React um' },
    { task: 'code', says: 'corrige este error de TypeScript' },
    { task: 'code', says: 'polish the header so it looks good on mobile' },
    { task: 'code', says: 'vscode extension: register a command that opens a webview' },
    { task: 'code', says: 'can you dockerize this project' },
    { task: 'code', says: 'update the readme' },
    {
      task: 'reasoning',
      says: 'Is it possible to sort in O(n) with comparisons only? Prove it or give a counterexample.',
    },
    { task: 'reasoning', says: 'Walk me through the reasoning why quicksort is O(n log n) on average' },
    {
      task: 'reasoning',
      says: 'We have 3 teams, 5 projects and 2 quarters. What is the optimal allocation? Reason step by step.',
    },
    { task: 'reasoning', says: 'Monolith or microservices? Analyze the trade-offs for us.' },
    {
      task: 'reasoning',
      says: 'A bat and a ball cost $1.10 in total. The bat costs $1.00 more than the ball. How much does the ball cost? Think carefully.',
    },
    { task: 'reasoning', says: 'Design the data model for a multi-currency ledger' },
    { task: 'reasoning', says: 'Was spricht für und gegen Kubernetes in unserem Fall? Bitte sorgfältig abwägen.' },
    { task: 'reasoning', says: '设计一个高并发秒杀系统，并分析利弊' },
    { task: 'chat', says: 'What time is it in Tokyo?' },
    { task: 'chat', says: 'Draft a cover letter for a data analyst position' },
    { task: 'chat', says: 'Who invented the telephone and why does it matter?' },
    { task: 'chat', says: 'what can you do?' },
    { task: 'chat', says: 'Explain the French revolution in three sentences' },
    { task: 'chat', says: 'Suggest a name for my cat' },
    { task: 'chat', says: 'What is the best way to learn programming?' },
    { task: 'chat', says: 'Is VS Code open source?' },
    { task: 'chat', says: 'Build a workout plan for me' },
    { task: 'chat', says: 'Change the tone of this text to formal: hey, what’s up' },
    { task: 'chat', says: '谁写了《红楼梦》？' },
    { task: 'chat', says: 'Erzähl mir einen Witz' },
    { task: 'chat', says: 'What are some alternatives to Notion?' },
    { task: 'chat', says: 'how does photosynthesis work' },
    { task: 'code', says: 'How would I mock fetch in vitest?' },
    { task: 'code', says: 'My websocket reconnects forever' },
    { task: 'code', says: 'create a table with users and orders in prisma' },
    { task: 'code', says: 'help me set up eslint for a monorepo' },
    { task: 'code', says: 'what does `git stash pop` do' },
    { task: 'code', says: 'extract this into its own component' },
    { task: 'code', says: 'Why does my for loop skip every second element?' },
    { task: 'code', says: 'write docs for the payment module' },
    { task: 'code', says: 'the search endpoint is slow, speed it up' },
    { task: 'code', says: 'let’s add pagination' },
    { task: 'code', says: 'make a snake game in pygame' },
    { task: 'code', says: 'Kannst du mir ein Skript schreiben, das CSV in JSON umwandelt?' },
    { task: 'code', says: '怎么在 Vue 里监听窗口大小' },
    { task: 'code', says: 'what is the type of x here: `const x = useRef(null)`' },
    { task: 'reasoning', says: 'Compare Redux and Zustand for a large app: pros, cons, and when to pick which' },
    { task: 'reasoning', says: 'Design a caching strategy for our API' },
    { task: 'reasoning', says: 'Find the flaw in this proof that all horses are the same color' },
    { task: 'reasoning', says: 'What is the probability that two people in a room of 23 share a birthday? Derive it.' },
    { task: 'reasoning', says: 'Erkläre Schritt für Schritt, warum das Halteproblem unentscheidbar ist' },
    { task: 'reasoning', says: '分析这个方案的利弊，并给出建议' },
    { task: 'chat', says: 'Who is the CEO of Microsoft?' },
    { task: 'chat', says: 'Tell me about the history of Unix' },
    { task: 'chat', says: 'What’s a good name for a variable-rate mortgage product?' },
    { task: 'chat', says: 'Rewrite this paragraph in a friendlier voice' },
    { task: 'chat', says: 'Was ist der Unterschied zwischen dass und das?' },
    { task: 'chat', says: 'Summarize the plot of Hamlet' },
    { task: 'chat', says: 'ok' },
    { task: 'chat', says: 'How long does it take to fly to Tokyo?' },
  ],
};
