package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Keys that would be known anywhere, an endpoint that repeats them, and then a look at every place
/// where they must not be.
@Timeout(300)
class KeyCanaryIT {
  private static final String BY_REFERENCE = "sk-canary-reference-0a1b2c3d4e5f";
  private static final String LITERAL = "sk-canary-literal-6a7b8c9d0e1f";
  private static final String SECRET = "whsec-canary-2a3b4c5d6e7f";
  private static final String OPENAI = "sk-proj-canary-8a9b0c1d2e3f";
  private static final String IN_ADDRESS = "sk-canary-address-4a5b6c7d8e9f";
  private static final Pattern CANARY = Pattern.compile("(?:sk|whsec)[a-z-]*-canary[a-z0-9-]*");

  @TempDir Path temp;
  private Path home;
  private Path folder;
  private EchoingModelServer model;
  private final Map<String, String> places = new LinkedHashMap<>();

  @BeforeEach
  void open() throws IOException {
    home = temp.resolve("home");
    folder = Files.createDirectory(temp.resolve("work"));
    model = EchoingModelServer.start();
  }

  @AfterEach
  void close() {
    model.close();
  }

  /// The configuration lies outside the home, for it holds two of the keys.
  private LoomCommand loom(String baseUrl) throws IOException {
    var directory = Files.createDirectories(temp.resolve("conf"));
    Files.writeString(
        directory.resolve("loom.toml"),
        """
        [server]
        webhook_secret = "%s"
        [execution]
        max_subtask_retries = 0
        [model_calls]
        attempts_max = 1
        circuit_failures_max = 100
        [models.literal]
        provider = "openai_compatible"
        base_url = "%s"
        model = "m"
        api_key = "%s"
        roles = ["planner"]
        [models.reference]
        provider = "openai_compatible"
        base_url = "%s"
        model = "m"
        api_key = "${CANARY_KEY}"
        roles = ["executor", "verifier", "extractor"]
        """
            .formatted(SECRET, baseUrl, LITERAL, baseUrl));
    return LoomCommand.on(home, directory)
        .in(Map.of("CANARY_KEY", BY_REFERENCE, "OPENAI_API_KEY", OPENAI));
  }

  private String submit(LoomRest rest, String goal) throws Exception {
    return rest.submit(
        Map.of(
            "goal", goal, "workspace", folder.toString(), "callback_url", model.url() + "/done"));
  }

  private void look(String where, String what) {
    places.merge(where, what, (one, other) -> one + "\n" + other);
  }

  /// All that the API says of a task and of the engine.
  private void lookAtApi(LoomRest rest, List<String> tasks) throws Exception {
    for (var path :
        List.of(
            "/",
            "/config",
            "/models",
            "/tools",
            "/tasks",
            "/doctor",
            "/health",
            "/learned",
            "/nowhere")) {
      look("GET " + path, rest.get(path).body());
    }
    look("POST /tasks with an error", rest.post("/tasks", "{\"goal\": 1}").body());
    for (var task : tasks) {
      look("stream of " + task, rest.events(task).toString());
      for (var path :
          List.of("", "/subtasks", "/events", "/conversation", "/changes", "/questions")) {
        look("GET /tasks/" + task + path, rest.get("/tasks/" + task + path).body());
      }
    }
  }

  private void lookAtChildren(LoomProcess engine) throws IOException {
    var children = ProcessHandle.of(engine.pid()).orElseThrow().descendants().toList();
    assertFalse(children.isEmpty(), "no child of the engine is there");
    look("command line of the engine", proc(engine.pid(), "cmdline"));
    for (var child : children) {
      look("command line of a child", proc(child.pid(), "cmdline"));
      look("environment of a child", proc(child.pid(), "environ"));
    }
  }

  private static String proc(long pid, String file) throws IOException {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(pid), file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException gone) {
      return "";
    }
  }

  private void lookAtHome() throws IOException {
    try (var files = Files.walk(home)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        look("file " + home.relativize(file), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private void expectNoCanary() {
    var found = new TreeSet<String>();
    places.forEach(
        (where, what) -> {
          var canary = CANARY.matcher(what);
          if (canary.find()) {
            found.add(where + ": " + canary.group());
          }
        });
    assertEquals(new TreeSet<>(), found);
  }

  @Test
  void noKeyIsAnywhereAfterSuccessRefusalFailureAndACrash() throws Exception {
    var loom = loom(model.url() + "/v1");
    var tasks = new ArrayList<String>();
    try (var engine = loom.serve();
        var rest = LoomRest.at(engine.address())) {
      var done = submit(rest, "print the environment");
      tasks.add(done);
      Deadline.of(Duration.ofSeconds(60))
          .until("the shell runs", () -> Files.exists(folder.resolve("running")));
      lookAtChildren(engine);
      var first = rest.finished(done);
      assertEquals("completed", first.path("status").asText(), first.toString());
      for (var goal : List.of("refuse this", "break this", "crumble this")) {
        tasks.add(submit(rest, goal));
        var task = rest.finished(tasks.getLast());
        assertEquals("failed", task.path("status").asText(), goal);
        assertFalse(task.path("errors").isEmpty(), goal);
      }
      tasks.add(submit(rest, "wait here"));
      assertTrue(model.waiting.await(60, TimeUnit.SECONDS));
      lookAtApi(rest, tasks.subList(0, tasks.size() - 1));
      lookAtHome();
      engine.kill();
      var ended = engine.ended();
      look("output of the first engine", ended.out() + ended.errors());
    }
    lookAtHome();
    try (var engine = loom.serve();
        var rest = LoomRest.at(engine.address())) {
      assertEquals("completed", rest.finished(tasks.getLast()).path("status").asText());
      lookAtApi(rest, tasks);
      Deadline.of(Duration.ofSeconds(60))
          .until("all ends are reported", () -> model.reports.size() >= tasks.size());
      var ended = engine.stop();
      look("output of the second engine", ended.out() + ended.errors());
    }
    lookAtHome();
    look("doctor", loom.run("doctor").out());
    look("what the model was sent", String.join("\n", model.bodies));
    look("what was reported", String.join("\n", model.reports));
    assertTrue(model.keys.contains("Bearer " + LITERAL), "the planner's key was never used");
    assertTrue(model.keys.contains("Bearer " + BY_REFERENCE), "the executor's key was never used");
    assertTrue(places.keySet().stream().anyMatch(place -> place.startsWith("file loom.db")));
    assertTrue(places.get("what the model was sent").contains("PATH="), "no tool showed anything");
    assertTrue(places.get("environment of a child").contains("PATH="), "no child was looked at");
    expectNoCanary();
  }

  @Test
  void aKeyInAnAddressIsRefusedWithoutBeingRepeated() throws Exception {
    var loom = loom("http://me:" + IN_ADDRESS + "@127.0.0.1:1/v1");
    for (var command : List.of("run", "doctor", "models")) {
      var ended = command.equals("run") ? loom.run("run", "Do it") : loom.run(command);
      look(command, ended.out() + ended.errors());
      assertNotEquals(0, ended.exitCode(), command);
    }
    try (var engine = loom.serve()) {
      var ended = engine.ended();
      look("serve", ended.out() + ended.errors());
      assertTrue(ended.errors().contains("base_url"), ended.errors());
    }
    lookAtHome();
    expectNoCanary();
  }
}
