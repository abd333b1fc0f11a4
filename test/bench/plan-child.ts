/** Prints the figures of the plan as JSON: in a process of its own, whose garbage is its own. */
import { benchPlan } from './plan.ts';

process.stdout.write(JSON.stringify(benchPlan()));
