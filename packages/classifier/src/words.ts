/** What a model reads of a ticket. */
export interface TicketText {
  readonly subject: string;
  readonly description: string;
}

/** What a ticket is about is said in its first words; a pasted log of any length costs no more. */
const MOST_CHARACTERS = 4000;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const DIGITS = /^\p{N}+$/u;
/** Scripts that put no space between words. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** The different words of a ticket, in lower case, numbers left out. */
export function wordsOf({ subject, description }: TicketText): readonly string[] {
  const text = `${subject}\n${description}`.slice(0, MOST_CHARACTERS).toLowerCase();
  const words = UNSPACED.test(text)
    ? Array.from(segmenter.segment(text), ({ segment, isWordLike = false }) => (isWordLike ? segment : ''))
    : (text.match(WORD) ?? []);
  // With a mark before it no word is the name of something that every JavaScript object has.
  return [...new Set(words.filter((word) => word !== '' && !DIGITS.test(word)).map((word) => `=${word}`))];
}
