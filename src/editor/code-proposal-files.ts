import * as vscode from 'vscode';

/** Documents of this scheme are proposals: code that is in no file yet. */
export const proposalScheme = 'keyway-proposal';

/** VS Code decodes files as the person's setting `files.encoding` says, but for those that begin with this mark. */
const byteOrderMark = '\uFEFF';

interface Held {
  readonly text: string;
  readonly changedAt: number;
  readonly isFinished: boolean;
}

/** Proposals as files in memory: VS Code lets a person edit files, and not what a content provider shows. */
export class ProposalFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #held = new Map<string, Held>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();

  readonly onDidChangeFile = this.#changed.event;
  // VS Code listens to it at once.
  readonly #registration = vscode.workspace.registerFileSystemProvider(proposalScheme, this, { isCaseSensitive: true });

  /** While it is still being written nobody can type into it: VS Code would no longer show what comes. */
  put(uri: vscode.Uri, text: string, isFinished: boolean): void {
    this.#set(uri, { text, isFinished });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** As it was last put or saved. */
  textOf(uri: vscode.Uri): string | undefined {
    return this.#held.get(uri.toString())?.text;
  }

  /** The finished ones. */
  finished(): readonly string[] {
    return [...this.#held].flatMap(([uri, { isFinished }]) => (isFinished ? [uri] : []));
  }

  drop(uri: vscode.Uri): void {
    // VS Code's list of files that were open shall not offer it any more.
    if (this.#held.delete(uri.toString())) this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { text, changedAt, isFinished } = this.#of(uri);
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: changedAt,
      size: bytesOf(text).byteLength,
      ...(isFinished ? {} : { permissions: vscode.FilePermission.Readonly }),
    };
  }

  readFile(uri: vscode.Uri): Uint8Array {
    return bytesOf(this.#of(uri).text);
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const { isFinished } = this.#of(uri);
    this.#set(uri, { text: new TextDecoder('utf-8').decode(content), isFinished });
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  readDirectory(): [] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  /** VS Code reads a file again only where its time is another. */
  #set(uri: vscode.Uri, { text, isFinished }: Omit<Held, 'changedAt'>): void {
    const before = this.#held.get(uri.toString())?.changedAt ?? 0;
    this.#held.set(uri.toString(), { text, isFinished, changedAt: Math.max(Date.now(), before + 1) });
  }

  #of(uri: vscode.Uri): Held {
    const held = this.#held.get(uri.toString());
    if (!held) throw vscode.FileSystemError.FileNotFound(uri);
    return held;
  }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(byteOrderMark + text);
