/** An event as an object. */
export interface ObjectEvent {
  readonly time: number;
  readonly priority: number;
  readonly sequence: number;
  readonly payload: number;
}

/** The binary heap of objects that everybody writes, in the same order as the engine's: time, priority, sequence. */
export class ObjectHeap {
  readonly #events: ObjectEvent[] = [];

  push(event: ObjectEvent): void {
    const events = this.#events;
    let at = events.push(event) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const other = events[up];
      if (other === undefined || before(other, event)) break;
      events[at] = other;
      at = up;
    }
    events[at] = event;
  }

  pop(): ObjectEvent | undefined {
    const events = this.#events;
    const [first] = events;
    const last = events.pop();
    if (last === undefined || events.length === 0) return first;
    let at = 0;
    for (let down = 1; down < events.length; down = 2 * at + 1) {
      let child = events[down];
      const right = events[down + 1];
      if (child !== undefined && right !== undefined && before(right, child)) {
        child = right;
        down += 1;
      }
      if (child === undefined || before(last, child)) break;
      events[at] = child;
      at = down;
    }
    events[at] = last;
    return first;
  }
}

function before(one: ObjectEvent, other: ObjectEvent): boolean {
  if (one.time !== other.time) return one.time < other.time;
  return one.priority === other.priority ? one.sequence < other.sequence : one.priority < other.priority;
}
