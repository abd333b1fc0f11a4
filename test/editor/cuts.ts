import { guardCuts, type GuardCuts } from '../../src/editor/guard-cuts.ts';
import type { GuardMode } from '../../src/editor/guard-modes.ts';
import type { Look } from '../../src/guard/span.ts';

/** The guard's part in cutting texts, with what it looks for. */
export const cutsWith = (look: Look = () => [], mode: GuardMode = 'mask'): GuardCuts =>
  guardCuts({ mode: () => mode, looks: () => ({ own: look, all: look, isWhole: true }), newId: () => 'id-cut' });
