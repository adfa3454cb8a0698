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
record Tale(
    List<Part> parts, Optional<Counts> counts, String reason, boolean isWhole, String error) {
  /// A part of an answer; its pieces are told one by one.
  sealed interface Part {
    record Thinking(List<String> pieces) implements Part {}

    record Text(List<String> pieces) implements Part {}

    /// @param pieces of the JSON text of the arguments
    record Call(String id, String name, List<String> pieces) implements Part {
      /// The JSON text of the arguments; an empty object when there are none.
      String arguments() {
        return pieces.isEmpty() ? "{}" : String.join("", pieces);
      }
    }
  }

  /// Tokens that were read, written, and of those read found in a cache.
  record Counts(int input, int output, int cached) {}

  private static final Tale EMPTY = new Tale(List.of(), Optional.empty(), "", true, "");

  static Tale saying(String... pieces) {
    return EMPTY.thenSaying(pieces);
  }

  static Tale thinking(String... pieces) {
    return EMPTY.with(new Part.Thinking(List.of(pieces)));
  }

  static Tale calling(String id, String name, String... pieces) {
    return EMPTY.thenCalling(id, name, pieces);
  }

  static Tale ofNothing() {
    return EMPTY;
  }

  Tale thenThinking(String... pieces) {
    return with(new Part.Thinking(List.of(pieces)));
  }

  Tale thenSaying(String... pieces) {
    return with(new Part.Text(List.of(pieces)));
  }

  Tale thenCalling(String id, String name, String... pieces) {
    return with(new Part.Call(id, name, List.of(pieces)));
  }

  Tale costing(int input, int output, int cached) {
    return new Tale(parts, Optional.of(new Counts(input, output, cached)), reason, isWhole, error);
  }

  Tale stoppingFor(String why) {
    return new Tale(parts, counts, why, isWhole, error);
  }

  /// Told as far as this, and not to its end.
  Tale unfinished() {
    return new Tale(parts, counts, reason, false, "");
  }

  /// Told as far as this, and then an error.
  Tale breakingOffWith(String message) {
    return new Tale(parts, counts, reason, false, message);
  }

  boolean hasCalls() {
    return parts.stream().anyMatch(Part.Call.class::isInstance);
  }

  private Tale with(Part part) {
    var more = new ArrayList<>(parts);
    more.add(part);
    return new Tale(List.copyOf(more), counts, reason, isWhole, error);
  }
}
