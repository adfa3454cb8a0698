package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands that only send requests start fast: they load nothing of an engine.
@Timeout(120)
class ThinClientTest {
  private static final Pattern ENGINE_CLASS =
      Pattern.compile(
          "(dev\\.loom\\.(?:engine|orchestrator|memory|gateway|models|builtin|tools|processes|risk)"
              + "|io\\.vertx|io\\.netty|org\\.sqlite)\\.\\S+");

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"run goal", "status", "status 1234567890abcdef", "tasks", "stop", "help"})
  void noClassOfTheEngineIsLoaded(String command) throws Exception {
    try (var server = new FakeRestServer()) {
      server.on("GET /tasks?limit=1", "[]");
      server.on("GET /tasks?limit=20&status=", "[]");
      server.on("GET /tasks/1234567890abcdef", "{\"status\": \"completed\"}");
      server.on("POST /tasks", "{\"task_id\": \"t1\"}");
      server.on(
          "GET /tasks/t1/stream", "data: {\"event_type\": \"task_completed\", \"data\": {}}\n\n");
      assertEquals(List.of(), loadedBy(command, server.client().address().toString()));
    }
  }

  private List<String> loadedBy(String command, String server) throws Exception {
    var log = temp.resolve("classes.txt");
    var line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.loom.cli.Main"));
    line.addAll(Arrays.asList(command.split(" ")));
    var builder =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("output.txt").toFile());
    builder.environment().put("LOOM_URL", server);
    builder.environment().put("LOOM_HOME", temp.resolve("home").toString());
    builder.environment().remove("LOOM_RUN_ID");
    var process = builder.start();
    assertEquals(true, process.waitFor(60, TimeUnit.SECONDS));
    return ENGINE_CLASS
        .matcher(Files.readString(log))
        .results()
        .map(match -> match.group(1))
        .filter(name -> !name.contains(".jar"))
        .distinct()
        .toList();
  }
}
