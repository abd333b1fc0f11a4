import { html, type TemplateResult } from 'lit';

/** Places for what is being read, about as tall as what takes them. */
export const skeleton = (lines: number): TemplateResult => html`
  <div class="skeletons" aria-hidden="true">
    ${Array.from({ length: lines }, () => html`<div class="skeleton"></div>`)}
  </div>
`;
