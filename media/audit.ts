import { html, nothing, type TemplateResult } from 'lit';
import type { Page } from './page.ts';

export const audit = ({ states }: Page): TemplateResult | typeof nothing => {
  const state = states.audit;
  return state ? html`<p class="said" role="status">${state.said}</p>` : nothing;
};
