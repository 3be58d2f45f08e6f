export { createRouteTickets, type RouteTickets } from './processor.ts';
