package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.json.Json;
import dev.loom.gateway.DoorsForTest;
import dev.loom.gateway.RoomsForTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemRoutesTest {
  private final DoorsForTest doors = DoorsForTest.open();

  @AfterEach
  void close() {
    doors.close();
  }

  @Test
  void healthIsOkWhileMemoryAnswersAndDegradedWhenItDoesNot() throws Exception {
    var answer = doors.get("/health");
    assertEquals(200, answer.statusCode());
    var body = Json.parse(answer.body());
    assertEquals("ok", body.get("status").textValue());
    assertEquals("1.2.3", body.get("version").textValue());
    assertTrue(body.get("uptime_seconds").isIntegralNumber());
    doors.rooms.silence(Addresses.TASK_LIST);
    answer = doors.get("/health");
    assertEquals(503, answer.statusCode());
    assertEquals("degraded", Json.parse(answer.body()).get("status").textValue());
  }

  @Test
  void theIndexNamesTheRoutes() throws Exception {
    var routes = doors.json("/").get("routes").toString();
    assertTrue(routes.contains("/tasks/{task}/stream GET HEAD"), routes);
    assertTrue(routes.contains("/tasks GET HEAD"), routes);
    assertTrue(routes.contains("/tasks POST"), routes);
  }

  @Test
  void modelsToolsAndProcessesAreListedInTheGuidesWords() throws Exception {
    assertEquals(
        "[{\"name\":\"executor\",\"model\":\"qwen3:8b\",\"provider\":\"ollama\",\"tier\":1,"
            + "\"roles\":[\"executor\"],\"healthy\":true,\"circuit\":\"closed\"}]",
        doors.get("/models").body());
    assertEquals(
        "[{\"name\":\"read_file\",\"description\":\"Reads.\",\"parameters\":{\"type\":\"object\"},"
            + "\"read_only\":true,\"timeout_seconds\":1.5}]",
        doors.get("/tools").body());
    assertEquals(
        "[{\"name\":\"research-report\",\"version\":\"1.0\",\"description\":\"Synthesis\","
            + "\"phases\":4,\"mode\":\"guided\",\"source\":\"built-in\"}]",
        doors.get("/processes").body());
  }

  @Test
  void aLongTextComesAsPlainText() throws Exception {
    var answer = doors.get("/blobs/" + RoomsForTest.BLOB);
    assertEquals(200, answer.statusCode());
    assertEquals(
        "text/plain; charset=utf-8", answer.headers().firstValue("content-type").orElseThrow());
    assertEquals("a long text\n<b>ü</b>", answer.body());
    assertEquals(404, doors.get("/blobs/" + "0".repeat(64)).statusCode());
    assertEquals(404, doors.get("/blobs/..%2f..%2fetc%2fpasswd").statusCode());
    assertEquals(404, doors.get("/blobs/" + "AB".repeat(32)).statusCode());
  }

  @Test
  void headShowsTheHeadersAlone() throws Exception {
    var id = doors.rooms.newTask();
    var got = doors.get("/tasks/" + id);
    var head = doors.send("HEAD", "/tasks/" + id, null);
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals(
        got.headers().firstValue("content-length"), head.headers().firstValue("content-length"));
  }
}
