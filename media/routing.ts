import { html, nothing, type TemplateResult } from 'lit';
import type { Page } from './page.ts';

export const routing = ({ states }: Page): TemplateResult | typeof nothing => {
  const state = states.routing;
  return state ? html`<p class="said" role="status">${state.said}</p>` : nothing;
};
