package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CancelOnInterruptTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private CancelOnInterrupt hook() {
    return new CancelOnInterrupt(server.client(), "t1");
  }

  @Test
  void runningTaskIsCancelled() {
    server.on("POST /tasks/t1/cancel", "{}");
    hook().run();
    assertEquals(
        List.of("POST /tasks/t1/cancel {\"reason\":\"Cancelled (Ctrl-C).\"}"), server.requests());
  }

  @Test
  void endedTaskIsNotCancelled() {
    var hook = hook();
    hook.taskEnded();
    hook.run();
    assertTrue(server.requests().isEmpty());
  }

  @Test
  void errorResponseIsIgnored() {
    hook().run();
    assertEquals(1, server.requests().size());
  }
}
