import type { Logger } from './logger.ts';

/** Warns once per so many real milliseconds of the same subject: a lost Redis gives several a second. */
export function atMostOften(logger: Logger, everyMs: number) {
  let last = { subject: '', at: -Infinity };
  return (fields: object, message: string, subject = message) => {
    const at = performance.now();
    if (subject === last.subject && at - last.at < everyMs) return;
    last = { subject, at };
    logger.warn(fields, message);
  };
}
