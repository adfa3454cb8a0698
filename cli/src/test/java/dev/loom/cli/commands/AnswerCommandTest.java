package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AnswerCommandTest {
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
}
