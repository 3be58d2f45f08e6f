/**
 * Waits in a first-come-first-served queue with any arrivals, any work and `servers` servers (G/G/c), by the recursion
 * of Kiefer and Wolfowitz (1955): each takes the server that is free first. No events, so an independent check of an
 * event-driven run, and several times as fast.
 *
 * `arrivals` are ascending times, `works` the lengths of work in the same order. Returns each one's wait.
 * Throws RangeError without a server or when the arrays differ in length.
 */
export function fifoWaits(arrivals: Float64Array, works: Float64Array, servers: number): Float64Array {
  if (!(Number.isInteger(servers) && servers >= 1)) throw new RangeError(`${servers} servers`);
  if (arrivals.length !== works.length) {
    throw new RangeError(`${arrivals.length} arrivals and ${works.length} lengths of work`);
  }
  const waits = new Float64Array(arrivals.length);
  // A binary heap of the moments at which the servers are free.
  const free = new Float64Array(servers).fill(-Infinity);
  for (let index = 0; index < arrivals.length; index++) {
    const arrival = arrivals[index] as number;
    const first = free[0] as number;
    const start = first > arrival ? first : arrival;
    waits[index] = start - arrival;
    replaceFirst(free, start + (works[index] as number));
  }
  return waits;
}

function replaceFirst(heap: Float64Array, value: number): void {
  let at = 0;
  for (let down = 1; down < heap.length; down = 2 * at + 1) {
    if (down + 1 < heap.length && (heap[down + 1] as number) < (heap[down] as number)) down++;
    if ((heap[down] as number) >= value) break;
    heap[at] = heap[down] as number;
    at = down;
  }
  heap[at] = value;
}
