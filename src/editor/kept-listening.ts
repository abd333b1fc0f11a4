import type { Attempt } from '../core/attempt.ts';
import type { ChatEvent } from '../core/chat.ts';
import type { Route } from '../core/plan.ts';
import type { House } from './answer.ts';

/** Who gave an answer, and as which model. */
interface Answerer {
  readonly route: Route;
  readonly servedModel?: string | undefined;
}

export interface Listening {
  readonly house: House;
  /** Who gave the answer, where it was one to keep: words only, said to the end by the model itself, and counted. */
  readonly whole: () => Answerer | undefined;
  /** Whether all that was answered came by this route. */
  readonly isOnlyBy: (route: Route) => boolean;
}

/** What one attempt has said so far. */
interface Heard {
  readonly route: Route;
  isWords: boolean;
  isCounted: boolean;
  isStopped: boolean;
}

/** The same house, and an ear for how an answer ended: a run hands on only what a person sees. */
export const listened = (house: House): Listening => {
  const heard = new Map<string, Heard>();
  const answered: Attempt[] = [];
  return {
    house: {
      ...house,
      open: async (opening) => {
        const { route } = opening;
        const state = { route, isWords: true, isCounted: false, isStopped: false };
        // Asked a second time, it begins anew.
        heard.set(routeName(route), state);
        return watched(await house.open(opening), state);
      },
      onAttempt: (attempt, reservation) => {
        if (attempt.outcome === 'answered') answered.push(attempt);
        house.onAttempt(attempt, reservation);
      },
    },
    whole: () => {
      const [attempt] = answered;
      const state = attempt && heard.get(attemptName(attempt));
      if (!state?.isWords || !state.isCounted || !state.isStopped) return undefined;
      return { route: state.route, servedModel: attempt?.servedModel };
    },
    isOnlyBy: (route) => answered.length > 0 && answered.every((attempt) => attemptName(attempt) === routeName(route)),
  };
};

async function* watched(events: AsyncIterable<ChatEvent>, state: Heard): AsyncGenerator<ChatEvent> {
  for await (const event of events) {
    if (event.type === 'tool-call') state.isWords = false;
    if (event.type === 'usage') state.isCounted = true;
    if (event.type === 'finish') state.isStopped = event.reason === 'stop';
    yield event;
  }
}

const routeName = ({ provider, model, key }: Route): string => `${provider.id}/${model.id} ${key.id}`;
const attemptName = ({ provider, model, keyId }: Attempt): string => `${provider}/${model} ${keyId}`;
