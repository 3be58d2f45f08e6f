import type { Route } from '@tierline/contracts';

/** A route's path as Express has it, which is also the name by which its requests are counted. */
export function expressPath({ path }: Pick<Route, 'path'>): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
