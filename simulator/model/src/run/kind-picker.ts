/** Picks one of several by their shares, with one number between 0 and 1; a guide table finds it in a step or two. */
export class KindPicker {
  readonly #until: Float64Array;
  readonly #guide: Int32Array;

  constructor(shares: readonly number[]) {
    let sum = 0;
    this.#until = Float64Array.from(shares, (share) => (sum += share));
    const cells = 4 * shares.length;
    this.#guide = Int32Array.from({ length: cells }, (_, cell) =>
      Math.max(
        0,
        this.#until.findIndex((until) => until > (cell / cells) * sum),
      ),
    );
  }

  pick(p: number): number {
    const until = this.#until;
    const last = until.length - 1;
    let kind = this.#guide[Math.floor(p * this.#guide.length)] as number;
    while (kind < last && (until[kind] as number) <= p) kind += 1;
    return kind;
  }
}
