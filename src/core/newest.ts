/** Forgets what was put into a map first, until it holds so many at most. */
export const keepNewest = <K>(map: Map<K, unknown>, most: number): void => {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
};
