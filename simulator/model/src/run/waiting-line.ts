/**
 * Tickets that wait for the same people, best rank first, and of the same rank in the order in which they came. A ticket
 * cannot be taken out of the middle: by its order of coming, which is never given twice, one that has gone meanwhile is told.
 */
export class WaitingLine {
  #ranks = new Float64Array(64);
  #orders = new Float64Array(64);
  #tickets = new Int32Array(64);
  #size = 0;
  /** Order of coming of the ticket taken last. */
  taken = 0;

  get size(): number {
    return this.#size;
  }

  /** Rank of the first ticket; Infinity where none waits. */
  get bestRank(): number {
    return this.#size === 0 ? Infinity : (this.#ranks[0] as number);
  }

  /** The first ticket and its order of coming, where one waits. */
  get first(): number {
    return this.#tickets[0] as number;
  }

  get firstOrder(): number {
    return this.#orders[0] as number;
  }

  /** A ticket comes, later than those with a lower `order`. */
  add(ticket: number, rank: number, order: number): void {
    if (this.#size === this.#tickets.length) this.#grow();
    const ranks = this.#ranks;
    const orders = this.#orders;
    const tickets = this.#tickets;
    let at = this.#size++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      // Nobody who came before has the same rank and comes later.
      if ((ranks[up] as number) <= rank) break;
      ranks[at] = ranks[up] as number;
      orders[at] = orders[up] as number;
      tickets[at] = tickets[up] as number;
      at = up;
    }
    ranks[at] = rank;
    orders[at] = order;
    tickets[at] = ticket;
  }

  /** Takes the first ticket; -1 where none waits. */
  take(): number {
    if (this.#size === 0) return -1;
    const ranks = this.#ranks;
    const orders = this.#orders;
    const tickets = this.#tickets;
    const first = tickets[0] as number;
    this.taken = orders[0] as number;
    const last = --this.#size;
    if (last === 0) return first;
    const rank = ranks[last] as number;
    const order = orders[last] as number;
    const ticket = tickets[last] as number;
    let at = 0;
    for (let down = 1; down < last; down = 2 * at + 1) {
      if (down + 1 < last && this.#isBefore(down + 1, down)) down += 1;
      const other = ranks[down] as number;
      if (rank < other || (rank === other && order < (orders[down] as number))) break;
      ranks[at] = other;
      orders[at] = orders[down] as number;
      tickets[at] = tickets[down] as number;
      at = down;
    }
    ranks[at] = rank;
    orders[at] = order;
    tickets[at] = ticket;
    return first;
  }

  #isBefore(one: number, other: number): boolean {
    const a = this.#ranks[one] as number;
    const b = this.#ranks[other] as number;
    return a < b || (a === b && (this.#orders[one] as number) < (this.#orders[other] as number));
  }

  #grow(): void {
    const room = 2 * this.#tickets.length;
    const ranks = new Float64Array(room);
    const orders = new Float64Array(room);
    const tickets = new Int32Array(room);
    ranks.set(this.#ranks);
    orders.set(this.#orders);
    tickets.set(this.#tickets);
    this.#ranks = ranks;
    this.#orders = orders;
    this.#tickets = tickets;
  }
}
