import { html, nothing, type TemplateResult } from 'lit';
import type { Page } from './page.ts';

export const keys = ({ states }: Page): TemplateResult | typeof nothing => {
  const state = states.keys;
  return state ? html`<p class="said" role="status">${state.said}</p>` : nothing;
};
