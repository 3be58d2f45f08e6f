/** One value that is not what it should be. */
export interface Difference {
  /** Keys and positions joined by dots, such as `clocks.resolution.spent`. */
  readonly path: string;
  /** Absent where nothing is stored. */
  readonly stored?: unknown;
  /** Absent where nothing should be. */
  readonly derived?: unknown;
}

/** Everything in which two values differ, by path, in the order of the keys. What is undefined is absent. */
export function differences(stored: unknown, derived: unknown, path = ''): readonly Difference[] {
  if (Object.is(stored, derived)) return [];
  const [was, is] = [partsOf(stored), partsOf(derived)];
  if (was === undefined || is === undefined || Array.isArray(stored) !== Array.isArray(derived))
    return [{ path, ...(stored !== undefined && { stored }), ...(derived !== undefined && { derived }) }];
  return [...new Set([...was.keys(), ...is.keys()])]
    .toSorted()
    .flatMap((key) => differences(was.get(key), is.get(key), path === '' ? key : `${path}.${key}`));
}

/** The parts of an array or of a plain object; undefined for any other value. */
function partsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const plain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return plain ? new Map(Object.entries(value)) : undefined;
}
