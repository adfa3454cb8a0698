package dev.loom.api.model;

import java.util.List;
import java.util.Objects;

/// Message of a conversation with a model.
public sealed interface Message {
  /// Returns the text, empty for an assistant message that only calls tools.
  String text();

  /// System instructions. At most one per conversation, as its first message.
  record System(String text) implements Message {
    public System {
      Objects.requireNonNull(text, "text");
    }
  }

  /// Input from Loom.
  record User(String text) implements Message {
    public User {
      Objects.requireNonNull(text, "text");
    }
  }

  /// Output of the model.
  ///
  /// @param toolCalls requested tool calls; each is followed by a [ToolOutput] before the next
  ///   request
  /// @param continuation provider state to send back with the message
  record Assistant(String text, List<ToolCall> toolCalls, ProviderState continuation)
      implements Message {
    public Assistant {
      Objects.requireNonNull(text, "text");
      toolCalls = List.copyOf(toolCalls);
      Objects.requireNonNull(continuation, "continuation");
    }

    /// Creates a message without provider state.
    public Assistant(String text, List<ToolCall> toolCalls) {
      this(text, toolCalls, ProviderState.NONE);
    }
  }

  /// Result of a tool call.
  ///
  /// @param callId id of the call, see [ToolCall#id]
  /// @param toolName name of the tool
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
