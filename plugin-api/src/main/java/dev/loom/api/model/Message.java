package dev.loom.api.model;

import java.util.List;
import java.util.Objects;

/// One message of a conversation with a model.
public sealed interface Message {
  /// Its text; empty for an assistant message that only calls tools.
  String text();

  /// Standing instructions. At most one, and first.
  record System(String text) implements Message {
    public System {
      Objects.requireNonNull(text, "text");
    }
  }

  /// What Loom says to the model.
  record User(String text) implements Message {
    public User {
      Objects.requireNonNull(text, "text");
    }
  }

  /// What the model said.
  ///
  /// @param toolCalls what it asked for; each is answered by a [ToolOutput] before the model is
  ///   asked again
  /// @param continuation what its endpoint wants back with it
  record Assistant(String text, List<ToolCall> toolCalls, ProviderState continuation)
      implements Message {
    public Assistant {
      Objects.requireNonNull(text, "text");
      toolCalls = List.copyOf(toolCalls);
      Objects.requireNonNull(continuation, "continuation");
    }

    /// A message whose endpoint wants nothing else back.
    public Assistant(String text, List<ToolCall> toolCalls) {
      this(text, toolCalls, ProviderState.NONE);
    }
  }

  /// What a tool call came to.
  ///
  /// @param callId the [ToolCall#id] it answers
  /// @param toolName the tool that ran
  /// @param failed whether the call failed
  record ToolOutput(String callId, String toolName, String text, boolean failed)
      implements Message {
    public ToolOutput {
      Objects.requireNonNull(callId, "callId");
      Objects.requireNonNull(toolName, "toolName");
      Objects.requireNonNull(text, "text");
    }
  }
}
