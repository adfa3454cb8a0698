// Runs the official clients against the strict servers. Started by read-with-sdks.sh with the servers' URLs: chat
// completions, OpenAI responses, Anthropic messages, Ollama chat.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI from 'openai';

const [chatUrl, responsesUrl, anthropicUrl, ollamaUrl] = process.argv.slice(2);
const KEY = 'sk-right';
const MODEL = 'm-1';
const SCHEMA = { type: 'object', properties: { path: { type: 'string' } } };
const CALLS = [
  ['call_a', 'read', { path: 'ä🦜' }],
  ['call_b', 'list', {}],
];
let differences = 0;

async function check(name, body) {
  try {
    await body();
    console.log(`ok    ${name}`);
  } catch (difference) {
    differences++;
    console.log(`WRONG ${name}\n      ${String(difference.message ?? difference).replaceAll('\n', '\n      ')}`);
  }
}

// Returns the error that a rejected request raises in the client.
async function rejection(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  throw new Error('the request was accepted, but should have been rejected');
}

// ---- OpenAI: chat completions ----
{
  const client = new OpenAI({ apiKey: KEY, baseURL: `${chatUrl}/v1`, maxRetries: 0 });
  const tools = ['read', 'list'].map((name) => ({
    type: 'function',
    function: { name, description: 'One.', parameters: SCHEMA },
  }));
  const ask = (said, more = {}) => ({ model: MODEL, max_tokens: 100, messages: [{ role: 'user', content: said }], ...more });
  const stream = (said, more) =>
    client.chat.completions.stream(ask(said, { stream_options: { include_usage: true }, ...more }));
  const callsOf = (message) =>
    message.tool_calls.map((call) => [call.id, call.function.name, JSON.parse(call.function.arguments)]);

  await check('chat completions: text and usage in a stream', async () => {
    const answer = await stream('hello').finalChatCompletion();
    assert.equal(answer.choices[0].message.content, 'grüß 🦜');
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.equal(answer.usage.prompt_tokens, 100);
    assert.equal(answer.usage.completion_tokens, 5);
    assert.equal(answer.usage.prompt_tokens_details.cached_tokens, 64);
  });
  await check('chat completions: text in one document', async () => {
    const answer = await client.chat.completions.create(ask('hello'));
    assert.equal(answer.choices[0].message.content, 'grüß 🦜');
    assert.equal(answer.usage.total_tokens, 105);
  });
  await check('chat completions: thinking', async () => {
    let thought = '';
    for await (const chunk of await client.chat.completions.create(ask('think', { stream: true }))) {
      thought += chunk.choices[0]?.delta?.reasoning_content ?? '';
    }
    assert.equal(thought, 'hm, grün 🦜');
  });
  for (const how of ['a stream', 'one document']) {
    await check(`chat completions: two calls and their results in ${how}`, async () => {
      const first = how === 'a stream'
        ? await stream('two calls', { tools }).finalChatCompletion()
        : await client.chat.completions.create(ask('two calls', { tools }));
      const { message, finish_reason: reason } = first.choices[0];
      assert.deepEqual(callsOf(message), CALLS);
      assert.equal(message.content, 'I read.');
      assert.equal(reason, 'tool_calls');
      const { role, content, tool_calls } = message;
      const results = tool_calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: 'text' }));
      const second = await client.chat.completions.create(
        ask('', { tools, messages: [{ role: 'user', content: 'two calls' }, { role, content, tool_calls }, ...results] }));
      assert.equal(second.choices[0].message.content, 'both read');
    });
  }
  await check('chat completions: rejections', async () => {
    const wrongKey = new OpenAI({ apiKey: 'sk-wrong', baseURL: `${chatUrl}/v1`, maxRetries: 0 });
    const key = await rejection(() => wrongKey.chat.completions.create(ask('hello')));
    assert(key instanceof OpenAI.AuthenticationError);
    assert.equal(key.code, 'invalid_api_key');
    const missing = await rejection(() => client.chat.completions.create(ask('hello', { model: 'm-9' })));
    assert(missing instanceof OpenAI.NotFoundError);
    assert.equal(missing.code, 'model_not_found');
    const limit = await rejection(() => client.chat.completions.create(ask('hello', { model: 'gpt-5-mini' })));
    assert(limit instanceof OpenAI.BadRequestError);
    assert.match(limit.message, /'max_tokens' is not supported with this model/);
    const unknown = await rejection(() => client.chat.completions.create(ask('hello', { no_such_field: 1 })));
    assert.equal(unknown.type, 'invalid_request_error');
  });
  await check('chat completions: an error in the stream', async () => {
    const broken = await rejection(() => stream('break off').finalChatCompletion());
    assert(broken instanceof OpenAI.APIError);
    assert.match(broken.message, /overloaded/);
  });
  await check('chat completions: the list of models', async () => {
    const ids = [];
    for await (const model of client.models.list()) ids.push(model.id);
    assert.deepEqual(ids, [MODEL, 'gpt-5-mini']);
  });
}

