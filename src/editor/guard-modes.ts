/** What happens to a request that holds secrets: the setting `keyway.secretGuard`. */
export const guardModes = ['mask', 'ask', 'stop', 'off'] as const;
export type GuardMode = (typeof guardModes)[number];
