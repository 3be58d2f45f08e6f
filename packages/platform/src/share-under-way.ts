/** A function whose calls share one run while it is under way, and its outcome. */
export function shareUnderWay<T>(run: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => (underWay ??= run().finally(() => (underWay = undefined)));
}
