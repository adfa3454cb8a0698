package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.cli.ScriptedModelServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checks that `loom.toml` of a directory counts for the tasks that are submitted from it, although
/// they share an engine.
@Timeout(180)
class TaskSettingsIT {
  private static final String PLAN =
      "{\"subtasks\": [{\"id\": \"a\", \"description\": \"say it\", \"depends_on\": [],"
          + " \"model_tier\": 1, \"verification_tier\": 1}]}";

  @TempDir Path temp;
  private Path home;

  @BeforeEach
  void nameHome() {
    home = temp.resolve("home");
  }

  @AfterEach
  void stopEngine() throws Exception {
    LoomLauncher.forHome(home, temp).stopEngine();
  }

  private LoomLauncher project(String name, String toml) throws Exception {
    var project = untrusted(name, toml);
    assertExit(0, project.run("trust"));
    return project;
  }

  private LoomLauncher untrusted(String name, String toml) throws IOException {
    var directory = Files.createDirectory(temp.resolve(name));
    Files.writeString(directory.resolve("loom.toml"), toml);
    return LoomLauncher.forHome(home, directory);
  }

  @Test
  void aFolderThatIsNotTrustedHasNoEffect() throws Exception {
    var calls = new AtomicInteger();
    try (var server = answering("I am here.", calls)) {
      var toml =
          model(server)
              + "[mcp.servers.x]\ncommand = \"touch\"\nargs = [\"canary\"]\n[tools]\nsandbox = \"off\"\n";
      var project = untrusted("a", toml);
      var file = temp.resolve("a").resolve("loom.toml");
      var result = assertExit(0, project.run("run", "count files"));
      assertHas(result.errors(), file + " is ignored, because it is not trusted.");
      assertHas(result.errors(), "loom trust " + temp.resolve("a"));
      project.run("doctor");
      assertExit(0, project.run("stop"));
      try (var serving = project.serve()) {
        serving.address();
        assertHas(assertExit(0, project.run("status")).out(), "Models: the built-in rules");
        assertHas(serving.stop().errors(), "is not trusted");
      }
      assertEquals(0, calls.get());
      assertFalse(Files.exists(temp.resolve("a").resolve("canary")));

      Files.writeString(file, model(server));
      assertHas(assertExit(0, project.run("trust")).out(), "base_url = " + server.baseUrl());
      assertHas(assertExit(0, project.run("run", "say it")).out(), "I am here.");
      var before = calls.get();
      Files.writeString(file, model(server) + "tier = 3\n");
      assertHas(assertExit(0, project.run("run", "count files")).errors(), "is not trusted");
      assertEquals(before, calls.get());
      assertExit(0, project.run("trust", "--revoke"));
    }
  }

  private static String model(ScriptedModelServer server) {
    return """
        [models.near]
        provider = "openai_compatible"
        base_url = "%s"
        model = "scripted"
        roles = ["planner", "executor", "verifier"]
        """
        .formatted(server.baseUrl());
  }

  private static ScriptedModelServer answering(String text, AtomicInteger calls)
      throws IOException {
    return ScriptedModelServer.start(
        (role, conversation) -> {
          calls.incrementAndGet();
          return new Reply.Text(role == ScriptedModelServer.Role.PLANNER ? PLAN : text);
        });
  }

  private static void assertHas(String text, String expected) {
    assertTrue(text.contains(expected), () -> "no \"" + expected + "\" in:\n" + text);
  }

  private static LoomProcess.Ended assertExit(int expected, LoomProcess.Ended result) {
    assertEquals(expected, result.exitCode(), () -> result.out() + result.errors());
    return result;
  }

