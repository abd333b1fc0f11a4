/** Moves the focus once what is due is drawn: drawing takes a microtask. */
export const focusOn = (selector: string): void => {
  queueMicrotask(() =>
    queueMicrotask(() => {
      const found = document.querySelector(selector);
      if (found instanceof HTMLElement) found.focus();
      // As where Tab leads to an input: what is typed takes the place of what is there.
      if (found instanceof HTMLInputElement) found.select();
    }),
  );
};

const isUsable = (element: Element | null): element is HTMLElement =>
  element instanceof HTMLElement && element.isConnected && !element.matches(':disabled, [hidden], [hidden] *');

/** The nearest thing to what had the focus: itself where it was drawn anew, its row, or its section. */
const heirOf = (id: string, row: string | null, section: Element): Element | null =>
  [
    id === '' ? null : document.querySelector(`#${CSS.escape(id)}`),
    row === null ? null : section.querySelector(`[data-key="${CSS.escape(row)}"] button:enabled`),
    section.querySelector('button:enabled'),
    section,
  ].find(isUsable) ?? null;

/**
 * Draws, and keeps the focus where it was: what has it may be moved, switched off or gone afterwards. Does nothing more
 * where the person is elsewhere: a page that takes the focus would take it from the editor.
 */
export const keepingFocus = (draw: () => void): void => {
  const held = document.activeElement;
  const section = held?.closest('[role="tabpanel"]');
  const row = held?.closest('[data-key]')?.getAttribute('data-key') ?? null;
  draw();
  if (!held || !section || section.hasAttribute('hidden') || !document.hasFocus()) return;
  if (document.activeElement === held && isUsable(held)) return;
  const heir = heirOf(held.id, row, section);
  if (heir instanceof HTMLElement) heir.focus();
};
