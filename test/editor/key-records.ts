import type { Provider, Tombstone } from '../../src/core/provider.ts';

/** Invented providers with every shape of key that records can describe. */

const common = {
  protocol: 'openai-chat',
  environment: [],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
} as const;

/** An API key and the host of a resource. */
export const sky = {
  ...common,
  id: 'sky-ai',
  name: 'Sky',
  baseUrl: 'https://{resource}/openai/v1',
  urls: { docs: 'https://docs.sky.example' },
  environment: ['SKY_API_KEY'],
  fields: [
    { name: 'apiKey', label: 'API key', secret: true, format: '^[a-z0-9]{32}$' },
    {
      name: 'resource',
      label: 'Resource',
      secret: false,
      hostEnding: '.sky.example',
      environment: ['SKY_ENDPOINT', 'SKY_RESOURCE'],
    },
    { name: 'deployments', label: 'Deployments', secret: false, optional: true, hint: 'my-gpt=gpt-4.1' },
  ],
} as const satisfies Provider;

/** A region, and an API key or an access key. */
export const river = {
  ...common,
  id: 'river',
  name: 'River',
  baseUrl: 'https://runtime.{region}.river.example',
  urls: { docs: 'https://docs.river.example' },
  environment: ['RIVER_TOKEN'],
  fields: [
    { name: 'apiKey', label: 'API key', secret: true, optional: true, format: '^RVSK[A-Za-z0-9]{20,}$' },
    {
      name: 'accessKeyId',
      label: 'Access key ID',
      secret: true,
      insteadOf: 'apiKey',
      format: '^RKIA[A-Z0-9]{16}$',
      environment: ['RIVER_ACCESS_KEY_ID'],
    },
    {
      name: 'secretAccessKey',
      label: 'Secret access key',
      secret: true,
      insteadOf: 'apiKey',
      environment: ['RIVER_SECRET_ACCESS_KEY'],
    },
    {
      name: 'sessionToken',
      label: 'Session token',
      secret: true,
      optional: true,
      insteadOf: 'apiKey',
      environment: ['RIVER_SESSION_TOKEN'],
    },
    {
      name: 'region',
      label: 'Region',
      secret: false,
      hint: 'eu-west-1',
      format: '^[a-z]{2}-[a-z]+-\\d$',
      environment: ['RIVER_REGION'],
    },
  ],
} as const satisfies Provider;

/** A pick of servers, and a service account's file. */
export const forest = {
  ...common,
  id: 'forest',
  name: 'Forest',
  baseUrl: 'https://{server}/v1/projects/{project}',
  urls: { docs: 'https://docs.forest.example' },
  auth: { scheme: 'google' },
  fields: [
    { name: 'serviceAccount', label: 'Service account', secret: true, environment: ['FOREST_SERVICE_ACCOUNT'] },
    { name: 'project', label: 'Project', secret: false },
    {
      name: 'server',
      label: 'Server',
      secret: false,
      choices: [
        { value: 'eu.forest.example', label: 'Europe' },
        { value: 'us.forest.example', label: 'United States' },
      ],
    },
  ],
} as const satisfies Provider;

/** A test of its keys costs money. */
export const toll = {
  ...common,
  id: 'toll',
  name: 'Toll',
  baseUrl: 'https://api.toll.example/v1',
  urls: { docs: 'https://docs.toll.example' },
  environment: ['TOLL_API_KEY'],
  check: { path: 'chat/completions', body: {}, costs: 'about $0.0001' },
  fields: [{ name: 'apiKey', label: 'API key', secret: true, format: '^toll-[a-z0-9]{20,}$' }],
} as const satisfies Provider;

/** It may be gone. */
export const ghost = {
  ...common,
  id: 'ghost',
  name: 'Ghost',
  baseUrl: 'https://api.ghost.example/v1',
  urls: { docs: 'https://docs.ghost.example' },
  fields: [{ name: 'apiKey', label: 'API key', secret: true, format: '^ghost_[a-z0-9]{20,}$' }],
  uncertain: 'its status page has said nothing since 2025',
} as const satisfies Provider;

export const grave: Tombstone = {
  id: 'grave',
  name: 'Grave',
  closed: '2024-08-01',
  reason: 'It was bought and shut down.',
  successors: ['toll', 'nobody', 'ghost'],
};

export const records: readonly Provider[] = [ghost, sky, river, forest, toll];
