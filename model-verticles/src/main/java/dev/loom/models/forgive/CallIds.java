package dev.loom.models.forgive;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import java.util.HashSet;
import java.util.Set;

/// Ids for tool calls that have none, or one that was used before: some endpoints refuse a
/// conversation in which an id comes twice. The same conversation gives the same ids.
final class CallIds {
  private final Set<String> taken = new HashSet<>();
  private int number;

  CallIds(ModelRequest request) {
    for (var message : request.messages()) {
      if (message instanceof Message.Assistant assistant) {
        assistant.toolCalls().forEach(call -> taken.add(call.id()));
      }
    }
    number = taken.size();
  }

  /// An id that no other call has.
  String next() {
    String id;
    do {
      id = "call_" + ++number;
    } while (!taken.add(id));
    return id;
  }

  /// The given id if it is new, else another.
  String unique(String given) {
    return !given.isBlank() && taken.add(given) ? given : next();
  }
}
