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

/// Uses recognizable API keys with an endpoint that repeats them, then searches every output, file
/// and process for them.
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
  private Path workspace;
  private EchoingModelServer model;
  private final Map<String, String> places = new LinkedHashMap<>();

  @BeforeEach
  void open() throws IOException {
    home = temp.resolve("home");
    workspace = Files.createDirectory(temp.resolve("work"));
    model = EchoingModelServer.start();
  }

  @AfterEach
  void close() {
    model.close();
  }

  /// Writes the configuration outside the home, because it contains two of the keys.
  private LoomLauncher loom(String baseUrl) throws Exception {
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
        patience_seconds = 0
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
    var loom =
        LoomLauncher.forHome(home, directory)
            .withEnvironment(Map.of("CANARY_KEY", BY_REFERENCE, "OPENAI_API_KEY", OPENAI));
    var trusted = loom.run("trust");
    assertEquals(0, trusted.exitCode(), trusted.errors());
    record("trust", trusted.out() + trusted.errors());
    return loom;
  }

  private String submit(LoomRestClient rest, String goal) throws Exception {
    return rest.submit(
        Map.of(
            "goal",
            goal,
            "workspace",
            workspace.toString(),
            "callback_url",
            model.url() + "/done"));
  }

  private void record(String where, String what) {
    places.merge(where, what, (one, other) -> one + "\n" + other);
  }

  /// Records all responses of the REST API.
  private void recordApi(LoomRestClient rest, List<String> tasks) throws Exception {
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
      record("GET " + path, rest.get(path).body());
    }
    record("POST /tasks with an error", rest.post("/tasks", "{\"goal\": 1}").body());
    for (var task : tasks) {
      record("stream of " + task, rest.events(task).toString());
      for (var path :
          List.of("", "/subtasks", "/events", "/conversation", "/changes", "/questions")) {
        record("GET /tasks/" + task + path, rest.get("/tasks/" + task + path).body());
      }
    }
  }

  private void recordChildren(LoomProcess engine) throws IOException {
    var children = ProcessHandle.of(engine.pid()).orElseThrow().descendants().toList();
    assertFalse(children.isEmpty(), "the engine has no child process");
    record("command line of the engine", proc(engine.pid(), "cmdline"));
    for (var child : children) {
      record("command line of a child", proc(child.pid(), "cmdline"));
      record("environment of a child", proc(child.pid(), "environ"));
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

  private void recordHome() throws IOException {
    try (var files = Files.walk(home)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        record(
            "file " + home.relativize(file), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private void assertNoCanary() {
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
  void noKeyLeaksAfterSuccessErrorAndCrash() throws Exception {
    var loom = loom(model.url() + "/v1");
    var tasks = new ArrayList<String>();
    try (var engine = loom.serve();
        var rest = LoomRestClient.forAddress(engine.address())) {
      var done = submit(rest, "print the environment");
      tasks.add(done);
      PollingDeadline.after(Duration.ofSeconds(60))
          .until("the shell runs", () -> Files.exists(workspace.resolve("running")));
      recordChildren(engine);
      var first = rest.awaitFinished(done);
      assertEquals("completed", first.path("status").asText(), first.toString());
      for (var goal : List.of("refuse this", "break this", "crumble this")) {
        tasks.add(submit(rest, goal));
        var task = rest.awaitFinished(tasks.getLast());
        assertEquals("failed", task.path("status").asText(), goal);
        assertFalse(task.path("errors").isEmpty(), goal);
      }
      tasks.add(submit(rest, "wait here"));
      assertTrue(model.waiting.await(60, TimeUnit.SECONDS));
      recordApi(rest, tasks.subList(0, tasks.size() - 1));
      recordHome();
      engine.kill();
      var ended = engine.awaitEnd();
      record("output of the first engine", ended.out() + ended.errors());
    }
    recordHome();
    try (var engine = loom.serve();
        var rest = LoomRestClient.forAddress(engine.address())) {
      assertEquals("completed", rest.awaitFinished(tasks.getLast()).path("status").asText());
      recordApi(rest, tasks);
      PollingDeadline.after(Duration.ofSeconds(60))
          .until("all ends are reported", () -> model.reports.size() >= tasks.size());
      var ended = engine.stop();
      record("output of the second engine", ended.out() + ended.errors());
    }
    recordHome();
    record("doctor", loom.run("doctor").out());
    record("what the model was sent", String.join("\n", model.bodies));
    record("what was reported", String.join("\n", model.reports));
    assertTrue(model.keys.contains("Bearer " + LITERAL), "the planner's key was never used");
    assertTrue(model.keys.contains("Bearer " + BY_REFERENCE), "the executor's key was never used");
    assertTrue(places.keySet().stream().anyMatch(place -> place.startsWith("file loom.db")));
    assertTrue(places.get("what the model was sent").contains("PATH="), "no tool output was sent");
    assertTrue(
        places.get("environment of a child").contains("PATH="), "no child process was inspected");
    assertNoCanary();
  }

  @Test
  void keyInABaseUrlIsRejectedAndNotPrinted() throws Exception {
    var loom = loom("http://me:" + IN_ADDRESS + "@127.0.0.1:1/v1");
    for (var command : List.of("run", "doctor")) {
      var ended = command.equals("run") ? loom.run("run", "Do it") : loom.run(command);
      record(command, ended.out() + ended.errors());
      assertNotEquals(0, ended.exitCode(), command);
    }
    try (var engine = loom.serve()) {
      var ended = engine.awaitEnd();
      record("serve", ended.out() + ended.errors());
      assertTrue(ended.errors().contains("base_url"), ended.errors());
    }
    recordHome();
    assertNoCanary();
  }
}
