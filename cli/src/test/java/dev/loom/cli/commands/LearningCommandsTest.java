package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LearningCommandsTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void patternsAreListed() {
    server.on(
        "GET /learned?limit=5&all=true&type=retry_pattern",
        """
        [{"id":3,"type":"retry_pattern","frequency":2,"last_seen":"now","description":"x"}]""");
    assertEquals(
        """
        ID  Type           Freq  Last Seen  Description
        3   retry_pattern  2     now        x
        """,
        server.run(ExitCode.COMPLETED, "learned", "--all", "--limit=5", "--type", "retry_pattern"));
  }

  @Test
  void emptyListOfPreferencesNamesTheOptionThatListsAll() {
    server.on("GET /learned?limit=30&all=false", "[]").on("GET /learned?limit=30&all=true", "[]");
    assertEquals(
        "No patterns about your preferences; --all lists all patterns.\n",
        server.run(ExitCode.COMPLETED, "learned"));
    assertEquals("No learned patterns.\n", server.run(ExitCode.COMPLETED, "learned", "--all"));
  }

  @Test
  void patternIsDeleted() {
    server.on("DELETE /learned/3", "{}");
    assertEquals(
        "Deleted pattern 3.\n", server.run(ExitCode.COMPLETED, "learned", "--delete", "3"));
    assertEquals(List.of("DELETE /learned/3"), server.requests());
  }

  @Test
  void unknownTypeIsAUsageErrorThatNamesTheTypes() {
    server.run(ExitCode.USAGE, "learned", "--type", "gap");
    assertTrue(server.errors().contains("behavioral_gap"), server.errors());
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
