package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JsonOutputTest {
  private static final String TASK = "{\"task_id\":\"t1\",\"message\":\"Done.\",\"healthy\":true}";
  private static final String CHANGE = "{\"change_id\":1,\"diff\":\"+a\"}";
  private static final String CHECKS =
      "{\"checks\":[{\"name\":\"data\",\"examined\":1,\"findings\":[]}]}";
  private static final String EVENTS =
      """
      data: {"seq":1,"event_type":"token_streamed","data":{}}

      data: {"seq":2,"event_type":"task_completed","data":{}}

      """;

  /// Every command with what its lines begin with.
  private static final Map<String, List<String>> COMMANDS =
      Map.ofEntries(
          Map.entry("run x", List.of("{\"seq\":2,\"event_type\":\"task_completed\"")),
          Map.entry("run x --detach", List.of("{\"task_id\":\"t1\"")),
          Map.entry("replay /nowhere.jsonl", List.of("{\"error\":{")),
          Map.entry("serve --port 99999", List.of("{\"error\":{")),
          Map.entry("stop", List.of(TASK)),
          Map.entry("tasks", List.of(TASK, TASK)),
          Map.entry("status", List.of("{\"pid\":1,")),
          Map.entry("status t1", List.of(TASK)),
          Map.entry("decisions", List.of(TASK)),
          Map.entry("steer t1 x", List.of(TASK)),
          Map.entry("pause t1", List.of(TASK)),
          Map.entry("resume t1", List.of(TASK)),
          Map.entry("cancel t1", List.of(TASK)),
          Map.entry("approve t1 s1", List.of("{\"error\":{")),
          Map.entry("answer t1 q1 x", List.of(TASK)),
          Map.entry("feedback t1 --rating 5", List.of(TASK)),
          Map.entry("retry t1", List.of(TASK)),
          Map.entry("diff t1", List.of(CHANGE)),
          Map.entry("undo t1", List.of("{\"error\":{")),
          Map.entry("undo t1 --yes", List.of(TASK)),
          Map.entry("learned", List.of(TASK)),
          Map.entry("reset-learning", List.of("{\"error\":{")),
          Map.entry("setup --here --yes --provider x", List.of("{\"error\":{")),
          Map.entry("doctor", List.of("{\"checks\":[{\"name\":\"data\"")),
          Map.entry("trust /nowhere --revoke", List.of("{\"output\":\"/nowhere was not")),
          Map.entry("models", List.of(TASK)),
          Map.entry("tools", List.of(TASK)),
          Map.entry("mcp", List.of(TASK)),
          Map.entry("processes", List.of(TASK)),
          Map.entry("completion fish", List.of("{\"output\":\"")),
          Map.entry("help run", List.of("{\"output\":\"Usage: loom run")));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String words, String... more) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var arguments = new ArrayList<>(List.of(words.split(" ")));
    arguments.addAll(List.of(more));
    return RootCommand.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private static boolean hasServer(String command) {
    return RootCommand.commandLine()
        .getSubcommands()
        .get(command.split(" ")[0])
        .getCommandSpec()
        .optionsMap()
        .containsKey("--server");
  }

  private List<JsonNode> values() {
    return out.toString().lines().map(Json::parse).toList();
  }

  private static FakeRestServer server() {
    var server = new FakeRestServer();
    var list = "[" + TASK + "]";
    for (var path :
        List.of(
            "decisions",
            "models",
            "tools",
            "mcp/servers",
            "processes",
            "learned?limit=30&all=false",
            "tasks/t1/changes?diff=true")) {
      server.on("GET /" + path, list);
    }
    for (var command :
        List.of(
            "steer",
            "pause",
            "resume",
            "cancel",
            "questions/q1/answer",
            "feedback",
            "retry",
            "undo")) {
      server.on("POST /tasks/t1/" + command, TASK);
    }
    return server
        .on("GET /tasks?limit=20", "[" + TASK + "," + TASK + "]")
        .on("GET /tasks?limit=1", list)
        .on("GET /tasks/t1/changes?diff=true", "[" + CHANGE + "]")
        .on("GET /tasks/t1", TASK)
        .on("POST /tasks", TASK)
        .on("GET /tasks/t1/stream", EVENTS)
        .on("GET /doctor", CHECKS)
        .on("POST /shutdown", TASK);
  }

  @TestFactory
  Stream<DynamicTest> everyCommandPrintsAValuePerLine() {
    return COMMANDS.entrySet().stream()
        .map(
            command ->
                DynamicTest.dynamicTest(
                    command.getKey(), () -> check(command.getKey(), command.getValue())));
  }

  private void check(String command, List<String> expected) {
    try (var server = server()) {
      if (!command.startsWith("stop")) {
        server.on("GET /health", "{}");
      }
      var address = "--server=" + server.client().address();
      var code =
          hasServer(command) ? execute(command, "--json", address) : execute(command, "--json");
      var lines = out.toString().lines().toList();
      assertEquals(expected.size(), lines.size(), out::toString);
      for (int i = 0; i < lines.size(); i++) {
        assertTrue(lines.get(i).startsWith(expected.get(i)), lines.get(i));
      }
      var error = values().getFirst().path("error");
      assertEquals(code, error.path("exit_code").asInt());
      assertEquals(code == 0, error.path("message").asText().isBlank(), error::toString);
      assertEquals("", err.toString());
    }
  }

  @Test
  void everyCommandIsTried() {
    var tried = new TreeSet<String>();
    COMMANDS.keySet().forEach(command -> tried.add(command.split(" ")[0]));
    tried.add("demo"); // Starts an engine: DemoCommandIT.
    assertEquals(new TreeSet<>(RootCommand.commandLine().getSubcommands().keySet()), tried);
  }

  @Test
  void everyCommandReportsAFailureWithTheSameExitCode() {
    for (var command : COMMANDS.keySet()) {
      if (hasServer(command)) {
        var code = execute(command, "--server=http://127.0.0.1:1");
        assertEquals(code, execute(command, "--json", "--server=http://127.0.0.1:1"), command);
        var error = values().getLast().path("error");
        assertEquals(code, error.path("exit_code").asInt(), command);
        assertFalse(error.path("message").asText().isBlank(), command);
      }
    }
  }

  @Test
  void everyCommandReportsAnInvalidOption() {
    var commands = new TreeSet<>(RootCommand.commandLine().getSubcommands().keySet());
    commands.remove("help"); // It takes any words.
    for (var command : commands) {
      assertEquals(ExitCode.USAGE, execute(command, "--bogus", "--json"));
      assertEquals(ExitCode.USAGE, values().getFirst().at("/error/exit_code").asInt(), command);
      assertEquals("", err.toString());
    }
  }
}
