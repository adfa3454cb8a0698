package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ProviderState;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Usage;
import dev.loom.gateway.DoorsForTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pages of events, and the stream through the whole door.
@Timeout(60)
class EventRoutesTest {
  private final DoorsForTest doors = DoorsForTest.open();

  @AfterEach
  void close() {
    doors.close();
  }

  @Test
  void aPageHoldsExactlyWhatTheStreamSays() throws Exception {
    var task = doors.rooms.newTask();
    doors.rooms.chatter(task, 20, 30);
    doors.rooms.complete(task);
    var stream = doors.get("/tasks/" + task + "/stream");
    assertEquals(200, stream.statusCode());
    assertEquals("nosniff", stream.headers().firstValue("x-content-type-options").orElseThrow());
    var data =
        Arrays.stream(stream.body().split("\n"))
            .filter(line -> line.startsWith("data: "))
            .map(line -> line.substring("data: ".length()))
            .collect(Collectors.joining(",", "[", "]"));
    assertEquals(data, doors.get("/tasks/" + task + "/events").body());
  }

  @Test
  void aTurnSaysWhoWasPassedOverAndNeverWhatOnlyItsEndpointMayHaveBack() throws Exception {
    var task = doors.rooms.newTask();
    var secret = new ProviderState("anthropic m", List.of(Map.of("signature", "sig-nobody-sees")));
    doors.rooms.record(
        task,
        new TaskEvent.ModelTurnCompleted(
            new SubtaskId("s1"),
            1,
            1,
            "the continuation",
            List.of(),
            "b",
            Usage.NONE,
            List.of("a: It is left alone."),
            secret),
        "{\"/text\":\"1f\",\"/continuation/blocks/0/signature\":\"2f\"}");
    doors.rooms.complete(task);
    var turn = doors.json("/tasks/" + task + "/events").get(1);
    assertEquals("a: It is left alone.", turn.at("/data/passed_over/0").asText());
    assertEquals("the continuation", turn.at("/data/text").asText());
    assertEquals("{\"/text\":\"1f\"}", turn.get("blobs").toString());
    for (var path : List.of("/events", "/stream")) {
      var all = doors.get("/tasks/" + task + path).body();
      assertTrue(all.contains("passed_over"), all);
      assertFalse(all.contains("sig-nobody-sees"), all);
      assertFalse(all.contains("\"continuation"), all);
    }
  }

  @Test
  void aPageBeginsAfterAnEventAndHasALimit() throws Exception {
    var task = doors.rooms.newTask();
    doors.rooms.chatter(task, 9, 1);
    var page = doors.json("/tasks/" + task + "/events?after=3&limit=4");
    assertEquals(4, page.size());
    assertEquals(4, page.get(0).get("seq").intValue());
    assertEquals(7, page.get(3).get("seq").intValue());
    assertEquals("[]", doors.get("/tasks/" + task + "/events?after=10").body());
    assertEquals("[]", doors.get("/tasks/" + task + "/events?after=99").body());
  }

  @ParameterizedTest
  @CsvSource({"limit=0,422", "limit=1001,422", "limit=x,422", "after=x,400", "after=-1,400"})
  void aPageThatCannotBeIsRefused(String query, int status) throws Exception {
    var task = doors.rooms.newTask();
    assertEquals(status, doors.get("/tasks/" + task + "/events?" + query).statusCode());
  }

  @Test
  void aJournalThatIsBusySaysWhenToComeAgain() throws Exception {
    var task = doors.rooms.newTask();
    doors.rooms.refuse(Addresses.JOURNAL_READ, ServiceError.overloaded("Busy."));
    var answer = doors.get("/tasks/" + task + "/events");
    assertEquals(429, answer.statusCode());
    assertTrue(answer.headers().firstValue("retry-after").isPresent());
  }
}
