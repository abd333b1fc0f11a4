/** Moves the focus once what is due is drawn: drawing takes a microtask. */
export const focusOn = (selector: string): void => {
  queueMicrotask(() =>
    queueMicrotask(() => {
      const found = document.querySelector(selector);
      if (found instanceof HTMLElement) found.focus();
    }),
  );
};
