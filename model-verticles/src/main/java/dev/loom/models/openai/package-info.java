/// OpenAI's two APIs: Chat Completions, as supported by nearly every server, and Responses.
///
/// Entry points: [dev.loom.models.openai.ChatCompletions] and
/// [dev.loom.models.openai.OpenAiResponses], protocols for `dev.loom.models.http`, which does the
/// I/O and error handling.
package dev.loom.models.openai;
