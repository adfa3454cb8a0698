package dev.loom.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedLoomTest {
  @Test
  void exampleCompletesItsTask(@TempDir Path directory, @TempDir Path home) throws Exception {
    Files.writeString(directory.resolve("README.md"), "three little words\n");
    assertEquals("COMPLETED: README.md has 3 words.[]", EmbeddedLoom.summary(directory, home));
  }
}
