package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Starts the packaged program with a home, a working directory and settings. Its environment has
/// no API key and no model, independent of the environment of the tests.
///
/// @param settings values of `--set`, appended to the command line
/// @param archive class data archive for faster starts; empty for none
record LoomLauncher(
    Path home,
    Path directory,
    Map<String, String> settings,
    Map<String, String> environment,
    Optional<Path> archive) {
  private static final Path JAR = Path.of("target", "loom", "loom.jar").toAbsolutePath();

  LoomLauncher {
    settings = new LinkedHashMap<>(settings);
    environment = Map.copyOf(environment);
  }

  /// Creates a launcher without settings and without a model.
  static LoomLauncher forHome(Path home, Path directory) {
    return new LoomLauncher(
        home,
        directory,
        Map.of(),
        Map.of(
            "PATH", System.getenv("PATH"),
            "HOME", home.getParent().toString(),
            "LANG", "C.UTF-8",
            "LOOM_HOME", home.toString(),
            // Nothing listens on port 1.
            "OLLAMA_HOST", "127.0.0.1:1"),
        Optional.empty());
  }

  /// Adds `--set key=value`.
  LoomLauncher withSetting(String key, String value) {
    var more = new LinkedHashMap<>(settings);
    more.put(key, value);
    return new LoomLauncher(home, directory, more, environment, archive);
  }

  /// Adds environment variables.
  LoomLauncher withEnvironment(Map<String, String> more) {
    var all = new LinkedHashMap<>(environment);
    all.putAll(more);
    return new LoomLauncher(home, directory, settings, all, archive);
  }

  /// Uses a class data archive, which the first clean shutdown creates; it halves the start time.
  LoomLauncher withClassArchive(Path file) {
    return new LoomLauncher(home, directory, settings, environment, Optional.of(file));
  }

  /// Adds a model with the chat completions protocol, in all roles.
  LoomLauncher withModel(String baseUrl) {
    return withSetting("models.scripted.provider", "openai_compatible")
        .withSetting("models.scripted.base_url", baseUrl)
        .withSetting("models.scripted.model", "scripted")
        .withSetting("models.scripted.roles", "planner,executor,verifier,extractor");
  }

  /// Starts `loom serve` on any free port.
  LoomProcess serve() throws IOException {
    return start("serve", "--port", "0");
  }

  /// Starts `loom` with a command line.
  LoomProcess start(String... arguments) throws IOException {
    return start(line(arguments));
  }

  /// Starts `loom` on a terminal of its own, without a key being pressed.
  LoomProcess startOnTerminal(String... arguments) throws IOException {
    var quoted =
        line(arguments).stream()
            .map(argument -> "'" + argument.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    return start(List.of("script", "-qec", "TERM=xterm " + quoted, "/dev/null"));
  }

  private List<String> line(String... arguments) {
    assertTrue(Files.isRegularFile(JAR), "not packaged: " + JAR);
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED"));
    archive.ifPresent(
        file ->
            line.addAll(List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + file)));
    line.addAll(List.of("-jar", JAR.toString()));
    line.addAll(List.of(arguments));
    settings.forEach((key, value) -> line.addAll(List.of("--set", key + "=" + value)));
    return line;
  }

  private LoomProcess start(List<String> line) throws IOException {
    var builder = new ProcessBuilder(line).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new LoomProcess(builder.start());
  }

  /// Ends the engine that a command started in the background, if one runs.
  void stopEngine() throws Exception {
    run("stop", "--now");
  }

  /// Returns what `engine.json` says of the engine that runs on the home; empty if none does.
  Optional<JsonNode> engine() {
    try {
      return Optional.of(Json.parse(Files.readString(home.resolve("engine.json"))));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /// Runs `loom` with a command line and waits for its end.
  LoomProcess.Ended run(String... arguments) throws Exception {
    try (var process = start(arguments)) {
      return process.awaitEnd();
    }
  }
}
