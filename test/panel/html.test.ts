import assert from 'node:assert/strict';
import { speak } from '../../src/core/l10n.ts';
import { contentSecurityPolicy, panelHtml } from '../../src/panel/html.ts';
import { sections } from '../../src/panel/section.ts';

const shell = {
  cspSource: "'self' https://*.vscode-cdn.net",
  nonce: 'bm9uY2U=',
  script: 'https://file.example/dist/media/panel.js',
  style: 'https://file.example/dist/media/panel.css',
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
    const html = panelHtml(shell);
    const escaped = contentSecurityPolicy(shell).replaceAll("'", '&#39;');
    const at = html.indexOf(`<meta http-equiv="Content-Security-Policy" content="${escaped}">`);
    assert.ok(at > 0);
    for (const governed of ['<link', '<script']) assert.ok(at < html.indexOf(governed));
  });
});

describe('the page', () => {
  const html = panelHtml(shell);

  it('has nothing inline: one script with the nonce, one style sheet', () => {
    assert.deepEqual(html.match(/<script[^>]*>[^<]*<\/script>/g), [
      `<script nonce="bm9uY2U=" src="${shell.script}"></script>`,
    ]);
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:/i);
  });

  it('says its language, and reads the words of it before the script that speaks them', () => {
    speak({ en: 'zh-CN' });
    const chinese = panelHtml({ ...shell, words: 'https://file.example/dist/media/words.zh-cn.js' });
    speak({});
    assert.match(chinese, /<html lang="zh-CN">/);
    const scripts = [...chinese.matchAll(/<script nonce="bm9uY2U=" src="([^"]*)"><\/script>/g)].map(([, src]) => src);
    assert.deepEqual(scripts, ['https://file.example/dist/media/words.zh-cn.js', shell.script]);
  });

  it('takes an address as text', () => {
    const hostile = panelHtml({ ...shell, script: '"><img src=x onerror=alert(1)>' });
    assert.doesNotMatch(hostile, /<img/);
  });

  it('has its first section in front, and a name for every section', () => {
    assert.match(html, /<html lang="en">/);
    assert.match(html, /role="tablist" aria-label="Sections"/);
    assert.equal(html.match(/aria-selected="true" tabindex="0"/g)?.length, 1);
    for (const section of sections) {
      assert.ok(html.includes(`role="tab" id="tab-${section}" aria-controls="${section}-section"`));
      assert.ok(html.includes(`role="tabpanel" id="${section}-section" aria-labelledby="tab-${section}"`));
    }
    assert.equal(html.match(/ hidden></g)?.length, sections.length - 1);
  });
});
