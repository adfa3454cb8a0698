package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.contracts.config.Home;
import dev.loom.engine.Engine;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Executes the fenced blocks of README and `docs/` as they are written: those marked `run` with a
/// shell against an engine, `config` with the configuration loader, `compile` with the compiler.
@Timeout(180)
class DocsIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path JARS = Path.of("target", "loom").toAbsolutePath();
  private static final long SHELL_SECONDS_MAX = 90;
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\S+)(?: (\\w+))?\\n(.*?)^```$");
  private static final Pattern CLASS = Pattern.compile("(?m)^final class (\\w+)");

  /// For blocks that show no imports.
  private static final String IMPORTS =
      "import dev.loom.contracts.config.*;\nimport dev.loom.contracts.task.*;\nimport dev.loom.engine.*;\nimport java.nio.file.*;\n"
          + "import java.util.*;\n";

  @TempDir static Path temp;
  private static LoomProcess server;
  private static Path workspace;

  /// A fenced block.
  ///
  /// @param kind what the test does with it, empty for nothing
  private record Block(String page, String language, String kind, String text) {}

  @BeforeAll
  static void startServerInAWorkspace() throws IOException {
    workspace = Files.createDirectories(temp.resolve("myapp"));
    Files.createDirectories(workspace.resolve("src"));
    Files.writeString(workspace.resolve("README.md"), "# Shop\n");
    Files.writeString(workspace.resolve("src/price.js"), "// TODO: round to cents\n");
    var bin = Files.createDirectories(temp.resolve("bin"));
    var loom = bin.resolve("loom");
    Files.writeString(
        loom,
        """
        #!/bin/sh
        exec "%s" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \\
          --sun-misc-unsafe-memory-access=allow -jar "%s" "$@"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"), JARS.resolve("loom.jar")));
    assertTrue(loom.toFile().setExecutable(true));
    server = launcher().serve();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static LoomLauncher launcher() {
    return LoomLauncher.forHome(temp.resolve("home"), workspace);
  }

  private static Stream<Block> blocks() {
    try (var pages = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), pages)
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .flatMap(DocsIT::blocks)
          .toList()
          .stream();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Stream<Block> blocks(Path page) {
    try {
      return BLOCK
          .matcher(Files.readString(page))
          .results()
          .map(
              match ->
                  new Block(
                      page.getFileName().toString(),
                      match.group(1),
                      match.group(2) == null ? "" : match.group(2),
                      match.group(3)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<Block> blocks(String kind) {
    var found = blocks().filter(block -> block.kind().equals(kind)).toList();
    assertFalse(found.isEmpty(), "no block is marked " + kind);
    return found;
  }

  private static void assumeInstalled(String... programs) {
    for (var program : programs) {
      assumeTrue(
          Stream.of(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))),
          program + " is not installed");
    }
  }

  @TestFactory
  Stream<DynamicTest> shellBlocksSucceed() throws Exception {
    assumeInstalled("bash", "curl", "jq");
    var address = server.address().getAuthority();
    return blocks("run").stream()
        .collect(Collectors.groupingBy(Block::page, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            page ->
                DynamicTest.dynamicTest(
                    page.getKey(),
                    () ->
                        runShell(
                            page.getValue().stream()
                                .map(Block::text)
                                .collect(Collectors.joining())
                                .replace("localhost:9000", address))));
  }

  private static void runShell(String text) throws Exception {
    // A reply that is no success fails the block, as it would fail its reader.
    var script = "set -euo pipefail\ncurl() { command curl --fail-with-body \"$@\"; }\n" + text;
    var output = temp.resolve("output.txt").toFile();
    var builder =
        new ProcessBuilder("bash", "-c", script)
            .directory(workspace.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output);
    var environment = builder.environment();
    environment.clear();
    environment.putAll(launcher().environment());
    environment.merge("PATH", temp.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
    var process = builder.start();
    if (!process.waitFor(SHELL_SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    assertEquals(0, process.waitFor(), text + "\n" + Files.readString(output.toPath()));
  }

  @TestFactory
  Stream<DynamicTest> configurationBlocksLoad() {
    return blocks("config").stream()
        .map(block -> DynamicTest.dynamicTest(block.page(), () -> loadConfig(block.text())));
  }

  private static void loadConfig(String toml) throws IOException {
    var directory = Files.createTempDirectory(temp, "config");
    Files.writeString(directory.resolve("loom.toml"), toml);
    var home = new Home(Files.createTempDirectory(temp, "home"));
    Engine.loadConfig(home, directory, Map.of(), Map.of());
  }

  @TestFactory
  Stream<DynamicTest> javaBlocksCompile() {
    return blocks("compile").stream()
        .map(block -> DynamicTest.dynamicTest(block.page(), () -> compile(block.text())));
  }

  private static void compile(String block) throws IOException {
    var directory = Files.createTempDirectory(temp, "java");
    var name = CLASS.matcher(block);
    var file = directory.resolve((name.find() ? name.group(1) : "Block") + ".java");
    Files.writeString(file, name.hasMatch() ? block : statements(block));
    var errors = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                errors,
                "-cp",
                classPath(),
                "-proc:none",
                "-d",
                directory.toString(),
                file.toString());
    assertEquals(0, code, block + "\n" + errors.toString(StandardCharsets.UTF_8));
  }

  private static String classPath() throws IOException {
    try (var jars = Files.list(JARS)) {
      return jars.map(Path::toString)
          .filter(jar -> jar.endsWith(".jar"))
          .collect(Collectors.joining(File.pathSeparator));
    }
  }

  /// Statements become the body of a method, behind their imports.
  private static String statements(String block) {
    var isImport = Pattern.compile("^import .*;$").asMatchPredicate();
    var imports = block.lines().filter(isImport).collect(Collectors.joining("\n"));
    var body = block.lines().filter(isImport.negate()).collect(Collectors.joining("\n"));
    return (imports.isEmpty() ? IMPORTS : imports)
        + "\nfinal class Block {\n  static void run() throws Exception {\n"
        + body
        + "\n  }\n}\n";
  }

  @Test
  void everyJavaAndConfigurationBlockIsMarked() {
    var unmarked =
        blocks()
            .filter(block -> List.of("java", "toml").contains(block.language()))
            .filter(block -> block.kind().isEmpty())
            .toList();
    assertEquals(List.of(), unmarked);
  }
}
