export { checkSecrets } from './config.ts';
export { createDeliver, type Deliver } from './processor.ts';
