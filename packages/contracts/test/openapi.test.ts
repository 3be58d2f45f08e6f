import assert from 'node:assert/strict';

import { openApiDocument, ROUTE_NAMES, ROUTES, type RouteName } from '@tierline/contracts';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;
const text = JSON.stringify(openApiDocument('1.2.3'));
const document = JSON.parse(text) as Node;

/** Every object within the document, with its place. */
function* nodes(value: unknown, place = '#'): Generator<{ readonly place: string; readonly node: Node }> {
  if (!isNode(value)) return;
  yield { place, node: value };
  for (const [key, inner] of Object.entries(value))
    yield* nodes(inner, `${place}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
}

const ALL = [...nodes(document)];
const PLACES = new Set(ALL.map(({ place }) => place));

/** The node at a place, which must be there. */
function at(...keys: readonly string[]): Node {
  const node = keys.reduce<unknown>((inner, key) => (isNode(inner) ? inner[key] : undefined), document);
  assert.ok(isNode(node), keys.join(' / '));
  return node;
}

/** The statuses by which a route may answer. */
function statuses(name: RouteName): string[] {
  const route = ROUTES[name];
  const answers = [
    route.status,
    ...('empty' in route ? [route.empty] : []),
    400,
    ...(route.access === 'signed' ? [] : [401, 403]),
    ...('body' in route || 'upload' in route ? [413, 415] : []),
    ...route.refusals,
    ...(route.access === 'signed' ? [] : [429]),
    503,
  ];
  return [...new Set(answers)].map(String).toSorted();
}

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1, with the version of the product', () => {
    assert.equal(document['openapi'], '3.1.0');
    assert.deepEqual([at('info')['title'], at('info')['version']], ['Tierline', '1.2.3']);
  });

  for (const name of ROUTE_NAMES) {
    const { method, path, status } = ROUTES[name];
    describe(`has ${name}`, () => {
      it('by its method and path, with exactly its statuses', () => {
        const operation = at('paths', path, method);
        assert.deepEqual([operation['operationId'], operation['summary']], [name, ROUTES[name].summary]);
        assert.deepEqual(Object.keys(at('paths', path, method, 'responses')).toSorted(), statuses(name));
      });

      it('with a described body for every answer that has one', () => {
        for (const [code, response] of Object.entries(at('paths', path, method, 'responses'))) {
          assert.ok(
            isNode(response) && typeof response['description'] === 'string' && response['description'] !== '',
          );
          const done = 'download' in ROUTES[name] ? '*/*' : 'application/json';
          const type = code === String(status) ? done : 'application/problem+json';
          if (code !== '204')
            assert.ok(isNode(at('paths', path, method, 'responses', code, 'content', type)['schema']));
        }
      });

      it('with every parameter of its path, required', () => {
        const operation = at('paths', path, method);
        const parameters = Array.isArray(operation['parameters'])
          ? operation['parameters'].filter(isNode)
          : [];
        const inPath = parameters.filter((parameter) => parameter['in'] === 'path');
        assert.deepEqual(
          inPath.map((parameter) => parameter['name']),
          [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter),
        );
        for (const parameter of inPath) assert.equal(parameter['required'], true);
        for (const parameter of parameters) assert.ok(isNode(parameter['schema']));
        assert.equal(
          'requestBody' in operation,
          method === 'post' && ('body' in ROUTES[name] || 'upload' in ROUTES[name]),
        );
      });
    });
  }

  it('has nothing beside the routes', () => {
    const operations = Object.values(at('paths')).flatMap((path) =>
      Object.values(path as Node).map((operation) => (operation as Node)['operationId']),
    );
    assert.deepEqual(operations.map(String).toSorted(), Object.keys(ROUTES).toSorted());
  });

  it('resolves every reference', () => {
    const references = ALL.flatMap(({ node }) => (typeof node['$ref'] === 'string' ? [node['$ref']] : []));
    assert.ok(references.includes('#/components/schemas/Problem'));
    assert.deepEqual(
      references.filter((reference) => !PLACES.has(reference)),
      [],
    );
  });

  it('uses only the types of JSON, and requires only properties that it describes', () => {
    const types = new Set(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);
    for (const { place, node } of ALL) {
      if (!/\/(?:schema|schemas|properties|items|anyOf|oneOf)(?:\/[^/]+)?$/.test(place)) continue;
      if (typeof node['type'] === 'string') assert.ok(types.has(node['type']), `${place}: ${node['type']}`);
      const properties = isNode(node['properties']) ? Object.keys(node['properties']) : [];
      if (Array.isArray(node['required']))
        assert.deepEqual(
          node['required'].filter((name) => !properties.includes(String(name))),
          [],
          place,
        );
    }
  });

  it('says of every request body that unknown fields are refused', () => {
    for (const name of ['CreateTicket', 'Reply', 'Escalate', 'Update', 'Solve', 'Redeliver'])
      assert.equal(at('components', 'schemas', name)['additionalProperties'], false, name);
  });

  it('tells of the Idempotency-Key header', () => {
    const { parameters } = at('paths', '/v1/tickets', 'post') as { readonly parameters: readonly Node[] };
    assert.deepEqual(
      parameters.map((parameter) => [parameter['in'], parameter['name'], parameter['required'] ?? false]),
      [['header', 'idempotency-key', false]],
    );
  });

  it('has no parameter for a header that the standard leaves to other parts of the document', () => {
    const headers = ALL.flatMap(({ node }) => (node['in'] === 'header' ? [String(node['name'])] : []));
    assert.ok(headers.length > 0);
    assert.deepEqual(
      headers.filter((name) => /^(?:accept|content-type|authorization)$/i.test(name)),
      [],
    );
  });

  it('is the same every time', () => {
    assert.equal(JSON.stringify(openApiDocument('1.2.3')), text);
  });
});
