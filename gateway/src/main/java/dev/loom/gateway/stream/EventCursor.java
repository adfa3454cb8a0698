package dev.loom.gateway.stream;

import dev.loom.gateway.answer.Asked;
import dev.loom.gateway.answer.Problem;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/// From where a reader wants a task's events: the `Last-Event-ID` header, which a browser sends by
/// itself, else `?after=`, else the beginning.
final class EventCursor {
  private static final String HEADER = "last-event-id";
  private static final String PARAMETER = "after";

  private EventCursor() {}

  /// @return the number of the last event that the reader has, 0 for none
  /// @throws dev.loom.gateway.answer.ProblemException when what it says is no number of an event
  static long of(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader(HEADER))
        .filter(text -> !text.isEmpty())
        .or(() -> Asked.parameter(context, PARAMETER))
        .map(EventCursor::parsed)
        .orElse(0L);
  }

  private static long parsed(String text) {
    try {
      var seq = Long.parseLong(text);
      if (seq >= 0) {
        return seq;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below like a negative one.
    }
    throw Problem.of(
            400,
            "malformed_cursor",
            "Last-Event-ID and after are the number of the last event that was seen, 0 or more.")
        .asException();
  }

  static Problem beyondTheEnd(long seq) {
    return Problem.of(400, "malformed_cursor", "The task has no event " + seq + " yet.");
  }
}
