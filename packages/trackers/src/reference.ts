/** What Tierline wrote ends with its reference: hidden where the tracker shows Markdown, as a last line elsewhere. */
const HIDDEN = /\s*<!-- tierline:(\S+) -->\s*$/;
const LAST_LINE = /(?:^|\n)tierline:(\S+)\s*$/;

/** Markdown with a reference that readers do not see. */
export function withHiddenReference(body: string, reference: string): string {
  return `${body}\n\n<!-- tierline:${reference} -->`;
}

/** Text with a reference as its last line. */
export function withReference(body: string, reference: string): string {
  return `${body}\ntierline:${reference}`;
}

/** The reference with which a text ends, if Tierline wrote it. */
export function referenceIn(body: string): string | undefined {
  return (HIDDEN.exec(body) ?? LAST_LINE.exec(body))?.[1];
}
