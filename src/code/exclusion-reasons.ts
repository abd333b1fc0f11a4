/** Why the content of a file is never sent, as clauses. */
export const reasons = {
  setting: 'your setting keyway.excludedFiles excludes it',
  secret: 'it looks like a file of secrets',
  hidden: 'files.exclude hides it',
  outside: 'it lies outside of your workspace, and you have not opened it',
  link: 'it is a link that leads out of your workspace',
  unknown: 'it could not be found out whether it may be sent',
} as const;

export const ignoredReason = (file: string): string => `it is ignored by ${file}`;
