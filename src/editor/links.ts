import * as vscode from 'vscode';
import { providers } from '../providers/index.ts';
import { followLink, type LinkParts } from './link-follow.ts';
import { tell } from './notify.ts';

/** Opens `vscode://keyway.keyway/…`, after the editor has asked whether it may. Nothing of a link is ever logged. */
export const registerLinks = (): vscode.Disposable => {
  const known = new Set<string>(providers.map(({ id }) => id));
  const parts: LinkParts = {
    isProvider: (id) => known.has(id),
    run: (command, argument) => vscode.commands.executeCommand(command, argument),
    refuse: (sentence) => tell('warning', sentence),
  };
  return vscode.window.registerUriHandler({ handleUri: (uri) => followLink(uri, parts) });
};
