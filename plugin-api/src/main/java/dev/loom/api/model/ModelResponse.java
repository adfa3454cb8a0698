package dev.loom.api.model;

import java.util.List;
import java.util.Objects;

/// Represents a complete model response.
///
/// @param text text of the response, empty if it only calls tools
/// @param thinking reasoning text, empty if there is none or the endpoint hides it
/// @param toolCalls requested tool calls, in order
/// @param usage tokens consumed
/// @param model id of the model that responded
/// @param stop reason why generation stopped
/// @param continuation provider state to send back when the conversation continues
public record ModelResponse(
    String text,
    String thinking,
    List<ToolCall> toolCalls,
    TokenUsage usage,
    String model,
    StopReason stop,
    ProviderState continuation) {
  public ModelResponse {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(thinking, "thinking");
    toolCalls = List.copyOf(toolCalls);
    Objects.requireNonNull(usage, "usage");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(stop, "stop");
    Objects.requireNonNull(continuation, "continuation");
  }

  /// Creates a response without provider state.
  public ModelResponse(
      String text,
      String thinking,
      List<ToolCall> toolCalls,
      TokenUsage usage,
      String model,
      StopReason stop) {
    this(text, thinking, toolCalls, usage, model, stop, ProviderState.NONE);
  }

  /// Returns a copy with another token usage.
  public ModelResponse withUsage(TokenUsage newUsage) {
    return new ModelResponse(text, thinking, toolCalls, newUsage, model, stop, continuation);
  }

  /// Reason why generation stopped.
  public enum StopReason {
    /// The response is complete, or tool calls are requested.
    DONE,
    /// The token limit was reached; the text may be incomplete.
    LENGTH,
    /// The model declined to respond.
    REFUSAL
  }
}
