package dev.loom.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Reads the events of one task from the first to the terminal one. After a lost connection it
/// reconnects, up to [#RECONNECTS_MAX] times, and resumes after the last received event. It can
/// have an engine that ended unexpectedly started again.
public final class EventStream {
  private static final int RECONNECTS_MAX = 30;
  private static final long RECONNECT_DELAY_MILLIS = 500;
  private static final Set<String> TERMINAL_EVENTS =
      Set.of("task_completed", "task_failed", "task_cancelled");

  /// The notice that the engine cannot read the next event.
  private static final String UNREADABLE = "unreadable";

  private final LoomClient client;
  private final String task;
  private final long reconnectDelayMillis;
  private final Optional<EngineRestart> restart;
  private long lastSeq;

  public EventStream(LoomClient client, String task) {
    this(client, task, RECONNECT_DELAY_MILLIS, Optional.empty());
  }

  public EventStream(LoomClient client, String task, EngineRestart restart) {
    this(client, task, RECONNECT_DELAY_MILLIS, Optional.of(restart));
  }

  EventStream(
      LoomClient client, String task, long reconnectDelayMillis, Optional<EngineRestart> restart) {
    this.client = client;
    this.task = task;
    this.reconnectDelayMillis = reconnectDelayMillis;
    this.restart = restart;
  }

  /// Passes every event to a callback, on the calling thread, until the task ends.
  ///
  /// @param onEvent receives the JSON of each event: `event_type`, `data`, `timestamp`
  /// @return the terminal event
  /// @throws ClientException if the engine responds with an error or stays unreachable
  public JsonNode follow(Consumer<JsonNode> onEvent) throws InterruptedException {
    return followUntil(
        event -> {
          onEvent.accept(event);
          return false;
        });
  }

  /// As [#follow], but also ends after an event for which the callback returns true.
  public JsonNode followUntil(Predicate<JsonNode> onEvent) throws InterruptedException {
    int failures = 0;
    while (true) {
      try (var lines = client.openEventStream(task, lastSeq)) {
        var end = read(lines.iterator(), onEvent);
        if (end != null) {
          return end;
        }
      } catch (UncheckedIOException | ClientException failure) {
        if (restart.isPresent() && restart.get().run()) {
          failures = 0;
        } else if (++failures > RECONNECTS_MAX
            || failure instanceof ClientException response && !response.isUnreachable()) {
          throw failure instanceof ClientException exception
              ? exception
              : ClientException.unreachable("The connection to the event stream was lost.");
        }
      }
      Thread.sleep(reconnectDelayMillis);
    }
  }

  private JsonNode read(Iterator<String> lines, Predicate<JsonNode> onEvent) {
    while (lines.hasNext()) {
      var line = lines.next();
      if (line.startsWith("data:")) {
        var event = Json.parse(line.substring("data:".length()));
        if (event.path("event_type").asText().equals(UNREADABLE)) {
          throw ClientException.rejected(event.path("data").path("message").asText(), 500);
        }
        lastSeq = Math.max(lastSeq, event.path("seq").asLong(lastSeq));
        if (onEvent.test(event) || TERMINAL_EVENTS.contains(event.path("event_type").asText())) {
          return event;
        }
      }
    }
    return null;
  }
}
