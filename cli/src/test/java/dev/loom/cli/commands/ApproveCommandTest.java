package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ApproveCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static String task(String hash) {
    return """
        {"waiting_for":[{"kind":"approval","subtask_id":"s1","text":"Deletes x.",
         "proposed_action":"rm -rf x","action_hash":"%s"}]}"""
        .formatted(hash);
  }

  @Test
  void displayedActionIsApproved() {
    server.on("GET /tasks/t1", task("abc123"));
    server.on("POST /tasks/t1/approve", "{\"resolved_pending\":true}");
    var out = server.run(ExitCode.COMPLETED, "approve", "t1", "s1", "--action", "abc");
    assertEquals("Deletes x.\n  rm -rf x\n  action abc123\nApproved.\n", out);
    var body = server.requests().getLast();
    assertTrue(body.contains("\"approved\":true"), body);
    assertTrue(body.contains("\"action_hash\":\"abc123\""), body);
  }

  @Test
  void actionIsRejectedWithAReason() {
    server.on("GET /tasks/t1", task("abc123"));
    server.on("POST /tasks/t1/approve", "{\"resolved_pending\":true}");
    var out = server.run(ExitCode.COMPLETED, "approve", "t1", "s1", "--reject", "--reason", "keep");
    assertTrue(out.endsWith("Rejected.\n"), out);
    var body = server.requests().getLast();
    assertTrue(body.contains("\"approved\":false"), body);
    assertTrue(body.contains("\"reason\":\"keep\""), body);
  }

  @Test
  void differentActionIsNotDecided() {
    server.on("GET /tasks/t1", task("def456"));
    server.run(ExitCode.FAILED, "approve", "t1", "s1", "--action", "abc");
    assertEquals(List.of("GET /tasks/t1"), server.requests());
  }

  @Test
  void subtaskWithoutAPendingActionFails() {
    server.on("GET /tasks/t1", "{\"waiting_for\":[]}");
    assertEquals(
        "Subtask s1 has no pending action.\n", server.run(ExitCode.FAILED, "approve", "t1", "s1"));
  }
}
