package dev.loom.models.normalize;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import java.util.HashSet;
import java.util.Set;

/// Ids for tool calls that have none, or one that was used before: some endpoints refuse a
/// conversation in which an id comes twice. The same conversation gives the same ids.
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

  /// An id that no other call has.
  String next() {
    String id;
    do {
      id = "call_" + ++number;
    } while (!used.add(id));
    return id;
  }

  /// The given id if it is new, else another.
  String unique(String given) {
    return !given.isBlank() && used.add(given) ? given : next();
  }
}