// ---- OpenAI: responses ----
{
  const client = new OpenAI({ apiKey: KEY, baseURL: `${responsesUrl}/v1`, maxRetries: 0 });
  const tools = ['read', 'list'].map((name) => ({
    type: 'function', name, description: 'One.', parameters: SCHEMA, strict: false,
  }));
  const ask = (input, more = {}) => ({
    model: MODEL, max_output_tokens: 100, input, store: false, include: ['reasoning.encrypted_content'], ...more,
  });
  const callsOf = (answer) =>
    answer.output.filter((item) => item.type === 'function_call')
      .map((call) => [call.call_id, call.name, JSON.parse(call.arguments)]);

  await check('responses: text and usage in a stream, each event with its number', async () => {
    const running = client.responses.stream(ask('hello'));
    const numbers = [];
    running.on('event', (event) => numbers.push(event.sequence_number));
    const answer = await running.finalResponse();
    assert.equal(answer.output_text, 'grüß 🦜');
    assert.equal(answer.status, 'completed');
    assert.equal(answer.usage.input_tokens, 100);
    assert.equal(answer.usage.output_tokens, 5);
    assert.equal(answer.usage.input_tokens_details.cached_tokens, 64);
    assert.deepEqual(numbers, numbers.map((_, at) => at));
  });
  await check('responses: the client puts the same together from the events as the last event says', async () => {
    const built = [];
    for await (const event of await client.responses.create(ask('two calls', { tools, stream: true }))) {
      if (event.type === 'response.output_item.done') built.push(event.item);
      if (event.type === 'response.completed') assert.deepEqual(event.response.output, built);
    }
    assert.equal(built.length, 4);
  });
  await check('responses: text in one document', async () => {
    const answer = await client.responses.create(ask('hello'));
    assert.equal(answer.output_text, 'grüß 🦜');
    assert.equal(answer.usage.total_tokens, 105);
  });
  await check('responses: thinking', async () => {
    let thought = '';
    const running = client.responses.stream(ask('think'));
    running.on('response.reasoning_summary_text.delta', (event) => (thought += event.delta));
    const answer = await running.finalResponse();
    assert.equal(thought, 'hm, grün 🦜');
    assert.equal(answer.output[0].summary[0].text, 'hm, grün 🦜');
  });
  for (const how of ['a stream', 'one document']) {
    await check(`responses: two calls, their reasoning and their results in ${how}`, async () => {
      const first = how === 'a stream'
        ? await client.responses.stream(ask('two calls', { tools })).finalResponse()
        : await client.responses.create(ask('two calls', { tools }));
      assert.deepEqual(callsOf(first), CALLS);
      assert.equal(first.output_text, 'I read.');
      const back = first.output.map(({ parsed_arguments, ...item }) => ({
        ...item,
        ...(item.content && { content: item.content.map(({ parsed, ...part }) => part) }),
      }));
      const results = CALLS.map(([call_id]) => ({ type: 'function_call_output', call_id, output: 'text' }));
      const input = [{ role: 'user', content: 'two calls' }, ...back, ...results];
      const second = await client.responses.create(ask(input, { tools }));
      assert.equal(second.output_text, 'both read');
      const unreasoned = input.filter((item) => item.type !== 'reasoning');
      const error = await rejection(() => client.responses.create(ask(unreasoned, { tools })));
      assert.match(error.message, /without its required 'reasoning' item/);
    });
  }
  await check('responses: an error in the stream', async () => {
    const broken = await rejection(() => client.responses.stream(ask('break off')).finalResponse());
    assert.match(broken.message, /overloaded/);
  });
  await check('responses: rejections', async () => {
    const wrongKey = new OpenAI({ apiKey: 'sk-wrong', baseURL: `${responsesUrl}/v1`, maxRetries: 0 });
    assert((await rejection(() => wrongKey.responses.create(ask('hello')))) instanceof OpenAI.AuthenticationError);
    const missing = await rejection(() => client.responses.create(ask('hello', { model: 'm-9' })));
    assert(missing instanceof OpenAI.NotFoundError);
    const nested = [{ type: 'function', function: { name: 'read', parameters: SCHEMA } }];
    const tool = await rejection(() => client.responses.create(ask('hello', { tools: nested })));
    assert.match(tool.message, /tools\[0\]\.name/);
    const stray = [{ type: 'function_call_output', call_id: 'call_x', output: 'text' }];
    const result = await rejection(() => client.responses.create(ask(stray)));
    assert.match(result.message, /No tool call found for function call output with call_id call_x/);
  });
}

