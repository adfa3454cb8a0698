package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ResetLearningCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void patternsAreDeletedOnConfirmation() {
    server.on("DELETE /learned", "{\"deleted\":1}");
    assertEquals("Deleted 1 pattern.\n", server.run(ExitCode.COMPLETED, "reset-learning", "--yes"));
    assertEquals(List.of("DELETE /learned"), server.requests());
  }

  @Test
  void countIsPlural() {
    server.on("DELETE /learned", "{\"deleted\":0}");
    var out = server.run(ExitCode.COMPLETED, "reset-learning", "--yes");
    assertTrue(out.endsWith(" 0 patterns.\n"), out);
  }
}
