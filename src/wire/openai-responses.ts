import type { Wire } from './wire.ts';

export const stream: Wire<'openai-responses'> = () => {
  throw new Error('not built yet');
};