// ---- Anthropic ----
{
  const client = new Anthropic({ apiKey: KEY, baseURL: anthropicUrl, maxRetries: 0 });
  const tools = ['read', 'list'].map((name) => ({ name, description: 'One.', input_schema: SCHEMA }));
  const ask = (said, more = {}) => ({ model: MODEL, max_tokens: 4096, messages: [{ role: 'user', content: said }], ...more });
  const textOf = (answer) => answer.content.filter((block) => block.type === 'text').map((block) => block.text).join('');
  const callsOf = (answer) =>
    answer.content.filter((block) => block.type === 'tool_use').map((call) => [call.id, call.name, call.input]);

  await check('anthropic: text and usage in a stream', async () => {
    const answer = await client.messages.stream(ask('hello')).finalMessage();
    assert.equal(textOf(answer), 'grüß 🦜');
    assert.equal(answer.stop_reason, 'end_turn');
    assert.equal(answer.usage.input_tokens + answer.usage.cache_read_input_tokens, 100);
    assert.equal(answer.usage.cache_read_input_tokens, 64);
    assert.equal(answer.usage.output_tokens, 5);
  });
  await check('anthropic: text in one document', async () => {
    assert.equal(textOf(await client.messages.create(ask('hello'))), 'grüß 🦜');
  });
  await check('anthropic: thinking with its signature', async () => {
    const answer = await client.messages.stream(ask('think')).finalMessage();
    assert.equal(answer.content[0].thinking, 'hm, grün 🦜');
    assert.match(answer.content[0].signature, /^EqQB/);
  });
  for (const how of ['a stream', 'one document']) {
    await check(`anthropic: two calls, signed thinking and their results in ${how}`, async () => {
      const thinking = { type: 'enabled', budget_tokens: 1024 };
      const first = how === 'a stream'
        ? await client.messages.stream(ask('two calls', { tools, thinking })).finalMessage()
        : await client.messages.create(ask('two calls', { tools, thinking }));
      assert.deepEqual(callsOf(first), CALLS);
      assert.equal(textOf(first), 'I read.');
      assert.equal(first.stop_reason, 'tool_use');
      const results = CALLS.map(([id]) => ({ type: 'tool_result', tool_use_id: id, content: 'text' }));
      const turn = (content, ...users) => ask('', {
        tools, thinking,
        messages: [{ role: 'user', content: 'two calls' }, { role: 'assistant', content },
          ...users.map((blocks) => ({ role: 'user', content: blocks }))],
      });
      assert.equal(textOf(await client.messages.create(turn(first.content, results))), 'both read');
      const changed = first.content.map((block) =>
        block.type === 'thinking' ? { ...block, thinking: 'other' } : block);
      const error = await rejection(() => client.messages.create(turn(changed, results)));
      assert.match(error.message, /cannot be modified/);
      const unthought = first.content.filter((block) => block.type !== 'thinking');
      const bare = await rejection(() => client.messages.create(turn(unthought, results)));
      assert.match(bare.message, /Expected `thinking` or `redacted_thinking`/);
      const apart = await rejection(() => client.messages.create(turn(first.content, [results[0]], [results[1]])));
      assert.match(apart.message, /`tool_use` ids were found without `tool_result` blocks/);
    });
  }
  await check('anthropic: an error in the stream', async () => {
    const broken = await rejection(() => client.messages.stream(ask('break off')).finalMessage());
    assert(broken instanceof Anthropic.APIError);
    assert.equal(broken.error.error.type, 'overloaded_error');
  });
  await check('anthropic: rejections', async () => {
    const wrongKey = new Anthropic({ apiKey: 'sk-wrong', baseURL: anthropicUrl, maxRetries: 0 });
    const key = await rejection(() => wrongKey.messages.create(ask('hello')));
    assert(key instanceof Anthropic.AuthenticationError);
    assert.equal(key.error.error.type, 'authentication_error');
    const missing = await rejection(() => client.messages.create(ask('hello', { model: 'm-9' })));
    assert(missing instanceof Anthropic.NotFoundError);
    const sampling = await rejection(() => client.messages.create(ask('hello', { temperature: 1 })));
    assert(sampling instanceof Anthropic.BadRequestError);
    assert.match(sampling.message, /temperature/);
    const { max_tokens, ...unlimited } = ask('hello');
    assert.match((await rejection(() => client.messages.create(unlimited))).message, /max_tokens: Field required/);
    const old = new Anthropic({ apiKey: KEY, baseURL: anthropicUrl, maxRetries: 0,
      defaultHeaders: { 'anthropic-version': '2023-01-01' } });
    assert.match((await rejection(() => old.messages.create(ask('hello')))).message, /anthropic-version/);
  });
  await check('anthropic: a model of the list', async () => {
    assert.equal((await client.models.retrieve(MODEL)).id, MODEL);
    assert((await rejection(() => client.models.retrieve('m-9'))) instanceof Anthropic.NotFoundError);
  });
}

