import type { Locator, Page } from 'playwright-core';
import { chatPickers, type ChatPickers } from './chat-pickers.ts';
import { dialogs } from './dialogs.ts';
import { runCommand } from './palette.ts';
import { exactly } from './text.ts';
import { Hopeless, until } from './wait.ts';

/** A question asked, by its place in the conversation: restored conversations hold the same words again. */
interface Question {
  readonly text: string;
  readonly index: number;
  readonly askedAt: number;
}

interface Answer {
  /** What the model said; thinking and tool calls left out. */
  readonly text: string;
  /** The error box's text, empty when there is none. */
  readonly error: string;
  /** The line below the answer, where VS Code names the model. */
  readonly footer: string;
}

interface WaitForAnswer {
  readonly milliseconds?: number;
  /** Allows every tool call that asks for it meanwhile. */
  readonly allowTools?: boolean;
}

export interface Chat extends ChatPickers {
  open(): Promise<void>;
  /** An empty conversation. */
  startNew(): Promise<void>;
  ask(text: string): Promise<Question>;
  waitForAnswer(question: Question, options?: WaitForAnswer): Promise<Answer>;
  /** The newest answer on the screen, finished or not. */
  lastAnswer(): Promise<Answer | undefined>;
  /** The title of the tool call that waits for consent, if one does. */
  pendingTool(): Promise<string | undefined>;
  /** `Allow` or `Skip`. */
  decideTool(button: string): Promise<void>;
  /** Everything the chat view shows above its input, such as a banner. */
  text(): Promise<string>;
}

export function chat(page: Page): Chat {
  const view = page.locator('.part.auxiliarybar .interactive-session').first();
  const consent = view.locator('.chat-tool-confirmation-carousel').filter({ visible: true });
  const pendingTool = async (): Promise<string | undefined> =>
    (await consent.count()) > 0 ? consent.locator('.chat-confirmation-widget-title').first().innerText() : undefined;
  const decideTool = (button: string): Promise<void> =>
    consent
      .locator('.chat-confirmation-widget2 a.monaco-button', { hasText: exactly(button) })
      .first()
      .click();
  return {
    ...chatPickers(page, view),
    open: async () => {
      await runCommand(page, 'Chat: Open Chat');
      await until({ page, what: 'the chat view' }, () => inputOf(view).isVisible());
    },
    startNew: () => startNew(page, view),
    ask: (text) => ask(page, view, text),
    waitForAnswer: (question, options = {}) => {
      const wait = { page, what: `the answer to "${question.text}"`, milliseconds: options.milliseconds ?? 90_000 };
      return until(wait, async () => {
        await refuseDialog(page);
        if (options.allowTools && (await pendingTool())) await decideTool('Allow');
        return finishedAnswer(view, question);
      });
    },
    lastAnswer: async () => {
      const index = await lastIndex(view, '.response');
      return index < 0 ? undefined : readAnswer(rowAt(view, index));
    },
    pendingTool,
    decideTool,
    text: () => view.innerText(),
  };
}

function inputOf(view: Locator): Locator {
  return view.locator('.interactive-input-editor .native-edit-context').first();
}

async function startNew(page: Page, view: Locator): Promise<void> {
  // The command's title differs from version to version; its button does not.
  await page.locator('.part.auxiliarybar .composite.title a[aria-label^="New Chat ("]').click();
  await until({ page, what: 'an empty conversation' }, async () => (await lastIndex(view)) < 0);
  await page.mouse.move(0, 0);
}

/** A chat that has just been set up redraws its input once more, and what was typed before that is gone: then again. */
const tries = 4;

async function ask(page: Page, view: Locator, text: string): Promise<Question> {
  await until({ page, what: 'the chat input' }, () => inputOf(view).isVisible());
  const before = await lastIndex(view);
  const isSent = async (): Promise<boolean> => {
    await refuseDialog(page);
    return (await lastIndex(view)) > before;
  };
  const askedAt = Date.now();
  for (let count = 1; count < tries; count++) {
    await send(page, view, text);
    const deadline = Date.now() + 8_000;
    while (Date.now() < deadline && !(await isSent())) await page.waitForTimeout(100);
    if (await isSent()) return { text, index: before + 1, askedAt };
  }
  await send(page, view, text);
  await until({ page, what: `"${text}" to be sent` }, isSent);
  return { text, index: before + 1, askedAt };
}

async function send(page: Page, view: Locator, text: string): Promise<void> {
  await inputOf(view).focus();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
  // `@`, `/` and `#` open suggestions, where Enter would choose one instead of sending.
  const suggestions = page.locator('.suggest-widget.visible');
  await page.waitForTimeout(300);
  if ((await suggestions.count()) > 0) await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
}

/** Signed-out chat answers a question with a dialog when it is not unlocked: nothing will come after it. */
async function refuseDialog(page: Page): Promise<void> {
  const dialog = await dialogs(page).current();
  if (dialog)
    throw new Hopeless(`Instead of an answer there is a dialog: ${dialog.text} [${dialog.buttons.join('] [')}]`);
}

/** The order of elements says nothing in these lists, only their numbers do. Questions are even, answers odd. */
async function lastIndex(view: Locator, kind = ''): Promise<number> {
  const rows = view.locator(`.interactive-list .monaco-list-row${kind}`);
  const indexes = await rows.evaluateAll((all) => all.map((row) => Number(row.getAttribute('data-index'))));
  return Math.max(-1, ...indexes);
}

function rowAt(view: Locator, index: number): Locator {
  return view.locator(`.interactive-list .monaco-list-row[data-index="${index}"]`);
}

async function finishedAnswer(view: Locator, question: Question): Promise<Answer | undefined> {
  // A conversation that was still being restored while we asked has moved the question further down.
  const row = rowAt(view, Math.max(question.index + 1, await lastIndex(view)));
  const completed = row.locator('.interactive-response:not(.chat-response-loading) .chat-response-completed-at');
  const time = await completed.getAttribute('datetime', { timeout: 500 });
  return time && Date.parse(time) >= question.askedAt ? readAnswer(row) : undefined;
}

async function readAnswer(row: Locator): Promise<Answer> {
  const value = row.locator('.value').first();
  return {
    text: (await value.locator('> .chat-markdown-part').allInnerTexts()).join('\n').trim(),
    error: (await value.locator('.chat-notification-widget').allInnerTexts()).join('\n').trim(),
    footer: (await row.locator('.chat-footer-details').first().getAttribute('aria-label', { timeout: 500 })) ?? '',
  };
}
