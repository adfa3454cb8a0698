package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir Path temp;

  @AfterEach
  void restoreLogging() throws IOException {
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void recordsAreWrittenToTheHome() throws IOException {
    LogFile.open(Map.of("LOOM_HOME", temp.resolve("home").toString()));
    Logger.getLogger("test").info("engine started");
    Logger.getLogger("test").fine("not written");
    var lines = Files.readAllLines(temp.resolve("home/logs/loom.0.log"));
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(lines.getFirst().endsWith(" INFO test: engine started"), lines.toString());
  }

  @Test
  void disabledLoggingCreatesNoFile() {
    LogFile.disable();
    Logger.getLogger("test").severe("not written");
    assertEquals(0, Logger.getLogger("").getHandlers().length);
    assertFalse(Files.exists(temp.resolve("home")));
  }
}
