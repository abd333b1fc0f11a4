import { svg, type TemplateResult } from 'lit';
import { outlines } from './outlines.ts';

/** Beside words that say the same. */
export const icon = (name: keyof typeof outlines): TemplateResult =>
  svg`<svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd" d=${outlines[name]} /></svg>`;
