import { ROUTE_NAMES, type RouteName, ROUTES } from '@tierline/contracts';

/** Segments of paths: the names that stand there literally, the one that stands for any, and what ends here. */
interface Place {
  readonly literal: Map<string, Place>;
  any?: Place;
  route?: RouteName;
}

const place = (): Place => ({ literal: new Map() });

/**
 * Finds the route of a request by its method and address, without reading anything else of it: some microseconds, where
 * Express takes longer than all of a refusal. Undefined for what is no route, or is not written as the contract has it.
 */
export function createRouteOf(): (
  method: string | undefined,
  url: string | undefined,
) => RouteName | undefined {
  const roots = new Map<string, Place>();
  for (const name of ROUTE_NAMES) {
    const { method, path } = ROUTES[name];
    let at = child(roots, method.toUpperCase());
    for (const segment of segmentsOf(path))
      at = segment.startsWith('{') ? (at.any ??= place()) : child(at.literal, segment);
    at.route = name;
  }
  return (method = '', url = '') => {
    const root = roots.get(method === 'HEAD' ? 'GET' : method);
    const end = url.indexOf('?');
    return root && routeAt(root, segmentsOf(end === -1 ? url : url.slice(0, end)), 0);
  };
}

function segmentsOf(path: string): readonly string[] {
  return path.slice(1).split('/');
}

function child(places: Map<string, Place>, name: string): Place {
  const known = places.get(name) ?? place();
  places.set(name, known);
  return known;
}

/** What stands literally comes first; where that leads nowhere, what stands for any. */
function routeAt(at: Place, segments: readonly string[], index: number): RouteName | undefined {
  const segment = segments[index];
  if (segment === undefined) return at.route;
  const literal = at.literal.get(segment);
  return (
    (literal && routeAt(literal, segments, index + 1)) ?? (at.any && routeAt(at.any, segments, index + 1))
  );
}
