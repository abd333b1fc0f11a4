import { firstQuestion, groupings, groupingTitles, spans, spanTitles } from './question.ts';

export interface Shell {
  /** The webview's own source expression. */
  readonly cspSource: string;
  /** Fresh for every render, from a cryptographic source. */
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
}

/** No `connect-src`: the page asks the extension, never the network. No inline style either. */
export const contentSecurityPolicy = ({ cspSource, nonce }: Pick<Shell, 'cspSource' | 'nonce'>): string =>
  [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const attribute = (value: string): string => value.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');

const spanButtons = spans
  .map((span) => {
    const pressed = span === firstQuestion.span;
    return `<button type="button" value="${span}" aria-pressed="${pressed}" tabindex="${pressed ? 0 : -1}">${spanTitles[span]}</button>`;
  })
  .join('');

const options = groupings
  .map((by) => `<option value="${by}"${by === firstQuestion.by ? ' selected' : ''}>${groupingTitles[by]}</option>`)
  .join('');

/** Wide tables scroll in a box of their own, which the keyboard must reach. */
const section = (name: string): string => `
    <section id="${name}" hidden>
      <h2 id="${name}-title"></h2>
      <div class="scroller" tabindex="0" role="region" aria-labelledby="${name}-title">
        <table aria-labelledby="${name}-title"><thead></thead><tbody></tbody></table>
      </div>
      <p class="note"></p>
    </section>`;

/** The page before it knows anything: our own words only. What the ledger says is drawn by the script, as text. */
export const usageHtml = (shell: Shell): string => `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${attribute(contentSecurityPolicy(shell))}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${attribute(shell.style)}">
  <title>Keyway Usage</title>
</head>
<body>
  <main>
    <h1>Usage</h1>
    <div class="question">
      <div id="spans" role="toolbar" aria-label="Period">${spanButtons}</div>
      <div><label for="by">Group by</label> <select id="by">${options}</select></div>
    </div>
    <p id="trouble" role="status" aria-live="polite"></p>
    <p id="said" role="status" aria-live="polite">Reading the ledger…</p>
    <dl id="totals"></dl>
    <section id="notes" hidden>
      <h2 id="notes-title">Notes</h2>
      <ul aria-labelledby="notes-title"></ul>
    </section>${section('usage')}${section('attempts')}
  </main>
  <script nonce="${attribute(shell.nonce)}" src="${attribute(shell.script)}"></script>
</body>
</html>
`;
