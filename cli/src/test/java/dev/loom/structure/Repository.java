package dev.loom.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The folder all of Loom lies in, and what is written there.
final class Repository {
  /// The modules, in their direction, and the package that each owns.
  static final List<Module> MODULES =
      List.of(
          new Module("plugin-api", "dev.loom.api"),
          new Module("contracts", "dev.loom.contracts"),
          new Module("processes", "dev.loom.processes"),
          new Module("memory", "dev.loom.memory"),
          new Module("model-verticles", "dev.loom.models"),
          new Module("tool-verticles", "dev.loom.tools"),
          new Module("orchestrator", "dev.loom.orchestrator"),
          new Module("gateway", "dev.loom.gateway"),
          new Module("engine", "dev.loom.engine"),
          new Module("cli", "dev.loom.cli"),
          new Module("examples", "dev.loom.examples"),
          new Module("bench", "dev.loom.bench"));

  static final Path ROOT = root();

  private Repository() {}

  private static Path root() {
    var at = Path.of("").toAbsolutePath();
    while (at != null && !Files.exists(at.resolve("mvnw"))) {
      at = at.getParent();
    }
    if (at == null) {
      throw new IllegalStateException("the tidy tests run somewhere inside Loom's repository");
    }
    return at;
  }

  /// Every source file that is shipped.
  static List<JavaSource> mainSources() {
    return sources("src/main/java");
  }

  /// Every source file of tests.
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

  /// The files with an ending anywhere below a folder, or none when there is no such folder.
  static Stream<Path> files(String folder, String ending) {
    var start = ROOT.resolve(folder);
    if (!Files.isDirectory(start)) {
      return Stream.of();
    }
    try (var all = Files.walk(start)) {
      return all
          .filter(file -> file.toString().endsWith(ending))
          .filter(file -> !ROOT.relativize(file).toString().contains("target/"))
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

  /// A module's folder and the package under which all of its classes lie.
  record Module(String folder, String root) {
    /// Whether a package is the module's.
    boolean owns(String packageName) {
      return packageName.equals(root) || packageName.startsWith(root + ".");
    }
  }
}
