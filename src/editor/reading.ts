/** What was made of something a person typed: a value, perhaps with a warning or a note, or one problem. */
export type Reading<T> =
  | { readonly value: T; readonly problem?: undefined; readonly warning?: string; readonly note?: string }
  /** Nothing can be done with it; the only case that blocks. */
  | { readonly value?: undefined; readonly problem: string; readonly warning?: undefined; readonly note?: undefined };
