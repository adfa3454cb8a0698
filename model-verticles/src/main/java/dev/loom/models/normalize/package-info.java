/// Normalizes the output of weak models where its meaning is certain.
///
/// Entry points: [dev.loom.models.normalize.ResponseNormalizer] for a complete response,
/// [dev.loom.models.normalize.ToolCallFactory] for the arguments of a tool call,
/// [dev.loom.models.normalize.ReasoningSplitter] for streamed content, and
/// [dev.loom.models.normalize.ToolNameCodec] for tool names that an endpoint rejects. Never guesses
/// a value: ambiguous output stays as the model wrote it. Independent of the protocol.
package dev.loom.models.normalize;
