/** @jsxRuntime automatic */
import type { ReactElement, ReactNode } from 'react';

import { CHART_STYLES, PAGE_STYLES } from './styles.ts';

export interface PageProps {
  readonly title: string;
  /** BCP 47; English unless told. */
  readonly lang?: string;
  readonly children: ReactNode;
}

/** Nothing is fetched, run or sent; styles are in the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A whole document of its own: it opens from a disk, without a network and without a script. */
export function Page({ title, lang = 'en', children }: PageProps): ReactElement {
  return (
    <html lang={lang}>
      <head>
        <meta charSet="utf-8" />
        <meta httpEquiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        {/* As it is: React would escape what CSS needs, and nothing of it comes from outside. */}
        <style dangerouslySetInnerHTML={{ __html: `${CHART_STYLES}\n${PAGE_STYLES}` }} />
      </head>
      <body>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}

/**
 * Data in the page that programs can read back, as JSON in an element that no browser runs, found by its id. Throws
 * TypeError for what JSON cannot say.
 */
export function DataBlock({ id, value }: { readonly id: string; readonly value: unknown }): ReactElement {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError('there is no JSON for it');
  // A "<" could end the element; in JSON it may be written so.
  return (
    <script
      type="application/json"
      id={id}
      dangerouslySetInnerHTML={{ __html: json.replaceAll('<', '\\u003c') }}
    />
  );
}
