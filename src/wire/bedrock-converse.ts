import type { Wire } from './wire.ts';

export const stream: Wire<'bedrock-converse'> = () => {
  throw new Error('not built yet');
};
