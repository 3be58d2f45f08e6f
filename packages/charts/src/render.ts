import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

/** A `Page` as the text of an HTML document. Throws what its components throw. */
export function renderPage(page: ReactElement): string {
  return `<!doctype html>\n${renderToStaticMarkup(page)}\n`;
}
