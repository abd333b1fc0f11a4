import { t } from '../core/l10n.ts';
import { language } from '../core/listed.ts';
import { firstSection, sections, sectionTitle } from './section.ts';

export interface Shell {
  /** The webview's own source expression. */
  readonly cspSource: string;
  /** Fresh for every render, from a cryptographic source. */
  readonly nonce: string;
  /** The script with the page's words in the language of the editor; English is in the page's own script. */
  readonly words?: string | undefined;
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

/** As text, or as the value of an attribute. */
const escaped = (value: string): string => value.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');

const tabs = (): string =>
  sections
    .map((section) => {
      const isFirst = section === firstSection;
      return `<button type="button" role="tab" id="tab-${section}" aria-controls="${section}-section" aria-selected="${isFirst}" tabindex="${isFirst ? 0 : -1}">${escaped(sectionTitle(section))}</button>`;
    })
    .join('');

const panels = sections
  .map(
    (section) =>
      `<section role="tabpanel" id="${section}-section" aria-labelledby="tab-${section}" tabindex="-1"${section === firstSection ? '' : ' hidden'}></section>`,
  )
  .join('\n    ');

const scriptTag = (nonce: string, script: string | undefined): string =>
  script === undefined ? '' : `<script nonce="${escaped(nonce)}" src="${escaped(script)}"></script>`;

/** The page before it knows anything: the frame, so that nothing jumps once it does. The script draws the rest, as text. */
export const panelHtml = (shell: Shell): string => `<!DOCTYPE html>
<html lang="${escaped(language())}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${escaped(contentSecurityPolicy(shell))}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${escaped(shell.style)}">
  <title>Keyway</title>
</head>
<body>
  <main>
    <h1 class="unseen">Keyway</h1>
    <div id="tabs" role="tablist" aria-label="${escaped(t('Sections'))}">${tabs()}</div>
    <div id="news"><div id="works"></div><div id="told" role="status" aria-live="polite"></div></div>
    ${panels}
  </main>
  ${[shell.words, shell.script].map((script) => scriptTag(shell.nonce, script)).join('')}
</body>
</html>
`;
