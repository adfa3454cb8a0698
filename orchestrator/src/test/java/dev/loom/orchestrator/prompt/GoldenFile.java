package dev.loom.orchestrator.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Compares prompts with the files in `src/test/resources/golden`. `-Dgolden.refresh=true` writes
/// them; read the prompt then as a small model would.
final class GoldenFile {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");

  private GoldenFile() {}

  static void assertMatches(String name, List<Message> prompt) throws IOException {
    var text =
        prompt.stream()
            .map(message -> "=== " + message.getClass().getSimpleName() + "\n" + message.text())
            .collect(Collectors.joining("\n\n", "", "\n"));
    var file = DIRECTORY.resolve(name);
    if (Boolean.getBoolean("golden.refresh")) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(file, text);
    }
    assertEquals(Files.readString(file), text);
  }
}
