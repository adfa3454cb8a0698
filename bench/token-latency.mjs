// Measures the latency that an engine adds to the tokens of a model, compared with a pass-through proxy.
// usage: node token-latency.mjs MODEL_PORT ENGINE_URL PROXY_URL
//
// Model and readers run in this process and share its clock. Each token carries the time at which it was written to
// the socket of the engine (or the proxy); the reader subtracts it from the time of arrival. All streams of a round
// start together, when every reader is connected.
import http from 'node:http';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [port, engine, proxy] = process.argv.slice(2);
const now = () => Number(process.hrtime.bigint());
const chunk = text => 'data: ' + JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'fake',
  choices: [{ index: 0, delta: { content: text }, finish_reason: null }] }) + '\n\n';
const ending = 'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"fake","choices":[{"index":0,' +
  '"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}\n\ndata: [DONE]\n\n';
const plan = '{"subtasks":[{"id":"s1","description":"talk","depends_on":[],"model_tier":1,"verification_tier":1,' +
  '"is_critical_path":false,"acceptance_criteria":""}]}';

let waiting = [];   // responses to be streamed
let arrived = () => {};
http.createServer((request, response) => {
  if (request.method === 'GET') return response.end('{"object":"list","data":[{"id":"fake"}]}');
  const parts = [];
  request.on('data', part => parts.push(part)).on('end', () => {
    const body = Buffer.concat(parts).toString();
    response.setHeader('content-type', 'text/event-stream');
    if (!body.includes('"tools"') && body.includes('subtasks')) return response.end(chunk(plan) + ending);
    response.flushHeaders();
    waiting.push(response);
    arrived();
  });
}).listen(+port, '127.0.0.1').keepAliveTimeout = 120_000;

const gathered = count => new Promise(resolve => {
  arrived = () => { if (waiting.length === count) { const all = waiting; waiting = []; resolve(all); } };
  arrived();
});

// Sends tokens at a fixed rate, with the streams offset against each other. No stream ends before all tokens are sent,
// so that the work at the end of a task does not affect other streams.
async function paced(streams, tokens, everyMillis) {
  await Promise.all(streams.map((stream, at) => new Promise(resolve => {
    let sent = 0;
    setTimeout(() => {
      const timer = setInterval(() => {
        stream.write(chunk(`@${now()}@ `));
        if (++sent === tokens) { clearInterval(timer); resolve(); }
      }, everyMillis);
    }, at * everyMillis / streams.length);
  })));
  await new Promise(resolve => setTimeout(resolve, 200));
  for (const stream of streams) stream.end(ending);
}

// Sends tokens as fast as the socket accepts them.
async function flood(streams, tokens) {
  await Promise.all(streams.map(async stream => {
    for (let sent = 0; sent < tokens; sent++)
      if (!stream.write(chunk(`@${now()}@ `))) await new Promise(resolve => stream.once('drain', resolve));
    stream.end(ending);
  }));
}

// Counts streamed tokens only, not the later journal events.
function read(response, seen, isLast) {
  return new Promise((resolve, reject) => {
    let rest = '';
    response.setEncoding('utf8').on('data', part => {
      const at = now();
      const frames = (rest + part).split('\n\n');
      rest = frames.pop();
      for (const frame of frames) {
        if (isLast && frame.includes(isLast)) { response.destroy(); return resolve(); }
        if (isLast && !frame.includes('"event_type":"token_streamed"')) continue;
        for (const match of frame.matchAll(/@(\d+)@/g)) seen(at - Number(match[1]), at);
      }
    }).on('end', resolve).on('error', reject);
  });
}

const post = (url, body) => new Promise((resolve, reject) => {
  const request = http.request(url, { method: 'POST', headers: { 'content-type': 'application/json' } }, resolve);
  request.on('error', reject).end(JSON.stringify(body));
});
const get = url => new Promise((resolve, reject) => http.get(url, resolve).on('error', reject));
const textOf = async response => { let text = ''; for await (const part of response) text += part; return text; };

