// Compares the cost per subtask of this checkout's engine with another checkout's; both run and are loaded alternately.
// usage: node bench/compare.mjs MODEL_SCRIPT DRIVER_SCRIPT OTHER_CHECKOUT [ROUNDS=16] [ROUNDS_BEFORE=7]
//
// The scripts are those of bench/tasks.sh. ROUNDS_BEFORE rounds warm up the JIT compilers. The ratios are medians of
// the ratios of the rounds, because the speed of the machine drifts.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [modelScript, driverScript, other, rounds = '16', roundsBefore = '7'] = process.argv.slice(2);
if (!other) {
  console.error(readFileSync(fileURLToPath(import.meta.url), 'utf8').split('\n').slice(0, 5).join('\n'));
  process.exit(2);
}
const SUBTASKS = 5;
const LOADS = [{ tasks: 200, atOnce: 16 }, { tasks: 300, atOnce: 64 }];
const MILLIS_PER_TICK = 1000 / +execFileSync('getconf', ['CLK_TCK']);
const here = dirname(dirname(fileURLToPath(import.meta.url)));
const work = mkdtempSync(join(tmpdir(), 'loom-compare-'));
const children = [];

const freePort = () => new Promise(found => {
  const socket = createServer().listen(0, '127.0.0.1', () => {
    const { port } = socket.address();
    socket.close(() => found(port));
  });
});

async function awaitServer(url) {
  for (let tries = 0; tries < 600; tries++) {
    if (await fetch(url).then(response => response.ok, () => false)) return;
    await new Promise(later => setTimeout(later, 100));
  }
  throw new Error(`no response from ${url}`);
}

async function start(checkout, name) {
  const directory = join(work, name);
  mkdirSync(join(directory, 'workspace'), { recursive: true });
  execFileSync(join(checkout, 'loom'), ['--version'], { stdio: 'ignore' }); // builds if necessary
  const [modelPort, port] = [await freePort(), await freePort()];
  children.push(spawn('node', [modelScript, modelPort, SUBTASKS], { stdio: 'ignore' }));
  await awaitServer(`http://127.0.0.1:${modelPort}/v1/models`);
  const settings = ['provider=openai_compatible', `base_url=http://127.0.0.1:${modelPort}/v1`, 'model=fake',
    'roles=planner,executor,verifier,extractor'].flatMap(setting => ['--set', `models.bench.${setting}`]);
  const engine = spawn(join(checkout, 'loom'), ['serve', '--port', port, ...settings],
    { cwd: directory, env: { ...process.env, LOOM_HOME: join(directory, 'home') }, stdio: 'ignore' });
  children.push(engine);
  const url = `http://127.0.0.1:${port}`;
  await awaitServer(`${url}/health`);
  return { url, workspace: join(directory, 'workspace'), pid: engine.pid };
}

/** Returns the user and system time of an engine in milliseconds. */
function cpuMillis(engine) {
  const fields = readFileSync(`/proc/${engine.pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return (+fields[11] + +fields[12]) * MILLIS_PER_TICK;
}

function drive(engine, { tasks, atOnce }) {
  const before = cpuMillis(engine);
  const result = JSON.parse(execFileSync('node', [driverScript, engine.url, tasks, atOnce, engine.workspace, SUBTASKS]));
  if (result.status.completed !== tasks) throw new Error(`not all tasks were completed: ${JSON.stringify(result)}`);
  return { rate: result.subtasks_per_s, cpu: (cpuMillis(engine) - before) / tasks / SUBTASKS };
}

const median = numbers => [...numbers].sort((one, two) => one - two)[numbers.length >> 1];

try {
  const engines = [await start(resolve(other), 'other'), await start(here, 'this')];
  for (let round = 0; round < +roundsBefore; round++) engines.forEach(engine => LOADS.forEach(load => drive(engine, load)));
  console.log('at once | other, subtasks/s | this, subtasks/s | this / other | other, CPU ms | this, CPU ms | this / other');
  for (const load of LOADS) {
    const measured = [[], []];
    for (let round = 0; round < +rounds; round++) {
      for (const at of round % 2 ? [1, 0] : [0, 1]) measured[at].push(drive(engines[at], load));
    }
    const row = field => {
      const [one, two] = measured.map(each => each.map(sample => sample[field]));
      return [median(one), median(two), median(two.map((value, round) => value / one[round]))].map(n => n.toFixed(2));
    };
    console.log([load.atOnce, ...row('rate'), ...row('cpu')].join(' | '));
  }
} finally {
  children.forEach(child => child.kill());
  rmSync(work, { recursive: true, force: true });
}
