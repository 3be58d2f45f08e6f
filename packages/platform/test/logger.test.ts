import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { createLogger, createMetrics } from '@tierline/platform';

/** Runs a program that logs, and gives its lines. */
async function linesOf(program: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '--conditions', 'source', '--input-type', 'module', '-e', program],
    { cwd: import.meta.dirname },
  );
  return stdout.trim().split('\n');
}

/**
 * Everything that the product holds a secret or a person's words in, as it is at hand where something is logged. Each such
 * value has the word `hunter2` in it.
 */
const FIXTURE = `
  import http from 'node:http';
  import { createLogger, newApiKey } from '@tierline/platform';
  const logger = createLogger({ service: 'intake', level: 'trace' });
  const said = { line: 0 };
  const say = (fields, ...text) => { said.line += 1; logger.info(fields, ...(text.length > 0 ? text : ['line ' + said.line])); };

  // Requests.
  say({ headers: { authorization: 'Bearer hunter2', cookie: 'session=hunter2', 'set-cookie': ['hunter2'], 'x-api-key': 'hunter2',
    'webhook-signature': 'v1,hunter2', 'idempotency-key': 'hunter2', 'X-Gitlab-Token': 'hunter2' } });
  const request = new http.IncomingMessage(null);
  request.url = '/v1/requesters/hunter2@example.com?name=hunter2';
  request.headers.authorization = 'Bearer hunter2';
  say({ request, req: request, res: { req: request } });

  // The environment and what is made of it.
  say({ config: { MONGODB_URI: 'mongodb://app:hunter2@db1:27017,db2:27017/tierline?replicaSet=rs0&x=hunter2', REDIS_URL: 'rediss://:hunter2@redis:6379/0',
    ADMIN_KEY: 'hunter2', CRM_SECRET: 'hunter2', TRACKER_TOKEN: 'hunter2', POLICY_FILE: '/etc/tierline.yaml' } });
  say({ at: 'connecting to mongodb+srv://app:hunter2@cluster.example.net/hunter2, then redis://default:hunter2@redis:6379' });
  say({ odd: ['redis://:hunter2/@host', 'redis://user:12/hunter2@host', 'http://hunter2:8o@x', 'https://host/@hunter2'] });

  // The policy and those that it names.
  class Signer { key = 'hunter2' }
  say({ policy: { webhooks: [{ id: 'crm', url: 'https://hooks.example.com/hunter2?token=hunter2', secretEnv: 'CRM_SECRET', signer: new Signer() }],
    pagers: [{ id: 'pager', key: 'hunter2' }], agents: new Map([['hunter2', { name: 'hunter2' }]]) } });
  say({ target: { routing_key: 'hunter2', headers: { authorization: 'GenieKey hunter2' } } });

  // Tickets, their events, people.
  const ticket = { id: 't1', subject: 'hunter2', description: 'hunter2', requester: 'hunter2@example.com', fields: { order: 'hunter2' },
    participants: ['hunter2@example.com'], idempotency: { key: 'hunter2', fingerprint: 'f' } };
  say({ ticket, deep: { a: { b: { c: { d: ticket, e: { f: { g: { h: { text: 'hunter2', i: { j: { k: 'hunter2' } } } } } } } } } } });
  say({ events: [{ kind: 'message.added', body: 'hunter2', author: { id: 'hunter2' } }, { kind: 'ticket.escalated', note: 'hunter2' }] });
  say({ person: { name: 'hunter2', email: 'hunter2@example.com', organisation: 'o-1' }, from: 'hunter2@example.com' });

  // Errors, as drivers, parsers and clients make them.
  const raise = (message, facts, name = 'Error') => Object.assign(new Error(message), facts, { name });
  const errors = [
    raise('E11000 duplicate key error collection: t.tickets index: idempotency_key dup key: { idempotency.key: "hunter2\\n    at hunter2" }',
      { code: 11000, keyValue: { 'idempotency.key': 'hunter2' }, writeErrors: [{ err: { op: { description: 'hunter2' } } }], result: { insertedIds: ['hunter2'] } }, 'MongoBulkWriteError'),
    raise('Cast to Number failed for value "hunter2\\nhunter2" (type string) at path "seq"', { value: 'hunter2', stringValue: '"hunter2"' }, 'CastError'),
    raise('connect ECONNREFUSED 127.0.0.1:27017', { reason: { servers: { address: 'app:hunter2@db' } }, code: 'ECONNREFUSED' }, 'MongoServerSelectionError'),
    raise('WRONGPASS invalid username-password pair', { command: { name: 'auth', args: ['default', 'hunter2'] } }, 'ReplyError'),
    raise("ERR unknown command 'AUTHX', with args beginning with: 'hunter2' ", { command: { name: 'authx', args: ['hunter2'] } }, 'ReplyError'),
    raise('Failed to parse URL from https://u:hunter2@host:99999/hunter2', { input: 'https://u:hunter2@host:99999/hunter2' }, 'TypeError'),
    raise('key ' + newApiKey().key.replace(/_[0-9a-f]{64}_/, '_hunter2' + 'a'.repeat(57) + '_') + ' and whsec_hunter2hunter2, Bearer hunter2'),
    raise('nobody called hunter2@example.com'),
    new Error('outer', { cause: raise('inner https://host/hunter2', { config: { headers: { authorization: 'hunter2' } } }) }),
    new AggregateError([raise('mongodb://a:hunter2@b/c')], 'several'),
  ];
  try { JSON.parse('hunter2 said {'); } catch (error) { errors.push(error); }
  try { JSON.parse('{"description": hunter2}'); } catch (error) { errors.push(error); }
  try { new URL('hunter2 is no URL'); } catch (error) { errors.push(error); }
  await fetch('http://u:hunter2@127.0.0.1:1/hunter2').catch((error) => errors.push(error));
  for (const error of errors) {
    say({ err: error });
    say({ other: { error } });
    // As somebody writes it in a hurry: without fields, without a text.
    said.line += 2;
    logger.warn(error);
    logger.warn({ err: error });
  }
  say({ first: 1 }, 'a %s and %s', 'mongodb://a:hunter2@b/c', 'hunter2@example.com');

  // What is no secret stays.
  logger.info({ ticketId: 't1', keyId: 'a1', admin: 'http://127.0.0.1:9090', count: 3, err: errors[3],
    note_: 'first\\nsecond', forged: '{"level":60}\\r\\n{"level":60,"msg":"forged"}\\u2028' }, 'last\\nline');
  said.line += 1;
  logger.info({ written: said.line });
`;

