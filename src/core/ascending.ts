/** The first place in an ascending list whose number is not smaller; the list's length where all are. */
export const placeOf = (ascending: ArrayLike<number>, value: number): number => {
  let [from, to] = [0, ascending.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ascending[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from;
};
