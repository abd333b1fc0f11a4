import * as z from 'zod/mini';

/** From the page: a prompt to be explained, and what is done elsewhere. */
export const fromRouting = [
  z.strictObject({
    type: z.literal('routing.explain'),
    /** Id of a virtual model. */
    pick: z.string().check(z.maxLength(100)),
    prompt: z.string().check(z.maxLength(1_000_000)),
    /** As an agent asks: with tools. */
    asAgent: z.boolean(),
  }),
  z.strictObject({ type: z.literal('routing.simulate') }),
  /** Opens the settings about floors, or about rules. */
  z.strictObject({ type: z.literal('routing.settings'), about: z.enum(['floors', 'rules', 'all']) }),
] as const;

const task = z.strictObject({
  name: z.string(),
  /** `balanced`, and what it asks for. */
  floor: z.string(),
  /** The route that would be asked now, or why there is none. */
  winner: z.string(),
  cost: z.string(),
  note: z.string(),
});

const rule = z.strictObject({ name: z.string(), when: z.string(), deed: z.string() });

const route = z.strictObject({ name: z.string(), cost: z.string(), health: z.string(), verdict: z.string() });

/** To the page: what would be asked for which task, by which rules, and how the routes are. */
export const toRouting = z.strictObject({
  type: z.literal('routing'),
  said: z.string(),
  tasks: z.array(task),
  rules: z.array(rule),
  /** Virtual models a prompt can be explained for. */
  picks: z.array(z.strictObject({ id: z.string(), name: z.string(), detail: z.string() })),
  /** The answer to the last prompt. */
  explained: z.optional(
    z.strictObject({
      facts: z.array(z.string()),
      routes: z.array(route),
      leftOut: z.array(z.strictObject({ reason: z.string(), names: z.string() })),
    }),
  ),
  /** Routes that rest, that are slow to begin, or whose limits are nearly used up come first. */
  health: z.array(
    z.strictObject({
      route: z.string(),
      state: z.enum(['working', 'limited', 'failed']),
      stateText: z.string(),
      pace: z.string(),
      limits: z.string(),
    }),
  ),
});
