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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"p%20c", "a%h", "%t", "%%", "100%", "%g", "%u", "q?x"})
  void theHomeMayHaveAnyName(String name) throws IOException {
    LogFile.open(Map.of("LOOM_HOME", temp.resolve(name).toString()));
    Logger.getLogger("test").info("engine started");
    assertTrue(Files.exists(temp.resolve(name).resolve("logs/loom.0.log")));
  }

  @Test
  void disabledLoggingCreatesNoFile() {
    LogFile.disable();
    Logger.getLogger("test").severe("not written");
    assertEquals(0, Logger.getLogger("").getHandlers().length);
    assertFalse(Files.exists(temp.resolve("home")));
  }
}
