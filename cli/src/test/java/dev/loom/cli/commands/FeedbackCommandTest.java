package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FeedbackCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
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
}
