/**
 * The whole number that was given for an option, or the usual one. Throws Error, in words for the person who typed it, for
 * anything else than a whole number from `low` to `high`.
 */
export function wholeOption(
  name: string,
  given: string | undefined,
  { low, high, usual }: { readonly low: number; readonly high: number; readonly usual: number },
): number {
  const value = Number(given ?? usual);
  if (!Number.isInteger(value) || value < low || value > high)
    throw new Error(`--${name} ${given}: a whole number from ${low} to ${high}`);
  return value;
}
