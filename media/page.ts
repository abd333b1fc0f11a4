import { readMemory, readToPage, type FromPage, type Memory, type State, type ToPage } from '../src/panel/messages.ts';
import { firstQuestion, type Question } from '../src/panel/question.ts';
import { firstSection, type Section } from '../src/panel/section.ts';

declare const acquireVsCodeApi: () => {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: Memory): void;
};

type Work = Extract<ToPage, { type: 'work' }>;
type Told = Extract<ToPage, { type: 'told' }>;

/** What the page knows. Sections read it, and ask for a drawing after they changed something of their own. */
export class Page {
  readonly #editor = acquireVsCodeApi();
  readonly #draw: (page: Page) => void;
  /** Where to scroll once there is something to scroll. */
  #scroll: number;
  #isDue = false;
  section: Section;
  /** The question about usage, kept over a reload. */
  question: Question;
  /** What the host last said of each section. */
  states: { readonly [S in Section]?: Extract<State, { type: S }> } = {};
  /** What is under way. */
  works: readonly Work[] = [];
  /** The answer to what the person did last, by section. */
  told: { readonly [S in Section]?: Told | undefined } = {};

  constructor(draw: (page: Page) => void) {
    const kept = readMemory(this.#editor.getState());
    this.#draw = draw;
    this.#scroll = kept?.scroll ?? 0;
    this.section = kept?.section ?? firstSection;
    this.question = kept ? { span: kept.span, by: kept.by } : firstQuestion;
    window.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#receive(data));
    window.addEventListener('scrollend', () => this.#keep());
    draw(this);
    if (kept) this.post({ type: 'usage.show', ...this.question });
    this.post({ type: 'ready', ...(kept && { section: kept.section }) });
  }

  /** What was told of an earlier deed goes with the next one, so that the same sentence is said again. */
  post(message: FromPage): void {
    if (message.type.startsWith(`${this.section}.`)) this.dismiss();
    this.#editor.postMessage(message);
  }

  dismiss(): void {
    this.told = { ...this.told, [this.section]: undefined };
    this.redraw();
  }

  show(section: Section): void {
    this.#turnTo(section);
    this.post({ type: 'show', section });
    this.redraw();
  }

  ask(question: Question): void {
    this.question = question;
    this.post({ type: 'usage.show', ...question });
    this.redraw();
  }

  /** Once for all that happens in one turn. */
  redraw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      this.#draw(this);
      if (this.#scroll > 0 && this.states[this.section]) {
        window.scrollTo(0, this.#scroll);
        this.#scroll = 0;
      }
      this.#keep();
    });
  }

  #receive(data: unknown): void {
    const message = readToPage(data);
    if (!message) return;
    this.#hear(message);
    this.redraw();
  }

  #hear(message: ToPage): void {
    if (message.type === 'front') this.#turnTo(message.section);
    else if (message.type === 'work') this.#note(message);
    else if (message.type === 'told') this.told = { ...this.told, [message.section]: message };
    else if (!this.#isLate(message)) this.states = { ...this.states, [message.type]: message };
  }

  /** Another section begins at its top. */
  #turnTo(section: Section): void {
    if (section === this.section) return;
    this.section = section;
    this.#scroll = 0;
    window.scrollTo(0, 0);
  }

  #note(work: Work): void {
    const others = this.works.filter((one) => one.work !== work.work);
    this.works = work.isOver ? others : [...others, work];
  }

  /** An answer to an earlier question comes too late. */
  #isLate(state: State): boolean {
    const { span, by } = this.question;
    return state.type === 'usage' && (state.asked.span !== span || state.asked.by !== by);
  }

  #keep(): void {
    this.#editor.setState({ section: this.section, ...this.question, scroll: window.scrollY });
  }
}
