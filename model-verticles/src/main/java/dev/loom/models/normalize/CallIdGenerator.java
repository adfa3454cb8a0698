package dev.loom.models.normalize;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import java.util.HashSet;
import java.util.Set;

/// Generates ids for tool calls with a missing or duplicate id, because some endpoints reject
/// duplicates in a conversation. Deterministic for the same conversation.
final class CallIdGenerator {
  private final Set<String> used = new HashSet<>();
  private int number;

  CallIdGenerator(ModelRequest request) {
    for (var message : request.messages()) {
      if (message instanceof Message.Assistant assistant) {
        assistant.toolCalls().forEach(call -> used.add(call.id()));
      }
    }
    number = used.size();
  }

  /// Returns an unused id.
  String next() {
    String id;
    do {
      id = "call_" + ++number;
    } while (!used.add(id));
    return id;
  }

  /// Returns the given id if it is unused, otherwise a new one.
  String unique(String id) {
    return !id.isBlank() && used.add(id) ? id : next();
  }
}
