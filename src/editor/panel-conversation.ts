import { readFromPage, readMemory, type FromPage, type State, type ToPage } from '../panel/messages.ts';
import { firstSection, sections, type Section } from '../panel/section.ts';
import { t } from '../core/l10n.ts';
import type { Log } from './log.ts';
import { Works, type Act } from './panel-works.ts';
import type { Signal } from './signal.ts';

/** What stands behind one section of the panel. */
export interface SectionHost {
  /** What the section shows now. What it throws is a bug. */
  readonly read: () => Promise<State>;
  /** Does what the page asks. The section is read again afterwards. What it throws is a bug. */
  readonly hear: (message: FromPage, page: Spoken) => void | Promise<void>;
  /** What it shows may be another thing now. */
  readonly onDidChange?: Signal['event'] | undefined;
}

export type SectionHosts = { readonly [S in Section]: SectionHost };

/** What a section may say to the page while it does something. */
export interface Spoken {
  /** A sentence about what the person did. */
  readonly tell: (sentence: string, isTrouble?: boolean) => void;
  /** Long work with a name and a way out; undefined where the person took that. */
  readonly work: <T>(title: string, act: Act<T>) => Promise<T | undefined>;
}

/** The way to a page, which may be hidden: then it is gone, and what is posted to it is lost. */
export interface Pane {
  readonly isVisible: () => boolean;
  readonly post: (message: ToPage) => void;
}

export interface ConversationParts {
  readonly hosts: SectionHosts;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

interface Begun {
  /** A section the host wants in front. */
  readonly front?: Section | undefined;
  /** What the page kept for itself, whatever it is. */
  readonly kept?: unknown;
}

/** What is said between the page and the sections behind it, as long as its panel is there. */
export class Conversation {
  readonly #pane: Pane;
  readonly #parts: ConversationParts;
  readonly #works: Works;
  readonly #stale = new Set<Section>();
  /** What was told while no page could hear it: the last of each section. */
  readonly #missed = new Map<Section, ToPage>();
  #shown: Section;
  #front: Section | undefined;
  /** Read while the page was still being loaded. */
  #ahead: { readonly section: Section; readonly state: Promise<ToPage> } | undefined;
  #isHeard = false;
  #isAnswering = false;
  #isOver = false;

  constructor(pane: Pane, parts: ConversationParts, { front, kept }: Begun) {
    this.#pane = pane;
    this.#parts = parts;
    this.#front = front;
    this.#shown = front ?? readMemory(kept)?.section ?? firstSection;
    this.#works = new Works((message) => this.#post(message));
    this.#readAhead();
  }

  show(section: Section): void {
    this.#shown = section;
    if (!this.#isHeard) this.#front = section;
    this.#post({ type: 'front', section });
    this.refresh(section);
  }

  /** A section that is not in front is read when it comes there. */
  refresh(section: Section): void {
    if (section !== this.#shown || !this.#pane.isVisible()) return;
    if (!this.#isHeard) return this.#readAhead();
    this.#stale.add(section);
    if (!this.#isAnswering) void this.#answer();
  }

  /** The page is hidden, and gone until it says that it is ready again; or it comes back. */
  turned(isVisible: boolean): void {
    if (isVisible && !this.#isHeard && !this.#ahead) this.#readAhead();
    if (isVisible) return;
    this.#isHeard = false;
    this.#ahead = undefined;
  }

  /** The panel is gone. */
  end(): void {
    this.#isOver = true;
    this.#works.cancelAll();
  }

  /** Anything may come: what is not exactly a message is dropped. */
  hear(message: unknown): void {
    const heard = readFromPage(message);
    if (!heard) return this.#parts.log.warn('The panel sent a message that Keyway does not know; it was dropped.');
    if (heard.type === 'ready') return this.#begin(heard.section);
    if (heard.type === 'cancel') return this.#works.cancel(heard.work);
    if (heard.type !== 'show') return void this.#do(heard);
    this.#shown = heard.section;
    this.refresh(heard.section);
  }

  #readAhead(): void {
    const section = this.#shown;
    this.#ahead = { section, state: this.#read(section) };
  }

  #begin(left: Section | undefined): void {
    const section = this.#front ?? left ?? this.#shown;
    this.#front = undefined;
    this.#isHeard = true;
    this.#shown = section;
    this.#post({ type: 'front', section });
    this.#works.again();
    for (const message of this.#missed.values()) this.#post(message);
    this.#missed.clear();
    this.refresh(section);
  }

  async #do(message: FromPage): Promise<void> {
    const section = sections.find((one) => message.type.startsWith(`${one}.`));
    if (section === undefined) return;
    try {
      await this.#parts.hosts[section].hear(message, {
        tell: (sentence, isTrouble = false) => this.#post({ type: 'told', section, sentence, isTrouble }),
        work: (title, act) => this.#works.run({ title, section }, act),
      });
    } catch (error) {
      this.#parts.log.error(`The panel’s section “${section}” failed:`, error);
      this.#post(unknownTrouble(section));
    }
    this.refresh(section);
  }

  /** One answer at a time: what is asked or changes meanwhile makes one more, not one each. */
  async #answer(): Promise<void> {
    this.#isAnswering = true;
    for (const section of this.#stale) {
      this.#stale.delete(section);
      const ahead = this.#ahead;
      this.#ahead = undefined;
      this.#post(await (ahead?.section === section ? ahead.state : this.#read(section)));
    }
    this.#isAnswering = false;
  }

  /** Never rejects. */
  async #read(section: Section): Promise<ToPage> {
    try {
      return await this.#parts.hosts[section].read();
    } catch (error) {
      this.#parts.log.error(`The panel’s section “${section}” could not be filled:`, error);
      return unknownTrouble(section);
    }
  }

  #post(message: ToPage): void {
    if (this.#isOver) return;
    if (message.type === 'told' && !this.#isHeard) this.#missed.set(message.section, message);
    else this.#pane.post(message);
  }
}

const unknownTrouble = (section: Section): ToPage => ({
  type: 'told',
  section,
  sentence: t('That did not work, for a reason Keyway does not know. “Keyway: Show Log” says more.'),
  isTrouble: true,
});
