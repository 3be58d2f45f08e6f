import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const HEARTBEAT_SECONDS = 10;
/**
 * A Ctrl-C in a terminal reaches this process from the terminal and, a moment later, once more from npm. The launcher
 * takes a second signal as "stop at once", so both are forwarded as one.
 */
const SAME_KEYSTROKE_MILLIS = 1000;

/** Prints a problem and what to do about it, and exits 1. */
export function fail(problem, advice) {
  process.stderr.write(`tierline: ${problem}\n${advice}\n`);
  process.exit(1);
}

/** Runs one quiet step: its label and its seconds on stderr, its output only if it fails, then `advice` and exit 1. */
export async function step({ label, file, args, cwd, env, advice }) {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`tierline: ${label} ...`);
  const heartbeat = setInterval(() => process.stderr.write(` ${seconds()} s ...`), HEARTBEAT_SECONDS * 1000);
  const { code, output } = await collect({ file, args, cwd, env });
  clearInterval(heartbeat);
  process.stderr.write(code === 0 ? ` done in ${seconds()} s\n` : ` failed after ${seconds()} s\n`);
  if (code === 0) return;
  process.stderr.write(`${output.trimEnd()}\n`);
  fail(`${label}: failed.`, advice);
}

function collect({ file, args, cwd, env }) {
  return new Promise((done) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => (output += text));
    }
    child.on('error', (error) => done({ code: 1, output: `${output}${error.message}` }));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}

/**
 * Runs the launcher with this process's own input and output and waits for it; the result is its exit code.
 * It gets a session of its own, so that a terminal's Ctrl-C reaches it only from here, once. Its IPC channel tells it
 * to stop when this process is killed.
 */
export function runInForeground(file, args, cwd) {
  return new Promise((done) => {
    const child = spawn(file, args, { cwd, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], detached: true });
    let forwardedAt = -Infinity;
    const forward = (signal) => {
      const now = performance.now();
      if (now - forwardedAt < SAME_KEYSTROKE_MILLIS) return;
      forwardedAt = now;
      child.kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
    child.on('error', (error) =>
      fail(`the launcher did not start: ${error.message}`, `Is ${file} executable?`),
    );
    child.on('exit', (code, signal) => done(signal === null ? code : 128 + constants.signals[signal]));
  });
}
