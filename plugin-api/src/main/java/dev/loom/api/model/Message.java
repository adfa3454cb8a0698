package dev.loom.api.model;

import dev.loom.api.JsonValues;
import dev.loom.api.tool.ContentBlock;
import java.util.List;
import java.util.Map;
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
  /// @param text the complete result as text
  /// @param failed whether the call failed
  /// @param data machine-readable part of the result, a JSON-shaped map; the text already says what
  ///   the model needs of it
  /// @param content further parts of the result, such as images; the text names each
  record ToolOutput(
      String callId,
      String toolName,
      String text,
      boolean failed,
      Map<String, Object> data,
      List<ContentBlock> content)
      implements Message {
    public ToolOutput {
      Objects.requireNonNull(callId, "callId");
      Objects.requireNonNull(toolName, "toolName");
      Objects.requireNonNull(text, "text");
      data = data == null ? Map.of() : JsonValues.copyOf(data);
      content = content == null ? List.of() : List.copyOf(content);
    }

    /// Returns the images among the content.
    public List<ContentBlock.Image> images() {
      return content.stream()
          .filter(ContentBlock.Image.class::isInstance)
          .map(ContentBlock.Image.class::cast)
          .toList();
    }

    /// Creates an output that consists of text only.
    public ToolOutput(String callId, String toolName, String text, boolean failed) {
      this(callId, toolName, text, failed, Map.of(), List.of());
    }
  }
}
