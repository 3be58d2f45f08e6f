import assert from 'node:assert/strict';

import { type Client, createClient } from '@tierline/client';
import { eventually } from '@tierline/testkit';
import mongoose, { type Connection } from 'mongoose';

import { tierline } from '../command-line.ts';
import { type RealSystem, realSystem } from '../real-system.ts';

describe('tierline sla', function cli() {
  this.timeout(60_000);
  let real: RealSystem;
  let client: Client;
  let connection: Connection;
  const ids: string[] = [];
  before(async () => {
    real = await realSystem('sla-cli', async () => ({ services: ['intake', 'router'] }));
    client = createClient({ baseUrl: real.system.apiUrl, apiKey: real.system.adminKey });
    connection = await mongoose.createConnection(real.mongoUri).asPromise();
    for (const subject of ['One', 'Two', 'Three']) {
      const ticket = { subject, description: 'Since noon.', requester: 'a@example.com' };
      ids.push((await client.createTicket(ticket)).id);
    }
    for (const id of ids)
      await eventually(async () => assert.notEqual((await client.readTicket(id)).tier, undefined));
  });
  after(async () => {
    await connection.close();
    await real[Symbol.asyncDispose]();
  });

  const sla = async (...args: readonly string[]) =>
    tierline(['sla', ...args], { TIERLINE_URL: real.system.apiUrl, TIERLINE_KEY: real.system.adminKey });
  const tickets = () => connection.collection<{ _id: string }>('tickets');

  it('shows every promise of a ticket in words, and its stretches of time as a table', async () => {
    const [id = ''] = ids;
    const { code, stdout, stderr } = await sla('show', id);
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`^ticket ${id}, version \\d+, open, at `));
    assert.match(stdout, /\nResolution: \d+h promised \(policy default, version [0-9a-f]{12}, calendar /);
    assert.match(stdout, /\n {2}from +to +what +wall +counted +on +why\n {2}\S+ +now +counted /);
    const { clocks } = JSON.parse((await sla('show', id, '--json')).stdout) as {
      clocks: { clock: string }[];
    };
    assert.deepEqual(
      clocks.map(({ clock }) => clock),
      ['firstResponse', 'resolution', 'tier'],
    );
    const unknown = await sla('show', 'f'.repeat(24));
    assert.deepEqual([unknown.code, unknown.stdout], [1, '']);
    assert.match(unknown.stderr, /unknown-ticket/);
  });

  it('checks tickets, goes on where it broke off, and repairs by command only', async () => {
    const [one = '', two = '', three = ''] = ids;
    const clean = await sla('check');
    assert.equal(clean.code, 0, clean.stderr);
    assert.match(clean.stdout, /looked at 3 tickets: each is what its events make of it/);

    await tickets().updateOne({ _id: two }, { $set: { 'clocks.resolution.spent': 7 } });
    const part = await sla('check', '--limit', '1');
    assert.deepEqual([part.code, part.stdout.includes(`go on with --after ${one}`)], [0, true]);
    const found = await sla('check', '--after', one, '--open', '--since', '1d', '--rate', '2');
    assert.equal(found.code, 1);
    assert.match(found.stdout, /looked at 2 tickets: 1 differ\n/);
    assert.match(
      found.stdout,
      new RegExp(`${two}, version \\d+: differs\n {2}clocks.resolution.spent: stored 7, derived 0\n`),
    );

    const repaired = await sla('repair', two, three);
    assert.equal(repaired.code, 0, repaired.stderr);
    assert.match(
      repaired.stdout,
      new RegExp(`${two}: repaired\n {2}clocks.resolution.spent: stored 7, derived 0\n`),
    );
    assert.match(repaired.stdout, new RegExp(`${three}: is what its events make of it`));
    assert.equal((await sla('check')).code, 0);
    assert.equal((await sla('repair', 'f'.repeat(24))).code, 1);
  });
});
