package dev.loom.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a model answers, in no wire's words. Each strict server tells it in its own.
///
/// @param reason why it stopped, in the wire's own word; empty for the word it uses when all is
///   well
/// @param isWhole whether the end is told too
/// @param error what is told in place of the end; empty when nothing is
record ScriptedResponse(
    List<Part> parts, Optional<Counts> counts, String reason, boolean isComplete, String error) {
  /// A part of an answer; its pieces are told one by one.
  sealed interface Part {
    record Thinking(List<String> deltas) implements Part {}

    record Text(List<String> deltas) implements Part {}

    /// @param pieces of the JSON text of the arguments
    record Call(String id, String name, List<String> deltas) implements Part {
      /// The JSON text of the arguments; an empty object when there are none.
      String arguments() {
        return deltas.isEmpty() ? "{}" : String.join("", deltas);
      }
    }
  }

  /// Tokens that were read, written, and of those read found in a cache.
  record Counts(int input, int output, int cached) {}

  private static final ScriptedResponse EMPTY =
      new ScriptedResponse(List.of(), Optional.empty(), "", true, "");

  static ScriptedResponse text(String... pieces) {
    return EMPTY.thenText(pieces);
  }

  static ScriptedResponse thinking(String... pieces) {
    return EMPTY.with(new Part.Thinking(List.of(pieces)));
  }

  static ScriptedResponse toolCall(String id, String name, String... pieces) {
    return EMPTY.thenToolCall(id, name, pieces);
  }

  static ScriptedResponse empty() {
    return EMPTY;
  }

  ScriptedResponse thenThinking(String... pieces) {
    return with(new Part.Thinking(List.of(pieces)));
  }

  ScriptedResponse thenText(String... pieces) {
    return with(new Part.Text(List.of(pieces)));
  }

  ScriptedResponse thenToolCall(String id, String name, String... pieces) {
    return with(new Part.Call(id, name, List.of(pieces)));
  }

  ScriptedResponse withUsage(int input, int output, int cached) {
    return new ScriptedResponse(
        parts, Optional.of(new Counts(input, output, cached)), reason, isComplete, error);
  }

  ScriptedResponse withStopReason(String why) {
    return new ScriptedResponse(parts, counts, why, isComplete, error);
  }

  /// Told as far as this, and not to its end.
  ScriptedResponse unfinished() {
    return new ScriptedResponse(parts, counts, reason, false, "");
  }

  /// Told as far as this, and then an error.
  ScriptedResponse endingWithError(String message) {
    return new ScriptedResponse(parts, counts, reason, false, message);
  }

  boolean hasCalls() {
    return parts.stream().anyMatch(Part.Call.class::isInstance);
  }

  private ScriptedResponse with(Part part) {
    var more = new ArrayList<>(parts);
    more.add(part);
    return new ScriptedResponse(List.copyOf(more), counts, reason, isComplete, error);
  }
}
