// Runs Loom through one task over each protocol, with aimock as the model: the first request is rate limited, and
// one response is truncated. Started by drive-with-aimock.sh.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LLMock } from '@copilotkit/aimock';

const run = promisify(execFile);
const [loom, work, ...chosen] = process.argv.slice(2);
const KEY = 'sk-aimock-1234567890';
const GOAL = 'Copy what note.txt says into copy.txt';
const NOTE = 'Grüße vom 🦜, Zeile eins.\n';
const TIMEOUT_MILLIS = 120_000;

const PROTOCOLS = {
  chat: { path: '/v1/chat/completions', settings: (url) => ({ provider: 'openai_compatible', base_url: `${url}/v1` }) },
  responses: { path: '/v1/responses', settings: (url) => ({ provider: 'openai', api: 'responses', base_url: `${url}/v1` }) },
  anthropic: { path: '/v1/messages', settings: (url) => ({ provider: 'anthropic', base_url: url }) },
  // Calls arrive complete, so the truncation comes after the call and before the last line.
  ollama: { path: '/api/chat', cutAfterChunks: 1, settings: (url) => ({ provider: 'ollama', base_url: url }) },
};

const PLAN = {
  subtasks: [{
    id: 'copy',
    description: 'Read note.txt and write the same text to copy.txt.',
    depends_on: [],
    model_tier: 1,
    verification_tier: 2,
    is_critical_path: true,
    acceptance_criteria: 'copy.txt has the text of note.txt',
    deliverables: ['copy.txt'],
  }],
};
const VERDICT = { passed: true, confidence: 0.95, feedback: 'the texts are the same', issues: [] };

const messagesOf = (request) => JSON.stringify(request.messages);
const results = (request) => request.messages.filter((message) => message.role === 'tool').length;
const hasTools = (request) => (request.tools ?? []).length > 0;
const call = (id, name, args) => ({ id, name, arguments: JSON.stringify(args) });

// aimock converts the requests of every protocol to the same format, so all share the same fixtures.
function fixtures(mock, cutAfterChunks) {
  const on = (predicate, response) => mock.on({ predicate }, response);
  const copied = { toolCalls: [call('call_write', 'write_file', { path: 'copy.txt', content: NOTE })] };
  on((request) => hasTools(request) && results(request) === 0, {
    content: 'I look at both. ',
    reasoning: 'First I look.',
    reasoningSignature: 'c2lnbmVkIGJ5IGFpbW9jaw==',
    toolCalls: [call('call_read', 'read_file', { path: 'note.txt' }), call('call_list', 'list_directory', { path: '.' })],
  });
  const wantsCopy = (request) => hasTools(request) && results(request) === 2;
  // The first time, the connection breaks inside the call.
  mock.on({ predicate: wantsCopy, sequenceIndex: 0 }, copied, { truncateAfterChunks: cutAfterChunks });
  on(wantsCopy, copied);
  on((request) => hasTools(request), { content: 'I copied note.txt to copy.txt.' });
  on((request) => messagesOf(request).includes('\\"subtasks\\"'), { content: JSON.stringify(PLAN) });
  on((request) => messagesOf(request).includes('\\"passed\\"'), { content: JSON.stringify(VERDICT) });
  on(() => true, { content: '[]' });
}

async function drive(name) {
  const { path, settings, cutAfterChunks = 4 } = PROTOCOLS[name];
  const mock = new LLMock({ port: 0, host: '127.0.0.1', latency: 1, chunkSize: 7, strict: true, auth: { apiKeys: [KEY] } });
  fixtures(mock, cutAfterChunks);
  mock.nextRequestError(429, { message: 'slow down', type: 'rate_limit_error' });
  await mock.start();
  try {
    const here = join(work, name);
    mkdirSync(here);
    writeFileSync(join(here, 'note.txt'), NOTE);
    const model = { ...settings(mock.url), model: 'aimock-1', max_tokens: 4096, api_key: '${AIMOCK_KEY}',
      roles: 'planner,executor,verifier,extractor' };
    const sets = Object.entries(model).flatMap(([key, value]) => ['--set', `models.aimock.${key}=${value}`]);
    const ended = await run(loom, ['run', GOAL, '--workspace', here, ...sets], {
      env: { ...process.env, LOOM_HOME: join(work, `${name}-home`), AIMOCK_KEY: KEY, LOOM_AOT: 'off' },
      timeout: TIMEOUT_MILLIS,
    }).catch((failed) => failed);
    const journal = mock.getRequests();
    const details = `exit ${ended.code ?? 0}\n${ended.stdout}\n${ended.stderr}\n`
      + journal.map((entry) => `${entry.method} ${entry.path} -> ${entry.response.status}`).join('\n');
    assert.equal(ended.code ?? 0, 0, details);
    assert.equal(readFileSync(join(here, 'copy.txt'), 'utf8'), NOTE, details);
    const modelCalls = journal.filter((entry) => entry.path === path);
    const statuses = modelCalls.map((entry) => entry.response.status);
    assert.deepEqual(statuses, [429, 200, 200, 200, 200, 200, 200],
      `a rate limit, a plan, three turns of which one was truncated, and a verdict are seven requests:\n${details}`);
    assert.equal(journal.length, modelCalls.length, `unexpected requests:\n${details}`);
    assert(!`${ended.stdout}${ended.stderr}`.includes(KEY), 'the key was shown');
    return modelCalls.length;
  } finally {
    await mock.stop();
  }
}

let faults = 0;
for (const name of chosen.length > 0 ? chosen : Object.keys(PROTOCOLS)) {
  try {
    console.log(`ok    ${name}: completed after ${await drive(name)} requests, copy.txt is right`);
  } catch (fault) {
    faults++;
    console.log(`WRONG ${name}\n      ${String(fault.message ?? fault).replaceAll('\n', '\n      ')}`);
  }
}
process.exitCode = faults === 0 ? 0 : 1;
