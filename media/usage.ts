import { readMemory, readToPage, type FromPage, type Memory, type Table, type ToPage } from '../src/panel/messages.ts';
import { firstQuestion, groupings, spans, type Question } from '../src/panel/question.ts';
import { bodyRows, headRow, noteItems, totalGroups } from './draw.ts';

declare const acquireVsCodeApi: () => {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: Memory): void;
};

const editor = acquireVsCodeApi();
const kept = readMemory(editor.getState());

const find = (selector: string): HTMLElement => {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`The page has no ${selector}.`);
  return found;
};

const toolbar = find('#spans');
const buttons = [...toolbar.querySelectorAll('button')];
const select = document.querySelector<HTMLSelectElement>('select#by');

/** Undefined until the person or the extension says it. */
let asked: Question | undefined = kept && { span: kept.span, by: kept.by };
/** Where to scroll once there is something to scroll. */
let scroll = kept?.scroll ?? 0;

const keep = (): void => {
  if (asked) editor.setState({ ...asked, scroll: window.scrollY });
};

const mark = ({ span, by }: Question): void => {
  for (const button of buttons) {
    button.setAttribute('aria-pressed', String(button.value === span));
    button.tabIndex = button.value === span ? 0 : -1;
  }
  if (select) select.value = by;
};

const ask = (question: Question): void => {
  asked = question;
  mark(question);
  keep();
  editor.postMessage({ type: 'show', ...question });
};

/** Only a change is spoken: a live region repeats whatever is written into it. */
const say = (selector: string, text: string): void => {
  const region = find(selector);
  if (region.textContent !== text) region.textContent = text;
};

const drawTable = (name: string, table: Table | undefined): void => {
  const isEmpty = !table || (table.rows.length === 0 && table.note === '');
  find(`#${name}`).hidden = isEmpty;
  if (isEmpty) return;
  find(`#${name}-title`).textContent = table.title;
  find(`#${name} .scroller`).hidden = table.rows.length === 0;
  find(`#${name} thead`).replaceChildren(headRow(table));
  find(`#${name} tbody`).replaceChildren(...bodyRows(table));
  find(`#${name} .note`).textContent = table.note;
};

const draw = (state: ToPage): void => {
  say('#trouble', state.trouble);
  say('#said', state.said);
  find('#totals').replaceChildren(...totalGroups(state.totals));
  find('#notes').hidden = state.notes.length === 0;
  find('#notes ul').replaceChildren(...noteItems(state.notes));
  drawTable('usage', state.tables?.usage);
  drawTable('attempts', state.tables?.attempts);
};

const isSame = (one: Question, other: Question): boolean => one.span === other.span && one.by === other.by;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const state = readToPage(data);
  // An answer to an earlier question comes too late.
  if (!state || (asked && !isSame(asked, state.asked))) return;
  if (!asked) mark(state.asked);
  asked = state.asked;
  draw(state);
  if (scroll > 0) window.scrollTo(0, scroll);
  scroll = 0;
  keep();
});

toolbar.addEventListener('click', ({ target }) => {
  const span = spans.find((name) => target instanceof HTMLButtonElement && target.value === name);
  if (span) ask({ ...(asked ?? firstQuestion), span });
});

/** The toolbar is one stop of the Tab key; the arrows walk inside it. */
const steps: Readonly<Record<string, (index: number) => number>> = {
  ArrowLeft: (index) => index - 1,
  ArrowRight: (index) => (index + 1) % buttons.length,
  Home: () => 0,
  End: () => -1,
};

toolbar.addEventListener('keydown', (event) => {
  const index = buttons.findIndex((button) => button === document.activeElement);
  const next = steps[event.key]?.(index);
  const button = next === undefined || index < 0 ? undefined : buttons.at(next);
  if (!button) return;
  event.preventDefault();
  for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
  button.focus();
});

select?.addEventListener('change', () => {
  const by = groupings.find((name) => name === select.value);
  if (by) ask({ ...(asked ?? firstQuestion), by });
});

window.addEventListener('scrollend', keep);

if (asked) ask(asked);
else editor.postMessage({ type: 'ready' });
