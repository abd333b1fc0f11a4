import { t } from '../core/l10n.ts';
import type { Tombstone } from '../core/provider.ts';

/** Providers that closed. Facts collected 2026-11-20. */
export const tombstones = [
  {
    id: 'github-models',
    name: 'GitHub Models',
    closed: '2026-07-30',
    // Its address still answers 410 with "temporarily unavailable", which is not so (symfony/ai#2490).
    reason: t('GitHub closed it for everyone: playground, catalog and inference.'),
    successors: ['azure-openai', 'openrouter'],
  },
  {
    id: 'lepton',
    name: 'Lepton AI',
    // Nobody announced a day; nothing answered any more on this one (OmniRoute#6190).
    closed: '2026-08-02',
    reason: t('NVIDIA bought it and made DGX Cloud Lepton of it, which sells no models by the token.'),
    successors: ['nvidia'],
  },
  {
    id: 'octoai',
    name: 'OctoAI',
    closed: '2024-10-31',
    reason: t('NVIDIA bought it and ended the service.'),
    successors: ['nvidia'],
  },
  {
    id: 'anyscale',
    name: 'Anyscale Endpoints',
    closed: '2024-08-01',
    reason: t('Anyscale closed its public endpoints; a service of your own there is reached as a custom server.'),
    successors: ['custom'],
  },
] as const satisfies readonly Tombstone[];

const byId = new Map<string, Tombstone>(tombstones.map((tombstone) => [tombstone.id, tombstone]));

export const tombstoneOf = (id: string): Tombstone | undefined => byId.get(id);
