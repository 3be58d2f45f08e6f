import { join } from 'node:path';

import { type RedisServer, startRedis } from '@tierline/local';
import { eventually } from '@tierline/testkit';

import { onRedis } from './redis-client.ts';

const SLOTS = 16_384;

/** A Redis Cluster on loopback: masters only, nothing kept over a restart but who has which slots. */
export interface RedisCluster {
  /** For REDIS_URL. */
  readonly url: string;
  readonly nodes: readonly RedisServer[];
  /** The node that has the slot of a key. */
  masterOf(key: string): Promise<RedisServer>;
  stop(): Promise<void>;
}

/** Starts the nodes, spreads the slots over them and waits until each takes commands. */
export async function startRedisCluster(o: {
  readonly binary: string;
  readonly dir: string;
  readonly masters: number;
}): Promise<RedisCluster> {
  const nodes: RedisServer[] = [];
  const stop = async () => void (await Promise.all(nodes.map((node) => node.stop())));
  try {
    for (let index = 0; index < o.masters; index += 1) {
      const dir = join(o.dir, `node-${index}`);
      nodes.push(
        await startRedis({
          binary: o.binary,
          dir,
          persistent: false,
          args: [
            ['--cluster-enabled', 'yes', '--cluster-config-file', join(dir, 'nodes.conf')],
            ['--cluster-node-timeout', '1000'],
            // A lost master takes its own queues with it, and no others.
            ['--cluster-require-full-coverage', 'no'],
          ].flat(),
        }),
      );
    }
    const [first] = nodes;
    for (const [index, { port }] of nodes.entries()) {
      await onRedis(port, async (redis) => {
        const [from, to] = [index, index + 1].map((edge) => Math.floor((edge * SLOTS) / o.masters));
        await redis.call('CLUSTER', 'ADDSLOTSRANGE', from ?? 0, (to ?? 0) - 1).catch(async () =>
          // Before Redis 7 there are no ranges.
          redis.call('CLUSTER', 'ADDSLOTS', ...range(from ?? 0, to ?? 0)),
        );
        if (first !== undefined && port !== first.port) await redis.cluster('MEET', '127.0.0.1', first.port);
      });
    }
    for (const { port } of nodes) {
      await onRedis(port, (redis) =>
        eventually(async () => {
          const info = await redis.cluster('INFO');
          if (!info.includes('cluster_state:ok') || !info.includes(`cluster_size:${o.masters}`))
            throw new Error(`the cluster is not whole: ${info}`);
        }),
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    nodes,
    masterOf: async (key) => {
      for (const node of nodes) {
        const mine = await onRedis(node.port, async (redis) => {
          const slot = await redis.cluster('KEYSLOT', key);
          const owners = await redis.cluster('SLOTS');
          return owners.some(([from, to, master]) => master?.[1] === node.port && slot >= from && slot <= to);
        });
        if (mine) return node;
      }
      throw new Error(`no node has the slot of ${key}`);
    },
    stop,
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
