package dev.loom.models.http;

import dev.loom.api.model.Message;
import java.util.ArrayList;
import java.util.List;

/// Orders messages for chat templates that accept user and assistant messages only in turn.
///
/// Mistral rejects a user message behind a tool's result; its templates, and those of Gemma, also
/// two user messages in a row. Gemma has no system message.
final class AlternatingRoles {
  private static final String CONTINUE = "Continue.";
  private static final String ACKNOWLEDGEMENT = "I have read the results.";

  private AlternatingRoles() {}

  /// Returns the messages with an acknowledgement between a tool's result and a user message, and
  /// consecutive messages of a role merged; the last message is not an assistant's.
  static List<Message> alternate(List<Message> messages) {
    var ordered = new ArrayList<Message>();
    for (var message : messages) {
      var previous = ordered.isEmpty() ? null : ordered.getLast();
      if (message instanceof Message.User user && previous instanceof Message.User before) {
        ordered.set(ordered.size() - 1, new Message.User(before.text() + "\n\n" + user.text()));
        continue;
      }
      if (message instanceof Message.User && previous instanceof Message.ToolOutput) {
        ordered.add(new Message.Assistant(ACKNOWLEDGEMENT, List.of()));
      }
      if (message instanceof Message.Assistant
          && previous instanceof Message.Assistant before
          && before.toolCalls().isEmpty()) {
        ordered.add(new Message.User(CONTINUE));
      }
      ordered.add(message);
    }
    if (!ordered.isEmpty() && ordered.getLast() instanceof Message.Assistant) {
      ordered.add(new Message.User(CONTINUE));
    }
    return ordered;
  }

  /// Returns the messages with the system message at the beginning of the first user message.
  static List<Message> withoutSystem(List<Message> messages) {
    var system = new StringBuilder();
    var others = new ArrayList<Message>();
    for (var message : messages) {
      if (message instanceof Message.System) {
        system.append(message.text()).append("\n\n");
      } else if (message instanceof Message.User && !system.isEmpty()) {
        others.add(new Message.User(system + message.text()));
        system.setLength(0);
      } else {
        others.add(message);
      }
    }
    return others;
  }
}
