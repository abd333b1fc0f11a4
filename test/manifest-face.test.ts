import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import english from '../package.nls.json' with { type: 'json' };
import chinese from '../package.nls.zh-cn.json' with { type: 'json' };
import { redact } from '../src/core/redact.ts';
import { commands, contextKeys, settings } from '../src/editor/names.ts';
import { manifest, propertiesIn, type Sentences } from './spoken-manifest.ts';

const root = path.resolve(import.meta.dirname, '..');
const { contributes } = manifest;
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Context keys of VS Code's own that clauses here ask for (1.139). */
const editors: ReadonlySet<string> = new Set([
  'activeEditorIsReadonly',
  'activeWebviewPanelId',
  'editorIsOpen',
  'editorLangId',
  'editorReadonly',
  'resource',
  'resourceLangId',
  'resourceScheme',
  'scmProvider',
  'view',
]);

/** Commands of VS Code's own that people are sent to (1.139). */
const foreign: ReadonlySet<string> = new Set(['workbench.action.chat.open', 'workbench.action.openSettings']);

const isOf = (table: object, name: string): boolean => Object.hasOwn(table, name);

interface Entry {
  readonly command?: string;
  readonly submenu?: string;
  readonly group?: string;
  readonly when?: string;
}

const menus: Readonly<Record<string, readonly Entry[]>> = contributes.menus;

/** The names a clause asks for; what they are compared with is none. */
const namesIn = (clause: string): readonly string[] =>
  clause
    .replaceAll(/\/\^.*?\$\//g, '')
    .replaceAll(/(?:==|!=|=~|\bin\b)\s*(?:'[^']*'|[\w.-]*)/g, (compared) =>
      compared.startsWith('in') ? compared.slice(2) : '',
    )
    .match(/[A-Za-z][\w.]*/g) ?? [];

describe('the face of the commands', () => {
  const codicons = new Set(
    read('node_modules/@vscode/codicons/dist/codicon.csv')
      .split('\n')
      .map((line) => line.split(',')[0]),
  );

  it('has an icon for each that exists', () => {
    for (const { command, icon } of contributes.commands) {
      const name = /^\$\(([a-z-]+)\)$/.exec(icon)?.[1];
      assert.ok(name !== undefined && codicons.has(name), `${command}: ${icon}`);
    }
  });

  it('asks in every clause only for context keys that are kept, by us or by the editor', () => {
    const clauses = [
      ...contributes.commands.flatMap((one) => ('enablement' in one ? [one.enablement] : [])),
      ...Object.values(menus).flatMap((entries) => entries.flatMap(({ when }) => when ?? [])),
    ];
    assert.ok(clauses.length > 30);
    for (const clause of clauses) {
      const names = namesIn(clause);
      assert.ok(names.length > 0, clause);
      for (const name of names) assert.ok(isOf(contextKeys, name) || editors.has(name), `${clause}: ${name}`);
    }
    assert.deepEqual(
      namesIn("view == x.y && !keyway.hasKeys && resource in keyway.z && a =~ /^(b|c)$/ && d == 'e.f'"),
      ['view', 'keyway.hasKeys', 'resource', 'keyway.z', 'a', 'd'],
    );
  });

  it('puts into menus only what there is', () => {
    const submenus = new Set<string>(contributes.submenus.map(({ id }) => id));
    for (const [menu, entries] of Object.entries(menus))
      for (const { command, submenu } of entries)
        assert.ok(command === undefined ? submenus.has(submenu ?? '') : isOf(commands, command), `${menu}: ${command}`);
  });

  it('keeps menus that others share free of what is not for the moment', () => {
    for (const menu of ['editor/title', 'editor/context', 'view/title', 'scm/title'])
      for (const { command, when } of menus[menu] ?? []) assert.ok(when, `${menu}: ${command}`);
  });

  it('has the panel’s deeds in its title, for the panel alone', () => {
    const shown = menus['editor/title']?.filter(({ when }) => when === "activeWebviewPanelId == 'keyway.panel'") ?? [];
    assert.deepEqual(
      shown.filter(({ group }) => group?.startsWith('navigation')).map(({ command }) => command),
      ['keyway.refreshModels', 'keyway.addKey', 'keyway.setBudget', 'keyway.exportUsage'],
    );
  });
});

describe('the walkthrough', () => {
  const [walkthrough, ...others] = contributes.walkthroughs;
  const steps = walkthrough?.steps ?? [];

  it('is one, of four to six steps with an id of their own', () => {
    assert.equal(others.length, 0);
    assert.ok(steps.length >= 4 && steps.length <= 6);
    assert.equal(new Set(steps.map(({ id }) => id)).size, steps.length);
  });

  it('ends each step with something that happens', () => {
    for (const { id, completionEvents } of steps) {
      assert.ok(completionEvents.length > 0, id);
      for (const event of completionEvents) {
        const [kind = '', name = ''] = event.split(':');
        const tables: Readonly<Record<string, object>> = {
          onCommand: commands,
          onContext: contextKeys,
          onSettingChanged: settings,
        };
        assert.ok(isOf(tables[kind] ?? {}, name), event);
      }
    }
  });

  it('gives each step a button, and links to nothing but commands that exist', () => {
    for (const { id, description } of steps) {
      // A line that is only a link is a button.
      assert.ok(
        description.split('\n').some((line) => /^\[[^\]]+\]\(command:[\w.]+\)$/.test(line)),
        id,
      );
      const linked = [...description.matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => target);
      for (const target of linked) {
        const command = /^command:([\w.]+)(?:\?%5B%22keyway\.\w+%22%5D)?$/.exec(target)?.[1] ?? '';
        assert.ok(isOf(commands, command) || foreign.has(command), target);
      }
    }
  });

  it('has a picture for each that takes its colours from the theme and says nothing in words', () => {
    for (const { id, media } of steps) {
      const picture = read(media.svg);
      assert.doesNotMatch(picture, /<(?:text|style|script|image|foreignObject|a)\b|style=|href|\son\w+=/, id);
      for (const [, colour = ''] of picture.matchAll(/\s(?:fill|stroke)="([^"]*)"/g))
        assert.match(
          colour,
          /^(?:none|transparent|var\(--vscode-[\w-]+(?:, (?:transparent|var\(--vscode-[\w-]+\)))?\))$/,
        );
      assert.notEqual(media.altText, '');
      assert.ok(existsSync(path.join(root, media.svg)));
    }
    assert.match(read('.vscodeignore'), /^!media\/walkthrough\/\*\.svg$/m, 'they are packaged');
  });
});

