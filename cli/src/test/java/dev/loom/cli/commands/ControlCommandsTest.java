package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ControlCommandsTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void answerIsSentToTheQuestion() {
    server.on("POST /tasks/t1/questions/q%201/answer", "{\"message\":\"Answered.\"}");
    assertEquals(
        "Answered.\n", server.run(ExitCode.COMPLETED, "answer", "t1", "q 1", "raise", "--limit=5"));
    var request = server.requests().getFirst();
    assertTrue(request.contains("\"answer\":\"raise\""), request);
    assertTrue(request.contains("\"limit\":5.0"), request);
  }

  @Test
  void limitIsOmittedByDefault() {
    server.on("POST /tasks/t1/questions/q1/answer", "{}");
    server.run(ExitCode.COMPLETED, "answer", "t1", "q1", "blue");
    assertEquals(
        List.of("POST /tasks/t1/questions/q1/answer {\"answer\":\"blue\"}"), server.requests());
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

  @Test
  void cancelIsSent() {
    server.on("POST /tasks/t1/cancel", "{\"message\":\"Task t1 is cancelled.\"}");
    assertEquals("Task t1 is cancelled.\n", server.run(ExitCode.COMPLETED, "cancel", "t1"));
    assertEquals(List.of("POST /tasks/t1/cancel {}"), server.requests());
  }

  @Test
  void unknownTaskFails() {
    assertEquals("", server.run(ExitCode.FAILED, "cancel", "t2"));
    assertTrue(server.errors().contains("404"), server.errors());
  }

  @Test
  void ratingAndCommentAreSent() {
    server.on("POST /tasks/t1/feedback", "{\"message\":\"Thanks.\"}");
    server.run(ExitCode.COMPLETED, "feedback", "t1", "--rating=4", "--comment=good");
    assertEquals(
        List.of("POST /tasks/t1/feedback {\"rating\":4,\"comment\":\"good\"}"), server.requests());
  }

  @Test
  void emptyFeedbackIsAUsageError() {
    server.run(ExitCode.USAGE, "feedback", "t1");
    assertTrue(server.errors().contains("--rating"), server.errors());
    assertEquals(List.of(), server.requests());
  }

  @Test
  void reasonIsSent() {
    server.on("POST /tasks/t1/pause", "{\"message\":\"Task t1 is paused.\"}");
    var out = server.run(ExitCode.COMPLETED, "pause", "t1", "--reason", "lunch");
    assertEquals("Task t1 is paused.\n", out);
    assertEquals(List.of("POST /tasks/t1/pause {\"reason\":\"lunch\"}"), server.requests());
  }

  @Test
  void errorResponseFails() {
    server.run(ExitCode.FAILED, "pause", "t1");
    assertTrue(server.errors().contains("404"), server.errors());
  }

  @Test
  void resumeIsSent() {
    server.on("POST /tasks/t1/resume", "{\"message\":\"Task t1 is resumed.\"}");
    assertEquals("Task t1 is resumed.\n", server.run(ExitCode.COMPLETED, "resume", "t1"));
    assertEquals(List.of("POST /tasks/t1/resume {}"), server.requests());
  }

  @Test
  void missingTaskIsAUsageError() {
    server.run(ExitCode.USAGE, "resume");
    assertTrue(server.errors().contains("ID"), server.errors());
  }

  @Test
  void instructionIsSent() {
    server.on("POST /tasks/t1/steer", "{\"message\":\"Task t1 gets the instruction.\"}");
    var out = server.run(ExitCode.COMPLETED, "steer", "t1", "Keep y");
    assertEquals("Task t1 gets the instruction.\n", out);
    assertEquals(List.of("POST /tasks/t1/steer {\"instruction\":\"Keep y\"}"), server.requests());
  }

  @Test
  void missingInstructionIsAUsageError() {
    server.run(ExitCode.USAGE, "steer", "t1");
    assertTrue(server.errors().contains("TEXT"), server.errors());
  }
}
