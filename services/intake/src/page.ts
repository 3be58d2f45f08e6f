/** A page of a list. */
export interface Page<V> {
  readonly items: V[];
  /** Where the next page goes on; absent on the last. */
  readonly nextCursor?: string;
}

/**
 * A page of at most `limit` that were found, as the API shows them. One that is full may have another after it, which
 * begins after the last of this one.
 */
export function pageOf<F, V>(
  found: readonly F[],
  limit: number,
  { view, cursor }: { readonly view: (one: F) => V; readonly cursor: (last: F) => string },
): Page<V> {
  const last = found.length === limit ? found.at(-1) : undefined;
  return { items: found.map((one) => view(one)), ...(last !== undefined && { nextCursor: cursor(last) }) };
}

/** Whose cursor is its id. */
export const byId = ({ id }: { readonly id: string }): string => id;
