/** The last part of a path with `/` between its parts. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
