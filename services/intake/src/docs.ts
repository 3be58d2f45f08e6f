import { openApiDocument } from '@tierline/contracts';
import express, { type Express } from 'express';
import { absolutePath } from 'swagger-ui-dist';

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Tierline API</title><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/init.js"></script></body>
</html>
`;

const INIT = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#ui' });
`;

/** The API in words: /openapi.json (OpenAPI 3.1) and /docs, a page that shows it and can try it. */
export function mountDocs(app: Express, version: string): void {
  const document = openApiDocument(version);
  app.get('/openapi.json', (_request, response) => void response.json(document));
  app.get('/docs', (_request, response) => void response.type('html').send(PAGE));
  app.get('/docs/init.js', (_request, response) => void response.type('js').send(INIT));
  app.use('/docs/assets', express.static(absolutePath(), { index: false }));
  app.get('/', (_request, response) => response.redirect('/docs'));
}
