import { html, nothing, type TemplateResult } from 'lit';
import type { StateOf } from '../src/panel/messages.ts';
import { icon } from './icons.ts';

type Bar = StateOf<'keys'>['providers'][number]['budgets'][number];

/** How much of a budget is used, in words and as a bar. */
export const bar = ({ title, used, share, state }: Bar): TemplateResult => html`
  <div class="bar">
    <span>${title}</span>
    <span class="state ${state}">${icon(state)} ${used}</span>
    <progress class=${state} max="1" .value=${Math.min(1, share)} aria-label=${title}></progress>
  </div>
`;

export const bars = (all: readonly Bar[]): TemplateResult | typeof nothing =>
  all.length === 0 ? nothing : html`${all.map(bar)}`;
