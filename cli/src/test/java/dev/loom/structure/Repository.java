package dev.loom.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the files of this repository.
final class Repository {
  /// All modules in dependency order, each with its root package.
  static final List<Module> MODULES =
      List.of(
          new Module("plugin-api", "dev.loom.api"),
          new Module("command-risk", "dev.loom.risk"),
          new Module("contracts", "dev.loom.contracts"),
          new Module("bus", "dev.loom.bus"),
          new Module("processes", "dev.loom.processes"),
          new Module("memory", "dev.loom.memory"),
          new Module("builtin-model", "dev.loom.builtin"),
          new Module("model-verticles", "dev.loom.models"),
          new Module("tool-verticles", "dev.loom.tools"),
          new Module("orchestrator", "dev.loom.orchestrator"),
          new Module("gateway", "dev.loom.gateway"),
          new Module("engine", "dev.loom.engine"),
          new Module("cli", "dev.loom.cli"),
          new Module("examples", "dev.loom.examples"),
          new Module("bench", "dev.loom.bench"));

  static final Path ROOT = root();

  private static final Pattern TEXT_FILE =
      Pattern.compile(
          ".*\\.(c|java|json|jsonl|md|mjs|properties|py|sh|sql|svg|toml|txt|xml|ya?ml)"
              + "|loom|mvnw|find-jdk");

  private Repository() {}

  private static Path root() {
    var at = Path.of("").toAbsolutePath();
    while (at != null && !Files.exists(at.resolve("mvnw"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new IllegalStateException("The structural tests must run inside the Loom repository.");
    }
    return at;
  }

  /// Returns all main source files.
  static List<JavaSource> mainSources() {
    return sources("src/main/java");
  }

  /// Returns all test source files.
  static List<JavaSource> testSources() {
    return sources("src/test/java");
  }

  private static List<JavaSource> sources(String folder) {
    return MODULES.stream()
        .flatMap(module -> files(module.folder() + "/" + folder, ".java"))
        .map(Repository::source)
        .toList();
  }

  private static JavaSource source(Path file) {
    return JavaSource.parse(ROOT.relativize(file).toString(), read(file));
  }

  /// Returns the text files of all modules, the documentation, the configuration and the scripts.
  static Stream<Path> textFiles() {
    var folders =
        Stream.concat(Stream.of(".mvn", "conf", "docs"), MODULES.stream().map(Module::folder));
    return Stream.concat(files("", 1, ""), folders.flatMap(folder -> files(folder, "")))
        .filter(file -> TEXT_FILE.matcher(file.getFileName().toString()).matches());
  }

  /// Returns the files below a folder whose names have a suffix; none if the folder does not exist.
  static Stream<Path> files(String folder, String suffix) {
    return files(folder, Integer.MAX_VALUE, suffix);
  }

  private static Stream<Path> files(String folder, int depth, String suffix) {
    var start = ROOT.resolve(folder);
    if (!Files.isDirectory(start)) {
      return Stream.of();
    }
    try (var all = Files.walk(start, depth)) {
      return all
          .filter(file -> file.toString().endsWith(suffix))
          .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList()
          .stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A Maven module.
  ///
  /// @param folder relative to the repository root
  /// @param root package of all its classes
  record Module(String folder, String root) {
    /// Returns whether a package belongs to the module.
    boolean owns(String packageName) {
      return packageName.equals(root) || packageName.startsWith(root + ".");
    }
  }
}
