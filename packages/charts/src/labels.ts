/** Pixels at a size of 12, by the first kind that a letter is of; of the widest of the usual fonts. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ .,:;|!'ijlIft()]/, 4.6],
  [/[%mwMW@]/, 11.5],
  [/[A-Z+−=<>~…]/, 8.7],
  // Of a script with letters as wide as they are high.
  [/[\u2e80-\uffff]/, 12],
];
const OTHER = 7.6;

/** About the pixels that a text takes at a size of 12, rather more than less: there is no browser to ask. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += WIDTHS.find(([kind]) => kind.test(letter))?.[1] ?? OTHER;
  return width;
}

/** The text, cut with an ellipsis where it would take more than `width` pixels. */
export function fitted(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && textWidth(`${letters.join('')}…`) > width) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/**
 * The positions moved apart as little as one pass each way can, so that neighbours are `gap` apart and all are within
 * `low` and `high`; their order stays. Where there is no room for all, they are spread evenly.
 */
export function apart(
  positions: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): readonly number[] {
  const order = positions.map((_, index) => index).toSorted((a, b) => at(positions, a) - at(positions, b));
  const room = order.length < 2 ? gap : Math.min(gap, (high - low) / (order.length - 1));
  const placed: number[] = [];
  let next = low;
  for (const index of order) {
    placed.push(Math.max(next, at(positions, index)));
    next = at(placed, placed.length - 1) + room;
  }
  let most = high;
  for (let rank = placed.length - 1; rank >= 0; rank -= 1) {
    placed[rank] = Math.min(most, at(placed, rank));
    most = at(placed, rank) - room;
  }
  const result = [...positions];
  for (const [rank, index] of order.entries()) result[index] = at(placed, rank);
  return result;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
