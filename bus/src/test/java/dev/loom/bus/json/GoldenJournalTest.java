package dev.loom.bus.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.Samples;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads the events that earlier builds stored, one of each type per file of
/// `src/test/resources/golden`.
///
/// When the stored form of an event changes: if a field was only added, give it a default in the
/// record's constructor and run this test with `-Dgolden.refresh=true`. If anything else changed,
/// raise the version of the type, add an upcaster to [EventFormat], then do the same. At a release,
/// add the newest file to [#RELEASED]; the next change begins a new file.
class GoldenJournalTest {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");
  private static final String NEWEST = "journal-2.ndjson";

  /// SHA-256 of the files of released builds, which never change.
  private static final Map<String, String> RELEASED =
      Map.of(
          "journal-1.ndjson", "4a2a9df74c0d89522ec66e1e3dbbbade0a85b5fd8942021b42c461b03807600e");

  private record Line(String type, int version, ObjectNode data) {
    static Line parse(String json) {
      var line = Json.parse(json);
      return new Line(
          line.path("event_type").asText(),
          line.path("version").asInt(),
          (ObjectNode) line.path("data"));
    }

    TaskEvent.Recorded read() {
      return EventFormat.current().read(type, version, data.deepCopy());
    }
  }

  private static List<Line> lines(String file) throws IOException {
    return Files.readAllLines(DIRECTORY.resolve(file)).stream().map(Line::parse).toList();
  }

  private static JsonNode json(TaskEvent.Recorded event) {
    return Json.parse(Json.write(event));
  }

  @Test
  void fileOfAReleasedBuildIsUnchanged() throws IOException {
    for (var released : RELEASED.entrySet()) {
      var text = Files.readString(DIRECTORY.resolve(released.getKey()));
      assertEquals(released.getValue(), Sha256.hex(text), released.getKey());
    }
  }

  @Test
  void newestFileHoldsEveryEventAsThisBuildStoresIt() throws IOException {
    var events = Samples.recorded();
    if (Boolean.getBoolean("golden.refresh")) {
      Files.write(
          DIRECTORY.resolve(NEWEST),
          events.stream()
              .map(
                  event ->
                      "{\"event_type\":\"%s\",\"version\":%d,\"data\":%s}"
                          .formatted(
                              event.type().wireName(), event.type().version(), Json.write(event)))
              .toList());
    }
    var stored = lines(NEWEST);
    assertEquals(events.size(), stored.size(), "a type is missing; see the comment of this class");
    for (int i = 0; i < events.size(); i++) {
      var event = events.get(i);
      var expected = new Line(event.type().wireName(), event.type().version(), null);
      var line = stored.get(i);
      assertEquals(expected, new Line(line.type(), line.version(), null));
      assertEquals(
          line.data(), json(event), line.type() + " changed; see the comment of this class");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal-1.ndjson", NEWEST})
  void everyStoredEventIsReadAndKeepsTheFieldsOfItsVersion(String file) throws IOException {
    var types = EnumSet.of(EventType.TOKEN_STREAMED, EventType.TOOL_PROGRESS); // never stored
    for (var line : lines(file)) {
      var event = line.read();
      types.add(event.type());
      if (line.version() == event.type().version()) {
        assertTrue(
            contains(json(event), line.data()),
            () -> line.type() + " lost a field without a new version: " + json(event));
      }
    }
    assertTrue(types.size() >= 32, types::toString);
  }

  @Test
  void olderBuildReadsEventsWithAddedFields() throws IOException {
    for (var line : lines(NEWEST)) {
      var changed = line.data().deepCopy();
      changed.putObject("added_later").put("x", 1);
      assertEquals(line.read(), new Line(line.type(), line.version(), changed).read());
    }
  }

  /// Reports whether a value has all fields of another one with the same values.
  private static boolean contains(JsonNode value, JsonNode part) {
    if (part.isObject()) {
      return part.properties().stream()
          .allMatch(
              field ->
                  value.has(field.getKey())
                      && contains(value.get(field.getKey()), field.getValue()));
    }
    if (!part.isArray()) {
      return value.equals(part);
    }
    var same = value.size() == part.size();
    for (int i = 0; same && i < part.size(); i++) {
      same = contains(value.get(i), part.get(i));
    }
    return same;
  }
}
