package dev.loom.gateway.stream;

import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RestRequest;
import java.util.Optional;

/// Reads the start position of a stream: the `Last-Event-ID` header, which browsers send on
/// reconnect, else the query parameter `after`, else 0.
final class LastEventId {
  private static final String HEADER = "last-event-id";
  private static final String PARAMETER = "after";

  private LastEventId() {}

  /// @return number of the last event the reader has, 0 for none
  /// @throws dev.loom.gateway.response.Problem if the value is not an event number
  static long read(RestRequest request) {
    return Optional.ofNullable(request.context().request().getHeader(HEADER))
        .filter(text -> !text.isEmpty())
        .or(() -> request.parameter(PARAMETER))
        .map(LastEventId::parse)
        .orElse(0L);
  }

  private static long parse(String text) {
    try {
      var seq = Long.parseLong(text);
      if (seq >= 0) {
        return seq;
      }
    } catch (NumberFormatException ignored) {
      // Reported below like a negative number.
    }
    throw Problem.permanent(
        400,
        "malformed_cursor",
        "Last-Event-ID and after must be the number of the last received event, 0 or more.");
  }

  static Problem beyondEnd(long seq) {
    return Problem.permanent(400, "malformed_cursor", "The task has no event " + seq + " yet.");
  }
}
