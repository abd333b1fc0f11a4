/** Who asks in Keyway's own name, as rules, budgets, the guard and the ledger know it: written into both, so never changed. */
export const ownCallers = {
  code: 'keyway.code',
  commit: 'keyway.commit',
  compare: 'keyway.compare',
  completions: 'keyway.completions',
  participant: 'keyway.participant',
  search: 'keyway.search',
} as const;
