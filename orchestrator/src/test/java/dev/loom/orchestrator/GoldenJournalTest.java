package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.EventFormat;
import dev.loom.bus.json.Json;
import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.orchestrator.core.TaskReducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reduces the journal of a task that an earlier build stored, with most event types, to the
/// snapshot that the same build stored. The files of released builds never change.
class GoldenJournalTest {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");

  private static SequencedEvent event(String json) {
    var line = Json.parse(json);
    return new SequencedEvent(
        line.path("seq").asLong(),
        Instant.parse(line.path("at").asText()),
        EventFormat.current()
            .read(
                line.path("event_type").asText(),
                line.path("version").asInt(),
                (ObjectNode) line.path("data")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal-1", "journal-2"})
  void storedJournalReducesToTheStoredState(String name) throws IOException {
    var events =
        Files.readAllLines(DIRECTORY.resolve(name + ".ndjson")).stream()
            .map(GoldenJournalTest::event)
            .toList();
    var expected =
        Json.readStored(
            Files.readString(DIRECTORY.resolve(name + "-state.json")), TaskSnapshot.class);
    var state = TaskReducer.replay(events);
    assertEquals(
        expected,
        TaskProjection.project(expected.taskId(), state, state.timeline().lastAt()),
        name);
  }
}
