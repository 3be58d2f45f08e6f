export { signedEndpoints, type SignedEndpoint } from './config.ts';
export { createDeliver, type Deliver } from './processor.ts';