async function throughProxy(count, seen) {
  const all = gathered(count);
  const readers = Array.from({ length: count }, () =>
    post(`${proxy}/v1/chat/completions`, { tools: [] }).then(response => read(response, seen)));
  return { streams: await all, readers };
}

async function throughEngine(count, seen) {
  const all = gathered(count);
  const workspace = mkdtempSync(join(tmpdir(), 'relay-'));
  const readers = await Promise.all(Array.from({ length: count }, async () => {
    const created = JSON.parse(await textOf(await post(`${engine}/tasks`, { goal: 'talk', workspace })));
    if (!created.task_id) throw new Error(JSON.stringify(created));
    const response = await get(`${engine}/tasks/${created.task_id}/stream`);
    return { done: read(response, seen, '"event_type":"task_completed"') };
  }));
  return { streams: await all, readers: readers.map(reader => reader.done) };
}

const quantile = (sorted, share) => sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] : NaN;

async function latency(through, count, tokens, everyMillis) {
  const delays = [];
  const { streams, readers } = await through(count, delay => delays.push(delay / 1e6));
  await new Promise(resolve => setTimeout(resolve, 1000)); // readers catch up with the journal
  await paced(streams, tokens, everyMillis);
  await Promise.all(readers);
  delays.sort((a, b) => a - b);
  return { p50: quantile(delays, .5), p99: quantile(delays, .99), seen: delays.length / (count * tokens) };
}

async function throughput(through, count, tokens) {
  let first = 0, last = 0, total = 0;
  const { streams, readers } = await through(count, (delay, at) => { first ||= at - delay; last = at; total++; });
  await new Promise(resolve => setTimeout(resolve, 1000));
  await flood(streams, tokens);
  await Promise.all(readers);
  return { perSecond: total / ((last - first) / 1e9), seen: total / (count * tokens) };
}

const paths = { proxy: throughProxy, engine: throughEngine };
for (let round = 0; round < 2; round++) // warm-up for the JIT compilers
  for (const through of Object.values(paths)) await throughput(through, 20, 2_000);

console.log('streams  tokens/s each   proxy p50 / p99 ms   engine p50 / p99 ms   added p50 / p99 ms   seen');
for (const [count, tokens, every] of [[1, 300, 10], [100, 60, 50], [500, 20, 250]]) {
  const rounds = [];
  for (let round = 0; round < 3; round++) {
    const bare = await latency(throughProxy, count, tokens, every);
    const own = await latency(throughEngine, count, tokens, every);
    rounds.push({ bare, own });
  }
  const median = of => rounds.map(of).sort((a, b) => a - b)[1];
  const f = number => number.toFixed(2).padStart(7);
  console.log(`${String(count).padStart(7)}  ${String(1000 / every).padStart(13)}   ` +
    `${f(median(r => r.bare.p50))} / ${f(median(r => r.bare.p99))}    ${f(median(r => r.own.p50))} / ${f(median(r => r.own.p99))}` +
    `     ${f(median(r => r.own.p50 - r.bare.p50))} / ${f(median(r => r.own.p99 - r.bare.p99))}    ${median(r => r.own.seen).toFixed(3)}`);
}
console.log('streams   proxy tokens/s   engine tokens/s   engine / proxy   seen');
for (const [count, tokens] of [[1, 40_000], [500, 200]]) {
  const rounds = [];
  for (let round = 0; round < 3; round++) {
    const bare = await throughput(throughProxy, count, tokens);
    const own = await throughput(throughEngine, count, tokens);
    rounds.push({ bare, own, ratio: own.perSecond / bare.perSecond });
  }
  const median = of => rounds.map(of).sort((a, b) => a - b)[1];
  console.log(`${String(count).padStart(7)}   ${median(r => r.bare.perSecond).toFixed(0).padStart(14)}   ` +
    `${median(r => r.own.perSecond).toFixed(0).padStart(15)}   ${median(r => r.ratio).toFixed(2).padStart(14)}   ${median(r => r.own.seen).toFixed(3)}`);
}
process.exit(0);
