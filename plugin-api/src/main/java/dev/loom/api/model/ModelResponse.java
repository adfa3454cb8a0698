package dev.loom.api.model;

import java.util.List;
import java.util.Objects;

/// A model's whole answer.
///
/// @param text what it said, empty when it only called tools
/// @param thinking what it thought aloud, empty when it did not or when that is hidden
/// @param toolCalls the tools it wants called, in order
/// @param usage the tokens it took
/// @param model the id of the model that answered
/// @param stop why it stopped
/// @param continuation what has to go back with it when the conversation goes on
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

  /// An answer that goes back as its text and its tool calls.
  public ModelResponse(
      String text,
      String thinking,
      List<ToolCall> toolCalls,
      TokenUsage usage,
      String model,
      StopReason stop) {
    this(text, thinking, toolCalls, usage, model, stop, ProviderState.NONE);
  }

  /// The same answer with its tokens counted otherwise.
  public ModelResponse withUsage(TokenUsage newUsage) {
    return new ModelResponse(text, thinking, toolCalls, newUsage, model, stop, continuation);
  }

  /// Why a model stopped.
  public enum StopReason {
    /// It said all it wanted, or wants its tools called.
    DONE,
    /// It reached the limit of tokens, so the answer may be cut.
    LENGTH,
    /// It declined to answer.
    REFUSAL
  }
}
