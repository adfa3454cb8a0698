package dev.loom.processes;

import dev.loom.processes.yaml.YamlParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Supplies the definitions that are part of Loom. `builtin/index.txt` lists them, one name per
/// line, because directories on the class path cannot be listed.
final class BundledProcesses {
  static final String SOURCE = "built-in";

  private static final String INDEX = "index.txt";

  private BundledProcesses() {}

  static List<DefinitionFile> files() {
    return names().stream()
        .map(name -> new DefinitionFile(name, SOURCE, () -> content(name)))
        .toList();
  }

  private static List<String> names() {
    try {
      return new String(bytes(INDEX), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException failure) {
      throw new IllegalStateException("the built-in processes are not on the class path", failure);
    }
  }

  private static byte[] content(String name) throws UnreadableFileException {
    try {
      return bytes(name + "/process.yaml");
    } catch (IOException failure) {
      throw new UnreadableFileException("listed in the index but missing on the class path");
    }
  }

  private static byte[] bytes(String file) throws IOException {
    try (var in = BundledProcesses.class.getResourceAsStream("builtin/" + file)) {
      if (in == null) {
        throw new IOException("no resource " + file);
      }
      return in.readNBytes(YamlParser.BYTES_MAX + 1);
    }
  }
}
