import { openApiDocument } from '@tierline/contracts';
import addFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** An answer of the API, read to its end. */
export interface CheckedAnswer {
  readonly method: string;
  /** With its query, without the server's address. */
  readonly path: string;
  readonly response: Pick<Response, 'status' | 'headers'>;
  readonly text: string;
}

/** Throws when the OpenAPI document does not promise this answer: its status, media type and body. */
export type ContractCheck = (answer: CheckedAnswer) => void;

interface Operation {
  readonly method: string;
  readonly template: string;
  readonly pattern: RegExp;
}

/** What any address may answer, in the document or not: nothing is there, or not by that method. */
const ANYWHERE = new Set([404, 405]);
const ROOT = 'openapi';

/** A check against the document that the API itself serves; addresses that it does not describe are left alone. */
export function createContractCheck(): ContractCheck {
  const document = JSON.parse(JSON.stringify(openApiDocument('0.0.0'))) as Node;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, ROOT);
  const operations = operationsOf(document);
  const validators = new Map<string, ValidateFunction>();

  function validator(keys: readonly string[]): ValidateFunction {
    const $ref = `${ROOT}#/${keys.map(escaped).join('/')}`;
    const known = validators.get($ref) ?? ajv.compile({ $ref });
    validators.set($ref, known);
    return known;
  }

  return ({ method, path, response, text }) => {
    const [address = ''] = path.split('?');
    const found = operations.find((one) => one.method === method.toLowerCase() && one.pattern.test(address));
    if (found === undefined) return;
    const name = `${method} ${found.template} answered ${response.status}`;
    const place = ['paths', found.template, found.method, 'responses', String(response.status)];
    const promised = at(document, place);
    if (promised === undefined) {
      if (ANYWHERE.has(response.status)) return;
      throw new Error(`${name}, which the document does not promise`);
    }
    const contents = at(document, [...place, 'content']);
    if (contents === undefined) {
      if (text !== '') throw new Error(`${name} with a body, the document promises none`);
      return;
    }
    const type = (response.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
    // A file may be of any type; what is in it is not the document's to say.
    if ('*/*' in contents) return;
    if (!(type in contents)) {
      throw new Error(`${name} as ${type}, the document promises ${Object.keys(contents).join(' or ')}`);
    }
    if (!type.endsWith('json')) return;
    const validate = validator([...place, 'content', type, 'schema']);
    if (!validate(JSON.parse(text))) {
      throw new Error(
        `${name} with a body that the document does not promise: ${ajv.errorsText(validate.errors)}`,
      );
    }
  };
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function at(node: Node, keys: readonly string[]): Node | undefined {
  const found = keys.reduce<unknown>((inner, key) => (isNode(inner) ? inner[key] : undefined), node);
  return isNode(found) ? found : undefined;
}

/** Literal addresses before those with parameters, as the server matches them. */
function operationsOf(document: Node): readonly Operation[] {
  const paths = Object.entries(at(document, ['paths']) ?? {});
  return paths
    .flatMap(([template, methods]) =>
      Object.keys(isNode(methods) ? methods : {}).map((method) => ({
        method,
        template,
        pattern: new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      })),
    )
    .toSorted((a, b) => parameters(a.template) - parameters(b.template));
}

function parameters(template: string): number {
  return template.split('{').length;
}

/** A key within a JSON pointer that stands in an address. */
function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}
