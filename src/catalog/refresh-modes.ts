/** When the person wants models.dev asked. `off` uses nothing that was downloaded before either. */
export const refreshModes = ['off', 'onDemand', 'daily'] as const;
export type RefreshMode = (typeof refreshModes)[number];
