import { registerHooks } from 'node:module';

/** The part of VS Code that a request asks: settings, of which nobody has changed one, and what a completion is made of. */
const editor = `
  export const workspace = {
    getConfiguration: () => ({ inspect: () => undefined, get: (_name, value) => value }),
    getWorkspaceFolder: () => undefined,
  };
  export const window = {
    activeTextEditor: undefined,
    createStatusBarItem: () => ({ show: () => undefined, hide: () => undefined, dispose: () => undefined }),
  };
  export const StatusBarAlignment = { Left: 1, Right: 2 };
  export const InlineCompletionTriggerKind = { Invoke: 0, Automatic: 1 };
  export class Position {
    constructor(line, character) { Object.assign(this, { line, character }); }
    translate(line, character) { return new Position(this.line + line, this.character + character); }
  }
  export class Range { constructor(start, end) { Object.assign(this, { start, end }); } }
  export class InlineCompletionItem {
    constructor(insertText, range, command) { Object.assign(this, { insertText, range, command }); }
  }
`;

/** From here on the real house can be built in a plain process. */
export const standInForTheEditor = (): void => {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'vscode'
        ? { url: `data:text/javascript,${encodeURIComponent(editor)}`, format: 'module', shortCircuit: true }
        : next(specifier, context),
  });
};
