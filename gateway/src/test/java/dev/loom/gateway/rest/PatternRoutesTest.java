package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.json.Json;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.gateway.TestGateway;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PatternRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @BeforeEach
  void learn() {
    gateway.backend.patterns.add(
        PatternType.BEHAVIORAL_GAP, "run-tests", Map.of("description", "Run the tests"));
    gateway.backend.patterns.add(
        PatternType.SUBTASK_SUCCESS, "install-deps", Map.of("successes_total", 3));
    gateway.backend.patterns.add(
        PatternType.TASK_TEMPLATE, "migrate", Map.of("goal", "Migrate it"));
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'';1",
        "?all=false;1",
        "?all=true;3",
        "?all=true&limit=2;2",
        "?type=subtask_success;1",
        "?type=subtask_success,task_template;2",
        "?type=behavioral_correction&all=true;0",
      })
  void patternsAreFilteredByType(String query, int count) throws Exception {
    assertEquals(count, gateway.json("/learned" + query).size());
  }

  @Test
  void aPatternIsShownWithAllItsFields() throws Exception {
    assertEquals(
        "[{\"id\":1,\"type\":\"behavioral_gap\",\"key\":\"run-tests\","
            + "\"description\":\"Run the tests\",\"frequency\":1,"
            + "\"last_seen\":\"2026-11-22T10:11:12.123456Z\","
            + "\"facts\":{\"description\":\"Run the tests\"}}]",
        gateway.get("/learned").body());
    var all = gateway.json("/learned?all=true");
    assertEquals("Migrate it", all.get(0).get("description").textValue());
    assertEquals("install-deps", all.get(1).get("description").textValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"type=gap", "type=BEHAVIORAL_GAP", "all=yes", "limit=0", "limit=10001"})
  void anInvalidQueryParameterIsNamed(String query) throws Exception {
    var response = gateway.get("/learned?" + query);
    assertEquals(422, response.statusCode(), response.body());
    var field = query.substring(0, query.indexOf('='));
    assertEquals(field, Json.parse(response.body()).get("errors").get(0).get("field").textValue());
  }

  @Test
  void onePatternIsForgottenOnceAndThenAllOfThem() throws Exception {
    assertEquals(
        "{\"status\":\"ok\",\"deleted\":1}", gateway.send("DELETE", "/learned/2", null).body());
    assertEquals(404, gateway.send("DELETE", "/learned/2", null).statusCode());
    assertEquals(
        "{\"status\":\"ok\",\"deleted\":2}", gateway.send("DELETE", "/learned", null).body());
    assertEquals(
        "{\"status\":\"ok\",\"deleted\":0}", gateway.send("DELETE", "/learned", null).body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "-1", "1.5", "99999999999999999999", "1%20"})
  void anInvalidPatternIdIsNotFound(String id) throws Exception {
    var response = gateway.send("DELETE", "/learned/" + id, null);
    assertEquals(404, response.statusCode());
    assertEquals("not_found", Json.parse(response.body()).get("code").textValue());
  }
}
