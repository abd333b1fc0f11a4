import { html, nothing, type TemplateResult } from 'lit';
import type { StateOf } from '../src/panel/messages.ts';
import { t } from '../src/panel/words.ts';
import type { Page } from './page.ts';
import { skeleton } from './skeleton.ts';
import { table } from './table.ts';

type Shown = StateOf<'routing'>;

/** Where requests go, and why. */
export const routing = (page: Page): TemplateResult => {
  const state = page.states.routing;
  return html`
    <h2 class="unseen">${t('Routing')}</h2>
    <p class="said" role="status">${state?.said ?? t('Looking at your routes…')}</p>
    ${state ? shown(state, page) : skeleton(4)}
  `;
};

const column = (title: string) => ({ title, numeric: false });

const shown = (state: Shown, page: Page): TemplateResult => {
  const settings = (about: 'floors' | 'rules' | 'all') => () => page.post({ type: 'routing.settings', about });
  return html`
    <div class="buttons">
      <button type="button" @click=${() => page.post({ type: 'routing.simulate' })}>${t('Simulate…')}</button>
      <button type="button" @click=${settings('floors')}>${t('Change Floors…')}</button>
      <button type="button" @click=${settings('rules')}>${t('Change Rules…')}</button>
      <button type="button" @click=${settings('all')}>${t('All Routing Settings…')}</button>
    </div>
    ${table('tasks', {
      title: t('Tasks'),
      columns: [
        column(t('Task')),
        column(t('Floor')),
        column(t('Asked first now')),
        column(t('Cost of 1,000 words')),
        column(t('Note')),
      ],
      rows: state.tasks.map(({ name, floor, winner, cost, note }) => [name, floor, winner, cost, note]),
      note: '',
    })}
    ${table('rules', {
      title: t('Rules'),
      columns: [column(t('Rule')), column(t('When')), column(t('What happens'))],
      rows: state.rules.map(({ name, when, deed }) => [name, when, deed]),
      note:
        state.rules.length === 0
          ? t('No rules: the cheapest model that is good enough is asked.')
          : t('The first rule that fits a request decides.'),
    })}
    ${explain(state, page)} ${health(state)}
  `;
};

/** All of them are many: those that are unwell come first, the rest is behind a click. */
const health = ({ health: all }: Shown): TemplateResult | typeof nothing => {
  const unwell = all.filter(({ state }) => state !== 'working');
  const rows = (routes: Shown['health']) =>
    routes.map(({ route, stateText, pace, limits }) => [route, stateText, pace, limits]);
  const columns = [column(t('Route')), column(t('State')), column(t('Speed')), column(t('Limits'))];
  if (all.length === 0) return nothing;
  return html`
    ${table('health', {
      title: t('Health'),
      columns,
      rows: rows(unwell),
      note: unwell.length === 0 ? t('Every route is ready.') : '',
    })}
    <details>
      <summary>${t('All routes')}</summary>
      ${table('routes', { title: t('All routes'), columns, rows: rows(all), note: '' }, 'untitled')}
    </details>
  `;
};

const explain = ({ picks, explained }: Shown, page: Page): TemplateResult => html`
  <h3 id="explain-title">${t('Explain a prompt')}</h3>
  <form aria-labelledby="explain-title" @submit=${(event: SubmitEvent) => ask(event, page)}>
    <div class="field">
      <label for="explain-prompt">${t('Prompt')}</label>
      <textarea id="explain-prompt" name="prompt" rows="3" required aria-describedby="explain-note"></textarea>
      <span class="note" id="explain-note">${t('It is looked at here and sent nowhere.')}</span>
    </div>
    <div class="field">
      <label for="explain-pick">${t('As asked of')}</label>
      <select id="explain-pick" name="pick">
        ${picks.map(({ id, name, detail }) => html`<option value=${id}>${name} – ${detail}</option>`)}
      </select>
    </div>
    <label class="check"><input type="checkbox" name="asAgent" /> ${t('With tools, as an agent asks')}</label>
    <div class="buttons"><button type="submit" class="primary">${t('Explain')}</button></div>
  </form>
  ${explained ? plan(explained) : nothing}
`;

const ask = (event: SubmitEvent, page: Page): void => {
  event.preventDefault();
  if (!(event.currentTarget instanceof HTMLFormElement)) return;
  const typed = new FormData(event.currentTarget);
  const text = (name: string): string => {
    const value = typed.get(name);
    return typeof value === 'string' ? value : '';
  };
  page.post({ type: 'routing.explain', pick: text('pick'), prompt: text('prompt'), asAgent: typed.has('asAgent') });
};

const plan = ({ facts, routes, leftOut }: NonNullable<Shown['explained']>): TemplateResult => html`
  <div id="explained">
    <ul>
      ${facts.map((fact) => html`<li>${fact}</li>`)}
    </ul>
    ${table('plan', {
      title: t('Where this prompt would go'),
      columns: [column(t('Route')), column(t('Expected cost')), column(t('Health')), column(t('Verdict'))],
      rows: routes.map(({ name, cost, health, verdict }) => [name, cost, health, verdict]),
      note: '',
    })}
    ${table('left-out', {
      title: t('Left out'),
      columns: [column(t('Why')), column(t('What'))],
      rows: leftOut.map(({ reason, names }) => [reason, names]),
      note: '',
    })}
  </div>
`;
