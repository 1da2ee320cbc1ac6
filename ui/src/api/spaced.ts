/**
 * Reads again at most once in so long: who asks meanwhile shares the next reading, which begins when the one before is over
 * and its time has passed.
 */
export function spaced<Read>(read: () => Promise<Read>, leastMs: number): () => Promise<Read> {
  let begun = Number.NEGATIVE_INFINITY;
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<Read> | null = null;
  const readNow = () => {
    next = null;
    begun = Date.now();
    const now = read();
    last = now.catch(() => undefined);
    return now;
  };
  return () => {
    const left = begun + leastMs - Date.now();
    next ??= Promise.all([last, left > 0 && new Promise((done) => setTimeout(done, left))]).then(readNow);
    return next;
  };
}