describe('logger', () => {
  it('leaves out every secret and what people wrote or are called, wherever it is, and keeps a line a line', async () => {
    const lines = await linesOf(FIXTURE);
    assert.deepEqual(
      lines.filter((line) => line.includes('hunter2')),
      [],
    );
    // One line each, whatever newlines were in it.
    const { written } = JSON.parse(lines.at(-1) ?? '');
    assert.equal(lines.length - 1, written);
    assert.ok(written > 60);
    const { time, service, err, msg, ...rest } = JSON.parse(lines.at(-2) ?? '');
    assert.equal(new Date(time).toISOString(), time);
    assert.equal(service, 'intake');
    assert.equal(msg, 'last\nline');
    assert.equal(err.type, 'ReplyError');
    assert.equal(err.message, 'WRONGPASS invalid username-password pair');
    assert.match(err.stack, /^ {4}at /);
    const { ticketId, keyId, admin, count, note_ } = rest;
    assert.deepEqual(
      { ticketId, keyId, admin, count, note_ },
      {
        ticketId: 't1',
        keyId: 'a1',
        admin: 'http://127.0.0.1:9090',
        count: 3,
        note_: 'first\nsecond',
      },
    );
  });

  it('counts the lines that it writes, by level', async () => {
    const { registry } = createMetrics({ service: 'test' });
    const logger = createLogger({ service: 'test', level: 'fatal', registry });
    logger.error('quiet');
    const text = await registry.metrics();
    for (const level of ['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
      assert.match(text, new RegExp(`^tierline_log_messages_total\\{level="${level}"\\} 0$`, 'm'));
    const [, counted] = await linesOf(`
      import { createLogger, createMetrics } from '@tierline/platform';
      const { registry } = createMetrics({ service: 'test' });
      const logger = createLogger({ service: 'test', level: 'warn', registry });
      logger.warn('one');
      const text = await registry.metrics();
      console.log(text.split('\\n').find((line) => line.includes('level="warn"')));`);
    assert.equal(counted, 'tierline_log_messages_total{level="warn"} 1');
  });
});
