import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';

import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';

import { container, read, root, serviceNames } from './deployment.ts';

const workflowSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      'timeout-minutes': z.number(),
      permissions: z.record(z.string(), z.string()).optional(),
      strategy: z.object({ matrix: z.record(z.string(), z.array(z.string())) }).optional(),
      steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })),
    }),
  ),
});
const workflows = readdirSync(new URL('.github/workflows/', root)).map((name) => {
  const text = read(`.github/workflows/${name}`);
  return { name, text, ...workflowSchema.parse(parse(text)) };
});
const named = (name: string) => {
  const found = workflows.find((workflow) => workflow.name === name);
  if (found === undefined) throw new Error(`no workflow ${name}`);
  return found;
};
/** The services that a step builds one after another. */
const loopOf = (text: string) => /for service in ([a-z -]+); do/.exec(text)?.[1]?.split(' ').toSorted();

describe('workflows for forks', () => {
  it('pin every action by a commit, and say of which release', () => {
    for (const { name, text } of workflows) {
      const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, action]) => action ?? '');
      assert.ok(used.length > 0, name);
      for (const action of used) assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
    }
  });

  it('may write packages and statements of origin in a release, and nothing else', () => {
    for (const { name, permissions, jobs } of workflows) {
      const given = Object.values(jobs).flatMap((job) => Object.entries(job.permissions ?? permissions));
      const writing = given.filter(([, right]) => right === 'write').map(([what]) => what);
      assert.deepEqual(
        [...new Set(writing)].toSorted(),
        name === 'release.yml' ? ['attestations', 'id-token', 'packages'] : [],
      );
      assert.deepEqual(
        Object.values(permissions).filter((right) => right === 'write'),
        [],
      );
    }
  });

  it('build an image of every service', () => {
    const release = named('release.yml');
    assert.deepEqual(release.jobs['image']?.strategy?.matrix['service']?.toSorted(), serviceNames);
    assert.deepEqual(loopOf(release.text), serviceNames);
    assert.deepEqual(loopOf(named('ci.yml').text), serviceNames);
  });

  it('try the chart beside the databases that Compose has', () => {
    const images = parseAllDocuments(read('deploy/helm/kind/databases.yaml')).flatMap((document) => [
      ...JSON.stringify(document.toJS()).matchAll(/"image":"([^"]*)"/g),
    ]);
    assert.deepEqual(
      images.map(([, image]) => image),
      ['mongodb', 'redis'].map((name) => container(name).image),
    );
  });
});
