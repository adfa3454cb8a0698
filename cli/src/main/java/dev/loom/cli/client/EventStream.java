package dev.loom.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.json.Json;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A task's events, from the first to the last, through any number of broken connections.
public final class EventStream {
  private static final int RECONNECTS_MAX = 30;
  private static final long RECONNECT_DELAY_MILLIS = 500;
  private static final Set<String> TERMINAL_EVENTS =
      Set.of("task_completed", "task_failed", "task_cancelled");

  private final LoomClient client;
  private final String task;
  private long lastSeq;

  public EventStream(LoomClient client, String task) {
    this.client = client;
    this.task = task;
  }

  /// The lines of one connection.
  record SseLines(Stream<String> stream) {}

  /// Hears every event until the task ends. Blocks.
  ///
  /// @param listener gets each event's JSON: `event_type`, `data`, `timestamp`
  /// @return the event that ended the task
  /// @throws ClientException when the engine stays away
  public JsonNode follow(Consumer<JsonNode> onEvent) throws InterruptedException {
    for (int connection = 0; ; connection++) {
      try (var lines = client.openEventStream(task, lastSeq).stream()) {
        var end = read(lines.iterator(), onEvent);
        if (end != null) {
          return end;
        }
      } catch (UncheckedIOException | ClientException broken) {
        if (connection == RECONNECTS_MAX
            || broken instanceof ClientException error && !error.isUnreachable()) {
          throw broken instanceof ClientException known
              ? known
              : ClientException.unreachable("The event stream broke off.");
        }
      }
      Thread.sleep(RECONNECT_DELAY_MILLIS);
    }
  }

  private JsonNode read(Iterator<String> lines, Consumer<JsonNode> onEvent) {
    while (lines.hasNext()) {
      var line = lines.next();
      if (line.startsWith("data:")) {
        var event = Json.parse(line.substring("data:".length()));
        lastSeq = Math.max(lastSeq, event.path("seq").asLong(lastSeq));
        onEvent.accept(event);
        if (TERMINAL_EVENTS.contains(event.path("event_type").asText())) {
          return event;
        }
      }
    }
    return null;
  }
}
