import { registerHooks } from 'node:module';

/** The part of VS Code that a request asks: settings, of which nobody has changed one. */
const editor = `
  export const workspace = { getConfiguration: () => ({ inspect: () => undefined, get: (_name, value) => value }) };
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
