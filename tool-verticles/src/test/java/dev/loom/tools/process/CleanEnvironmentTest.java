package dev.loom.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CleanEnvironmentTest {
  @Test
  void theEnginesKeysAreNotInherited() {
    var engine = Map.of("OPENAI_API_KEY", "k", "PATH", "/bin", "LD_PRELOAD", "x", "HOME", "/h");
    assertEquals(
        Map.of("PATH", "/bin", "TERM", "dumb", "HOME", "/h", "LOOM_RUN_ID", "r"),
        CleanEnvironment.create(engine, Map.of(), Map.of("LOOM_RUN_ID", "r")));
  }

  @Test
  void theToolCannotOverrideTheMarksOfTheCall() {
    var environment =
        CleanEnvironment.create(
            Map.of(), Map.of("LOOM_RUN_ID", "fake", "ADDED", "yes"), Map.of("LOOM_RUN_ID", "r"));
    assertEquals("r", environment.get("LOOM_RUN_ID"));
    assertEquals("yes", environment.get("ADDED"));
  }

  @Test
  void withoutAPathADefaultPathIsSet() {
    assertEquals(
        CleanEnvironment.DEFAULT_PATH,
        CleanEnvironment.create(Map.of(), Map.of(), Map.of()).get("PATH"));
  }
}
