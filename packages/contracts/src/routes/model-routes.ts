import { ACCESS } from '../access.ts';
import { listModelsQuery, modelPage, modelPath, modelView } from '../model-view.ts';
import { repeatable } from './parts.ts';

/** Models that route by what solved tickets said. Which one is in use is the policy's to say (`classifier`). */
export const MODEL_ROUTES = {
  trainModel: {
    method: 'post',
    path: '/v1/models',
    access: ACCESS.adminsOnly,
    summary:
      'Have a model trained from the solved tickets, in the background. While one is under way that one is the answer.',
    headers: repeatable,
    status: 202,
    response: modelView,
    refusals: [422],
  },
  listModels: {
    method: 'get',
    path: '/v1/models',
    access: ACCESS.managersRead,
    summary: 'Every model, newest first, a page at a time: how far its training is, or how good it is.',
    query: listModelsQuery,
    status: 200,
    response: modelPage,
    refusals: [],
  },
  readModel: {
    method: 'get',
    path: '/v1/models/{version}',
    access: ACCESS.managersRead,
    summary: 'One model: how far its training is, or how good it is.',
    params: modelPath,
    status: 200,
    response: modelView,
    refusals: [404],
  },
} as const;
