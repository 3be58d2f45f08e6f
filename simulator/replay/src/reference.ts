/** Tag of the n-th ticket of a run: by it a ticket of this run is told from all others, and a double from its twin. */
export function referenceOf(run: string, number: number): string {
  return `replay-${run}-${number}`;
}

/** The number of a ticket within the run, undefined for anybody else's ticket. */
export function numberIn(run: string, tags: readonly string[]): number | undefined {
  const prefix = referenceOf(run, 0).slice(0, -1);
  const tag = tags.find((one) => one.startsWith(prefix));
  return tag === undefined ? undefined : Number(tag.slice(prefix.length));
}
