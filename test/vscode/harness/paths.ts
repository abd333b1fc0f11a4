import * as path from 'node:path';

/** The repository, three floors above this file. */
export const repository = path.resolve(import.meta.dirname, '../../..');

/** Everything that is fetched or produced by the editor tests; git ignores it. */
export const cache = path.join(repository, '.vscode-test');

/** The packaged extension, as the build stage leaves it and as a user would install it. */
export const vsix = path.join(repository, 'out', 'keyway.vsix');
