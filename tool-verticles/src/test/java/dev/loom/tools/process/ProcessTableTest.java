package dev.loom.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
  private final long self = ProcessHandle.current().pid();

  @BeforeEach
  void needsProc() {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs /proc");
  }

  @Test
  void thisProcessIsAliveAndInTheTable() {
    assertTrue(ProcessTable.find(self).orElseThrow().isAlive());
    assertTrue(ProcessTable.read().rows().stream().anyMatch(row -> row.pid() == self));
  }

  @Test
  void aMissingProcessHasNoRowAndNoEnvironment() {
    assertEquals(Optional.empty(), ProcessTable.find(Long.MAX_VALUE));
    assertEquals(Optional.empty(), ProcessTable.environment(Long.MAX_VALUE));
  }

  @Test
  void variablesOfTheEnvironmentAreEnclosedByNuls() {
    var environment = ProcessTable.environment(self).orElseThrow();
    assertTrue(environment.contains("\0PATH=" + System.getenv("PATH") + "\0"));
    assertTrue(environment.startsWith("\0") && environment.endsWith("\0"));
  }
}
