export { createPush, type Push } from './push.ts';
export { createRouteTickets, type RouteTickets } from './processor.ts';
