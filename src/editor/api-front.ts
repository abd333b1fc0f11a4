import type { KeywayApi } from '../api.ts';
import type { Desk } from './api-desk.ts';

/** Who calls, read from the stack of the very call: to be asked before anything is awaited. */
export type WhoCalls = () => () => Promise<string>;

/** The functions as one extension holds them: they note who calls, and load the rest where somebody does. */
export const apiFor = (load: () => Promise<Desk>, whoCalls: WhoCalls): KeywayApi =>
  Object.freeze<KeywayApi>({
    chat: (request, options, token) => {
      const who = whoCalls();
      return (async function* () {
        const desk = await load();
        yield* desk.chat({ who, given: request, options, token });
      })();
    },
    embed: async (texts, options, token) => {
      const who = whoCalls();
      const desk = await load();
      return desk.embed({ who, given: texts, options, token });
    },
    plan: async (request, options) => {
      const who = whoCalls();
      const desk = await load();
      return desk.plan({ who, given: request, options });
    },
    usage: async (query) => {
      const who = whoCalls();
      const desk = await load();
      return desk.usage({ who, given: query });
    },
    providers: async () => {
      const who = whoCalls();
      const desk = await load();
      return desk.providers({ who });
    },
  });
