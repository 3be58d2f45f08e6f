import { ACCESS } from '../access.ts';
import {
  dryRunPolicyBody,
  policyCandidateBody,
  policyDiffView,
  policyDryRunView,
} from '../policy-preview.ts';
import {
  applyPolicyBody,
  policyApplication,
  policyHistory,
  policyHistoryQuery,
  policyInForceView,
  policyPath,
  policyValidation,
  policyVersionView,
  rollbackPolicyBody,
  validatePolicyBody,
} from '../policy-view.ts';
import { recomputationQuery, recomputationView } from '../recomputation-view.ts';
import { repeatable } from './parts.ts';

/** The policy: what is in force, what was, and how that is changed. */
export const POLICY_ROUTES = {
  readPolicy: {
    method: 'get',
    path: '/v1/policy',
    access: ACCESS.managersRead,
    summary: 'The policy in force.',
    status: 200,
    response: policyInForceView,
    refusals: [404],
  },
  listPolicies: {
    method: 'get',
    path: '/v1/policy/versions',
    access: ACCESS.managersRead,
    summary:
      'Every version that was put in force, newest first, a page at a time; one that came back comes twice.',
    query: policyHistoryQuery,
    status: 200,
    response: policyHistory,
    refusals: [],
  },
  readPolicyVersion: {
    method: 'get',
    path: '/v1/policy/versions/{version}',
    access: ACCESS.managersRead,
    summary: 'The text of one version.',
    params: policyPath,
    status: 200,
    response: policyVersionView,
    refusals: [404],
  },
  readRecomputation: {
    method: 'get',
    path: '/v1/policy/recomputation',
    access: ACCESS.managersRead,
    summary: 'How far open tickets have followed the last policy that was put in force, or an earlier one.',
    query: recomputationQuery,
    status: 200,
    response: recomputationView,
    refusals: [404],
  },
  validatePolicy: {
    method: 'post',
    path: '/v1/policy/validate',
    access: ACCESS.managersRead,
    summary: 'Says everything that is wrong with a policy file. Changes nothing.',
    body: validatePolicyBody,
    status: 200,
    response: policyValidation,
    refusals: [],
  },
  diffPolicy: {
    method: 'post',
    path: '/v1/policy/diff',
    access: ACCESS.managersRead,
    summary: 'What a policy file, or an earlier version, changes. Changes nothing itself.',
    body: policyCandidateBody,
    status: 200,
    response: policyDiffView,
    refusals: [404, 422],
  },
  dryRunPolicy: {
    method: 'post',
    path: '/v1/policy/dry-run',
    access: ACCESS.managersRead,
    summary:
      'What would be otherwise under a policy file, or an earlier version: which recent tickets would have been routed elsewhere, a page of tickets at a time, newest first; on the first page also what it means for people, rules, and the promises of new and of open tickets. Changes nothing.',
    body: dryRunPolicyBody,
    status: 200,
    response: policyDryRunView,
    refusals: [404, 422],
  },
  applyPolicy: {
    method: 'post',
    path: '/v1/policy/apply',
    access: ACCESS.adminsOnly,
    summary:
      'Put a policy in force, if the one that it was made from still is. Every process follows within a few seconds, and then the promises of open tickets, in the background. To apply what is in force already changes nothing.',
    headers: repeatable,
    body: applyPolicyBody,
    status: 200,
    response: policyApplication,
    refusals: [409, 422],
  },
  rollbackPolicy: {
    method: 'post',
    path: '/v1/policy/rollback',
    access: ACCESS.adminsOnly,
    summary: 'Put an earlier version in force again. It is recorded as one more application.',
    headers: repeatable,
    body: rollbackPolicyBody,
    status: 200,
    response: policyApplication,
    refusals: [404, 409, 422],
  },
} as const;
