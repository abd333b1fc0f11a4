import type { Wire } from './wire.ts';

export const stream: Wire<'replicate'> = () => {
  throw new Error('not built yet');
};