// ---- Ollama ----
{
  const client = new Ollama({ host: ollamaUrl, headers: { Authorization: `Bearer ${KEY}` } });
  const tools = ['read', 'list'].map((name) => ({
    type: 'function', function: { name, description: 'One.', parameters: SCHEMA },
  }));
  const ask = (said, more = {}) => ({
    model: MODEL, messages: [{ role: 'user', content: said }], options: { num_ctx: 16384 }, ...more,
  });
  const all = async (question) => {
    const message = { content: '', thinking: '', tool_calls: [] };
    let last;
    for await (const part of await client.chat({ ...question, stream: true })) {
      message.content += part.message.content;
      message.thinking += part.message.thinking ?? '';
      message.tool_calls.push(...(part.message.tool_calls ?? []));
      last = part;
    }
    return { ...last, message };
  };
  const whole = (question) => client.chat({ ...question, stream: false });
  const callsOf = (answer) => answer.message.tool_calls.map((call) => [call.id, call.function.name, call.function.arguments]);

  for (const [how, get] of [['a stream', all], ['one document', whole]]) {
    await check(`ollama: text and usage in ${how}`, async () => {
      const answer = await get(ask('hello'));
      assert.equal(answer.message.content, 'grüß 🦜');
      assert.equal(answer.done, true);
      assert.equal(answer.done_reason, 'stop');
      assert.equal(answer.prompt_eval_count, 100);
      assert.equal(answer.eval_count, 5);
    });
    await check(`ollama: thinking in ${how}`, async () => {
      assert.equal((await get(ask('think', { think: true }))).message.thinking, 'hm, grün 🦜');
    });
    await check(`ollama: two calls and their results in ${how}`, async () => {
      const first = await get(ask('two calls', { tools }));
      assert.deepEqual(callsOf(first), CALLS);
      const results = CALLS.map(([id, name]) => ({ role: 'tool', tool_name: name, tool_call_id: id, content: 'text' }));
      const messages = [{ role: 'user', content: 'two calls' }, { role: 'assistant', ...first.message }, ...results];
      assert.equal((await get(ask('', { tools, messages }))).message.content, 'both read');
    });
  }
  await check('ollama: an error in the stream', async () => {
    assert.equal((await rejection(() => all(ask('break off')))).message, 'overloaded');
  });
  await check('ollama: rejections', async () => {
    const missing = await rejection(() => whole(ask('hello', { model: 'm-9' })));
    assert.equal(missing.status_code, 404);
    assert.equal(missing.error, "model 'm-9' not found");
    const small = await rejection(() => whole(ask('hello', { options: {} })));
    assert.match(small.error, /num_ctx/);
    const typed = await rejection(() => whole(ask('hello', { options: { num_ctx: 'large' } })));
    assert.equal(typed.status_code, 400);
    const call = { function: { name: 'read', arguments: '{}' } };
    const text = await rejection(() => whole(ask('', { messages: [{ role: 'assistant', content: '', tool_calls: [call] }] })));
    assert.match(text.error, /cannot unmarshal string/);
  });
  await check('ollama: its models, its version and what they can', async () => {
    assert.deepEqual((await client.list()).models.map((model) => model.name), [MODEL, 'gpt-5-mini']);
    assert.equal((await client.ps()).models.length, 2);
    assert.match((await client.version()).version, /^\d+\.\d+/);
    assert((await client.show({ model: MODEL })).capabilities.includes('tools'));
  });
}

console.log(differences === 0 ? 'All clients decoded the scripted responses.' : `${differences} differences.`);
process.exitCode = differences === 0 ? 0 : 1;
