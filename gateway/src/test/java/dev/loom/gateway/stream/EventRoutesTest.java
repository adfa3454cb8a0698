package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ProviderState;
import dev.loom.bus.Addresses;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.gateway.TestGateway;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Reads pages of events and streams through a complete gateway.
@Timeout(60)
class EventRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void aPageEqualsTheDataOfTheStream() throws Exception {
    var task = gateway.backend.newTask();
    gateway.backend.recordFiller(task, 20, 30);
    gateway.backend.complete(task);
    var stream = gateway.get("/tasks/" + task + "/stream");
    assertEquals(200, stream.statusCode());
    assertEquals("nosniff", stream.headers().firstValue("x-content-type-options").orElseThrow());
    var data =
        Arrays.stream(stream.body().split("\n"))
            .filter(line -> line.startsWith("data: "))
            .map(line -> line.substring("data: ".length()))
            .collect(Collectors.joining(",", "[", "]"));
    assertEquals(data, gateway.get("/tasks/" + task + "/events").body());
  }

  @Test
  void aModelTurnListsSkippedModelsWithoutProviderState() throws Exception {
    var task = gateway.backend.newTask();
    var secret = new ProviderState("anthropic m", List.of(Map.of("signature", "hidden-signature")));
    gateway.backend.record(
        task,
        new TaskEvent.ModelTurnCompleted(
            new SubtaskId("s1"),
            1,
            1,
            "the continuation",
            List.of(),
            "b",
            ModelUsage.NONE,
            List.of("a: It is left alone."),
            secret,
            List.of()),
        "{\"/text\":\"1f\",\"/continuation/blocks/0/signature\":\"2f\"}");
    gateway.backend.complete(task);
    var turn = gateway.json("/tasks/" + task + "/events").get(1);
    assertEquals("a: It is left alone.", turn.at("/data/passed_over/0").asText());
    assertEquals("the continuation", turn.at("/data/text").asText());
    assertEquals("{\"/text\":\"1f\"}", turn.get("blobs").toString());
    for (var path : List.of("/events", "/stream")) {
      var all = gateway.get("/tasks/" + task + path).body();
      assertTrue(all.contains("passed_over"), all);
      assertFalse(all.contains("hidden-signature"), all);
      assertFalse(all.contains("\"continuation"), all);
    }
  }

  @Test
  void aPageBeginsAfterAnEventAndHasALimit() throws Exception {
    var task = gateway.backend.newTask();
    gateway.backend.recordFiller(task, 9, 1);
    var page = gateway.json("/tasks/" + task + "/events?after=3&limit=4");
    assertEquals(4, page.size());
    assertEquals(4, page.get(0).get("seq").intValue());
    assertEquals(7, page.get(3).get("seq").intValue());
    assertEquals("[]", gateway.get("/tasks/" + task + "/events?after=10").body());
    assertEquals("[]", gateway.get("/tasks/" + task + "/events?after=99").body());
  }

  @ParameterizedTest
  @CsvSource({"limit=0,422", "limit=1001,422", "limit=x,422", "after=x,400", "after=-1,400"})
  void anInvalidPageIsRejected(String query, int status) throws Exception {
    var task = gateway.backend.newTask();
    assertEquals(status, gateway.get("/tasks/" + task + "/events?" + query).statusCode());
  }

  @Test
  void anOverloadedJournalRepliesWithRetryAfter() throws Exception {
    var task = gateway.backend.newTask();
    gateway.backend.failWith(Addresses.JOURNAL_READ, ServiceException.overloaded("Busy.").error());
    var response = gateway.get("/tasks/" + task + "/events");
    assertEquals(429, response.statusCode());
    assertTrue(response.headers().firstValue("retry-after").isPresent());
  }
}
