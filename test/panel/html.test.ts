import assert from 'node:assert/strict';
import { contentSecurityPolicy, usageHtml } from '../../src/panel/html.ts';

const shell = {
  cspSource: "'self' https://*.vscode-cdn.net",
  nonce: 'bm9uY2U=',
  script: 'https://file.example/dist/media/usage.js',
  style: 'https://file.example/dist/media/usage.css',
};

describe('the content security policy of the page', () => {
  it('allows our script by its nonce, our own files, and nothing more', () => {
    assert.equal(
      contentSecurityPolicy(shell),
      "default-src 'none'; style-src 'self' https://*.vscode-cdn.net; script-src 'nonce-bm9uY2U='; " +
        "font-src 'self' https://*.vscode-cdn.net; img-src 'self' https://*.vscode-cdn.net data:; " +
        "form-action 'none'; base-uri 'none'",
    );
  });

  it('stands in the page before anything it governs', () => {
    const html = usageHtml(shell);
    const escaped = contentSecurityPolicy(shell).replaceAll("'", '&#39;');
    const at = html.indexOf(`<meta http-equiv="Content-Security-Policy" content="${escaped}">`);
    assert.ok(at > 0);
    for (const governed of ['<link', '<script']) assert.ok(at < html.indexOf(governed));
  });
});

describe('the page', () => {
  const html = usageHtml(shell);

  it('has nothing inline: one script with the nonce, one style sheet', () => {
    assert.deepEqual(html.match(/<script[^>]*>[^<]*<\/script>/g), [
      `<script nonce="bm9uY2U=" src="${shell.script}"></script>`,
    ]);
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:/i);
  });

  it('takes an address as text', () => {
    const hostile = usageHtml({ ...shell, script: '"><img src=x onerror=alert(1)>' });
    assert.doesNotMatch(hostile, /<img/);
  });

  it('asks first for today by model', () => {
    assert.match(html, /<button[^>]* value="today" aria-pressed="true" tabindex="0">Today</);
    assert.equal(html.match(/aria-pressed="true"/g)?.length, 1);
    assert.match(html, /<option value="model" selected>Model</);
    assert.match(html, /<option value="caller">Asked by</);
    assert.match(html, /<option value="workspace">Workspace</);
  });

  it('has a name for every control and every table', () => {
    assert.match(html, /<html lang="en">/);
    assert.match(html, /role="toolbar" aria-label="Period"/);
    assert.match(html, /<label for="by">/);
    assert.match(html, /<ul aria-labelledby="notes-title">/);
    for (const name of ['usage', 'attempts']) {
      assert.ok(html.includes(`<h2 id="${name}-title">`));
      assert.ok(html.includes(`<table aria-labelledby="${name}-title">`));
    }
  });
});
