/// OpenAI's two APIs: chat completions, as nearly every server speaks them, and responses.
///
/// [dev.loom.models.openai.ChatCompletions] and [dev.loom.models.openai.OpenAiResponses] are wires;
/// what is sent and received, and what can go wrong there, is the matter of `dev.loom.models.http`.
package dev.loom.models.openai;
