/** A moment: milliseconds since 1970-01-01T00:00:00Z on the instant line (no zone). */
export type Instant = number & { readonly __unit: 'instant' };

/** A length of time in milliseconds. Whether business or wall time is said where it is used. */
export type Millis = number & { readonly __unit: 'millis' };

/** The one constructor of {@link Instant}. Throws RangeError for anything but a finite integer. */
export function instant(epochMillis: number): Instant {
  if (!Number.isSafeInteger(epochMillis)) throw new RangeError(`not an instant: ${epochMillis}`);
  return epochMillis as Instant;
}

/** The one constructor of {@link Millis}. Throws RangeError for anything but a finite integer. */
export function millis(value: number): Millis {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not milliseconds: ${value}`);
  return value as Millis;
}
