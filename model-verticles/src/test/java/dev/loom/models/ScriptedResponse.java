package dev.loom.models;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A model response independent of the protocol; each strict server encodes it.
///
/// @param reason the stop reason in the protocol's own terms; empty for the usual one
/// @param isComplete whether the end of the response is sent
/// @param error an error sent instead of the end; empty if none
record ScriptedResponse(
    List<Part> parts, Optional<Counts> counts, String reason, boolean isComplete, String error) {
  /// A part of a response; its deltas are sent separately.
  sealed interface Part {
    record Thinking(List<String> deltas) implements Part {}

    record Text(List<String> deltas) implements Part {}

    /// @param deltas parts of the arguments' JSON
    record Call(String id, String name, List<String> deltas) implements Part {
      /// Returns the arguments' JSON; an empty object if there are none.
      String arguments() {
        return deltas.isEmpty() ? "{}" : String.join("", deltas);
      }
    }
  }

  /// Input tokens, output tokens, and the input tokens read from a cache.
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

  /// Returns the response without its end.
  ScriptedResponse unfinished() {
    return new ScriptedResponse(parts, counts, reason, false, "");
  }

  /// Returns the response with an error instead of its end.
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