  @Test
  void eachTaskUsesTheModelsOfItsDirectory() throws Exception {
    var callsOfA = new AtomicInteger();
    var callsOfB = new AtomicInteger();
    try (var serverOfA = answering("I am A.", callsOfA);
        var serverOfB = answering("I am B.", callsOfB)) {
      var a = project("a", model(serverOfA));
      var b = project("b", model(serverOfB));
      assertHas(assertExit(0, a.run("run", "say it")).out(), "I am A.");
      var ofA = callsOfA.get();
      var result = assertExit(0, b.run("run", "say it"));
      assertHas(result.out(), "I am B.");
      assertHas(result.out(), "Models: near = scripted at " + serverOfB.baseUrl());
      assertHas(result.out(), temp.resolve("b").resolve("loom.toml").toString());
      assertEquals(ofA, callsOfA.get());
      assertTrue(callsOfB.get() > 0);
    }
  }

  @Test
  void aTaskThatIsContinuedKeepsItsSettings() throws Exception {
    var calls = new AtomicInteger();
    try (var server =
        ScriptedModelServer.start(
            (role, conversation) -> {
              calls.incrementAndGet();
              return new Reply.NoResponse();
            })) {
      var project = project("a", model(server));
      assertExit(0, project.run("run", "say it", "--detach"));
      PollingDeadline.after(Duration.ofSeconds(30))
          .until("the model is called", () -> calls.get() > 0);
      assertExit(0, project.run("stop", "--now"));
      var before = calls.get();
      assertExit(0, LoomLauncher.forHome(home, temp).run("tasks"));
      PollingDeadline.after(Duration.ofSeconds(30))
          .until("the model is called again", () -> calls.get() > before);
    }
  }

  @Test
  void whatIsWrongIsNamedWithItsFile() throws Exception {
    var unknown = assertExit(78, project("a", "bogus = 1\n").run("run", "count files"));
    assertHas(unknown.errors(), temp.resolve("a").resolve("loom.toml") + ": bogus");
    var secret =
        assertExit(
            78,
            project("b", "[models.x]\nprovider = \"openai\"\napi_key = \"sk-clear\"\n")
                .run("run", "count files"));
    assertHas(secret.errors(), "models.x.api_key must name a variable");
    assertFalse(secret.errors().contains("sk-clear"), secret.errors());
    var ofEngine =
        assertExit(78, project("c", "[tools]\nsandbox = \"off\"\n").run("run", "count files"));
    assertHas(ofEngine.errors(), "tools.sandbox is \"off\", and \"auto\" in the running engine");
    assertHas(ofEngine.errors(), "loom stop");
  }

  @Test
  void aVariableIsThatOfTheEngine() throws Exception {
    var calls = new AtomicInteger();
    try (var server = answering("Done.", calls)) {
      var toml = model(server) + "api_key = \"${NEAR_KEY}\"\n";
      var project = project("a", toml);
      var missing = assertExit(78, project.run("run", "say it"));
      assertHas(missing.errors(), "NEAR_KEY");
      assertExit(0, project.run("stop"));
      assertExit(0, project.withEnvironment(Map.of("NEAR_KEY", "k-1")).run("run", "say it"));
    }
  }

  @Test
  void variablesOfASecondTerminalCountForItsTask() throws Exception {
    var calls = new AtomicInteger();
    try (var server = answering("I am near.", calls)) {
      var first = LoomLauncher.forHome(home, temp);
      assertExit(0, first.run("tasks"));
      var second =
          first.withEnvironment(
              Map.of(
                  "LOOM_MODELS_NEAR_PROVIDER", "openai_compatible",
                  "LOOM_MODELS_NEAR_BASE_URL", server.baseUrl(),
                  "LOOM_MODELS_NEAR_MODEL", "scripted",
                  "LOOM_MODELS_NEAR_ROLES", "planner,executor,verifier"));
      var result = assertExit(0, second.run("run", "say it"));
      assertHas(result.out(), "I am near.");
      assertHas(result.out(), "LOOM_MODELS_NEAR_BASE_URL");
      var before = calls.get();
      assertExit(0, first.run("run", "count files"));
      assertEquals(before, calls.get());

      var other = first.withEnvironment(Map.of("LOOM_TOOLS_SANDBOX", "off"));
      var refused = assertExit(78, other.run("run", "count files"));
      assertHas(refused.errors(), "LOOM_TOOLS_SANDBOX: tools.sandbox is \"off\", and \"auto\"");
    }
  }
}
