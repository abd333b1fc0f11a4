/** Whole numbers as people read them: `9,120`. */
export const count = new Intl.NumberFormat('en-US');
