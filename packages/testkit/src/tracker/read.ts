/** A string of a request's body; throws when it is none, as a tracker would refuse it. */
export function stringIn(body: unknown, ...path: readonly string[]): string {
  const value = path.reduce<unknown>(
    (inner, key) => (inner as Readonly<Record<string, unknown>> | undefined)?.[key],
    body,
  );
  if (typeof value !== 'string') throw new TypeError(`${path.join('.')} must be a string`);
  return value;
}

/** One page of a list, by the numbers that a request gives: pages from 1. */
export function pageOf<T>(list: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Number(query.get('per_page') ?? 20);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return list.slice(from, from + size);
}

/** What was written and its reference, of text that ends with one in an HTML comment. */
export function hidden(text: string): { readonly body: string; readonly reference: string | undefined } {
  return { body: text, reference: /<!-- tierline:(\S+) -->$/.exec(text)?.[1] };
}