describe('the settings’ face', () => {
  const properties = Object.entries(propertiesIn(manifest));

  it('is in groups with titles, each setting once, in one order', () => {
    const titles = contributes.configuration.map(({ title }) => title);
    assert.ok(titles.length > 4 && new Set(titles).size === titles.length);
    for (const { title, properties: own } of contributes.configuration) {
      const orders = Object.values<{ readonly order: number }>(own).map(({ order }) => order);
      assert.deepEqual(
        orders,
        orders.toSorted((a, b) => a - b),
        title,
      );
    }
    assert.equal(
      contributes.configuration.reduce((sum, { properties: own }) => sum + Object.keys(own).length, 0),
      Object.keys(settings).length,
    );
  });

  it('says of every choice what it does', () => {
    let found = 0;
    const look = (name: string, value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      const { enum: choices, enumDescriptions: said } = value as Readonly<Record<string, unknown>>;
      if (Array.isArray(choices)) {
        assert.ok(Array.isArray(said) && said.length === choices.length, name);
        for (const one of said) assert.match(String(one), /\.$/, name);
        found++;
      }
      for (const [key, inner] of Object.entries(value)) look(`${name}.${key}`, inner);
    };
    for (const [name, property] of properties) look(name, property);
    assert.ok(found > 8, `${found} found`);
  });

  it('has no place for a secret', () => {
    for (const [name, property] of properties) {
      assert.doesNotMatch(name, /(?:api|access|secret)[-_]?key|token(?!s)|password|credential/i);
      const text = JSON.stringify(property.default);
      assert.equal(redact(text, []), text, name);
    }
  });
});

describe('links in sentences of the manifest', () => {
  it('lead to the same place in every language', () => {
    const targets = (sentence = ''): readonly string[] =>
      [...sentence.matchAll(/\]\(([^)]*)\)/g)].map(([, target = '']) => target);
    const translated: Sentences = chinese;
    for (const [key, sentence] of Object.entries<string>(english)) {
      const other = translated[key];
      if (other !== undefined) assert.deepEqual(targets(other), targets(sentence), key);
    }
  });
});
