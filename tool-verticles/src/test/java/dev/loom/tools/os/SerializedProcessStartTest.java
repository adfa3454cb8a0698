package dev.loom.tools.os;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerializedProcessStartTest {
  private static final Path SOURCES = Path.of("src", "main", "java");

  /// Starts are serialized only when all of them go through one class.
  @Test
  void noOtherClassStartsProcesses() throws IOException {
    try (var files = Files.walk(SOURCES)) {
      var others =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(
                  file -> !file.endsWith(SerializedProcessStart.class.getSimpleName() + ".java"))
              .filter(SerializedProcessStartTest::startsProcess)
              .toList();
      assertEquals(List.of(), others);
    }
  }

  private static boolean startsProcess(Path file) {
    try {
      var text = Files.readString(file);
      return text.contains("builder.start()") || text.contains("Runtime.getRuntime().exec(");
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }
}
