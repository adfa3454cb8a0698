package dev.loom.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EngineVersionTest {
  @Test
  void classFilesWithoutAManifestHaveADevelopmentVersion() {
    assertEquals("dev", EngineVersion.current());
  }
}
