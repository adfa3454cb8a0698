package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.engine.Engine;
import dev.loom.engine.ModelDiagnostics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs `loom setup` with an endpoint that requires a key and lists two models, one without tools.
@Timeout(120)
class ModelSetupTest {
  private static final String KEY = "sk-right-0123456789";

  @TempDir Path temp;
  private HttpServer server;
  private final StringWriter output = new StringWriter();

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/models", exchange -> answer(exchange, ModelSetupTest::list));
    server.createContext(
        "/v1/chat/completions", exchange -> answer(exchange, ModelSetupTest::completion));
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private interface Answer {
    String to(String body) throws IOException;
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var key = exchange.getRequestHeaders().getFirst("Authorization");
      if (!("Bearer " + KEY).equals(key)) {
        send(exchange, 401, "{\"error\":{\"message\":\"wrong key: " + key + "\"}}");
        return;
      }
      var text = answer.to(body);
      send(exchange, text.startsWith("{\"error\"") ? 400 : 200, text);
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String list(String body) {
    return "{\"object\":\"list\",\"data\":[{\"id\":\"able\"},{\"id\":\"toolless\"}]}";
  }

  private static String completion(String body) {
    var request = Json.parse(body);
    var message = "{\"role\":\"assistant\",\"content\":\"ready\"}";
    if (request.has("tools")) {
      if (request.path("model").asText().equals("toolless")) {
        return "{\"error\":{\"message\":\"toolless does not support tools\"}}";
      }
      message =
          "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":"
              + "\"function\",\"function\":{\"name\":\"say\",\"arguments\":"
              + "\"{\\\"word\\\":\\\"ready\\\"}\"}}]}";
    }
    return "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
        + "\"message\":"
        + message
        + ",\"finish_reason\":\"stop\"}]}";
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private Path file() {
    return temp.resolve("home").resolve("loom.toml");
  }

  /// Returns scripted answers in order and fails the test on further prompts.
  private static final class ScriptedPrompt implements UserPrompt {
    private final Queue<String> answers;
    private final List<String> questions = new ArrayList<>();

    ScriptedPrompt(String... answers) {
      this.answers = new ArrayDeque<>(List.of(answers));
    }

    @Override
    public String ask(String question, String proposed) {
      questions.add(question);
      assertFalse(answers.isEmpty(), "asked for more: " + question);
      var answer = answers.remove();
      return answer.isEmpty() ? proposed : answer;
    }

    @Override
    public String askSecret(String question) {
      return ask(question, "");
    }
  }

  private int setup(ModelSettings options, UserPrompt prompt, boolean yes, Map<String, String> env)
      throws InterruptedException {
    return new ModelSetup(
            options,
            Optional.ofNullable(prompt),
            yes,
            new ConfigFileWriter(file()),
            LoomConfig.defaults(),
            env,
            new PrintWriter(output, true))
        .run();
  }

  private static ModelSettings options(String provider, String url, String model, String variable) {
    return new ModelSettings(provider, url, model, variable, "");
  }

  private static final ModelSettings NOTHING = options("", "", "", "");

  @Test
  void userChoosesAModelFromTheEndpointsList() throws Exception {
    var prompt = new ScriptedPrompt("openai_compatible", url(), "MY_KEY", "1");
    assertEquals(0, setup(NOTHING, prompt, false, Map.of("MY_KEY", KEY)), output.toString());
    assertTrue(output.toString().contains("  1  able"), output.toString());
    assertTrue(output.toString().contains("Response: called the tool"), output.toString());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    var config =
        Engine.loadConfig(new Home(temp.resolve("home")), temp, Map.of("MY_KEY", KEY), Map.of());
    var model = config.models().get("main");
    assertEquals("openai_compatible", model.endpoint().provider());
    assertEquals(url(), model.endpoint().baseUrl());
    assertEquals("able", model.endpoint().model());
    assertEquals("${MY_KEY}", model.endpoint().apiKey());
    assertEquals(4, model.roles().size());
    assertFalse(Files.readString(file()).contains(KEY));
  }

  @Test
  void aWrongAnswerIsAskedForAgainAndChoicesHaveNumbers() throws Exception {
    var prompt = new ScriptedPrompt("oopenai", "2", url(), "sk-no-name", "MY_KEY", "1");
    assertEquals(0, setup(NOTHING, prompt, false, Map.of("MY_KEY", KEY)), output.toString());
    assertTrue(output.toString().contains("  2  openai_compatible"), output.toString());
    assertTrue(output.toString().contains("not 'oopenai'"), output.toString());
    assertTrue(output.toString().contains("not the name of a variable"), output.toString());
    assertFalse(output.toString().contains("--api-key-env"), output.toString());
    assertFalse(output.toString().contains("sk-no-name"), output.toString());
  }

  @Test
  void typedKeyIsWrittenAsAReferenceUnlessTheUserConfirms() throws Exception {
    var prompt = new ScriptedPrompt("openai_compatible", url(), "-", KEY, "able", "n");
    assertEquals(0, setup(NOTHING, prompt, false, Map.of()), output.toString());
    assertTrue(Files.readString(file()).contains("api_key = \"${OPENAI_API_KEY}\""));
    assertTrue(output.toString().contains("Set OPENAI_API_KEY"), output.toString());
    assertFalse(output.toString().contains(KEY));

    var confirming = new ScriptedPrompt("openai_compatible", url(), "-", KEY, "able", "y", "y");
    assertEquals(0, setup(NOTHING, confirming, false, Map.of()), output.toString());
    assertTrue(Files.readString(file()).contains("api_key = \"" + KEY + "\""));
    assertFalse(output.toString().contains(KEY));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
  }

  @Test
  void optionsAreEnoughWithoutATerminal() throws Exception {
    var options = options("openai", url(), "able", "MY_KEY");
    assertEquals(0, setup(options, null, true, Map.of("MY_KEY", KEY)), output.toString());
    assertTrue(Files.readString(file()).contains("model = \"able\""));
  }

  @Test
  void missingOptionIsNamedWithoutATerminal() {
    var provider =
        assertThrows(IllegalArgumentException.class, () -> setup(NOTHING, null, true, Map.of()));
    assertTrue(provider.getMessage().contains("--provider"), provider.getMessage());
    var without = options("openai_compatible", url(), "", "MY_KEY");
    var model =
        assertThrows(
            IllegalArgumentException.class,
            () -> setup(without, null, true, Map.of("MY_KEY", KEY)));
    assertTrue(model.getMessage().contains("--model"), model.getMessage());
    assertTrue(output.toString().contains("toolless"), output.toString());
    assertFalse(Files.exists(file()));
  }

  @Test
  void existingFileIsReplacedOnlyOnConfirmationAndBackedUp() throws Exception {
    var options = options("builtin", "", "", "");
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "# mine\n");
    assertEquals(1, setup(options, null, false, Map.of()));
    assertEquals(1, setup(options, new ScriptedPrompt("n"), false, Map.of()));
    assertEquals("# mine\n", Files.readString(file()));
    assertEquals(0, setup(options, new ScriptedPrompt("y"), false, Map.of()));
    assertEquals("# mine\n", Files.readString(file().resolveSibling("loom.toml.bak")));
    assertEquals(0, setup(options, null, true, Map.of()));
    assertTrue(Files.exists(file().resolveSibling("loom.toml.bak2")));
    assertTrue(Files.readString(file()).contains("provider = \"builtin\""));
  }

  @Test
  void failedCheckIsReportedAndWrittenOnlyOnConfirmation() throws Exception {
    var wrong = options("openai_compatible", url(), "able", "MY_KEY");
    var env = Map.of("MY_KEY", "sk-wrong-9876543210");
    assertEquals(1, setup(wrong, null, true, env));
    assertTrue(output.toString().contains("✗"), output.toString());
    assertTrue(output.toString().contains("Nothing was written."), output.toString());
    assertFalse(output.toString().contains("sk-wrong"), output.toString());
    assertFalse(Files.exists(file()));
    assertEquals(1, setup(wrong, new ScriptedPrompt("y"), false, env));
    assertTrue(Files.exists(file()));
  }

  @Test
  void modelWithoutToolSupportIsReported() throws Exception {
    var options = options("openai_compatible", url(), "toolless", "MY_KEY");
    assertEquals(1, setup(options, null, true, Map.of("MY_KEY", KEY)));
    assertTrue(output.toString().contains("Response: ready"), output.toString());
    assertTrue(output.toString().contains("did not call a tool as requested"), output.toString());
  }

  @Test
  void keyInTheWrongOptionIsNotPrinted() {
    var inName = options("openai_compatible", url(), "able", "sk-secret/1");
    var refused =
        assertThrows(IllegalArgumentException.class, () -> setup(inName, null, true, Map.of()));
    assertFalse(refused.getMessage().contains("sk-secret"), refused.getMessage());
    var inAddress = options("openai_compatible", "http://me:sk-secret@127.0.0.1:1/v1", "", "");
    assertThrows(IllegalArgumentException.class, () -> setup(inAddress, null, true, Map.of()));
    assertFalse(output.toString().contains("sk-secret"), output.toString());
  }

  @Test
  void unreachableEndpointIsReportedAndTheModelCanBeTyped() throws Exception {
    var gone = "http://127.0.0.1:1";
    var prompt = new ScriptedPrompt("ollama", gone, "-", "", "qwen3:8b", "n");
    assertEquals(1, setup(NOTHING, prompt, false, Map.of()));
    assertTrue(output.toString().contains("No server answers at " + gone), output.toString());
    assertTrue(output.toString().contains("start the server: ollama serve"), output.toString());
    assertFalse(Files.exists(file()));
  }

  @Test
  void smallContextWindowIsReported() throws Exception {
    var toml =
        new ModelSettings("openai_compatible", url(), "able", "", KEY).toToml(true)
            + "context_window = 4096\n";
    Files.createDirectories(file().getParent());
    Files.writeString(file(), toml);
    var config = Engine.loadConfig(new Home(temp.resolve("home")), temp, Map.of(), Map.of());
    var check = ModelDiagnostics.check(config, Map.of()).getFirst();
    assertEquals(1, check.problems().size(), check.problems().toString());
    assertTrue(check.problems().getFirst().contains("models.main.context_window"));
    assertFalse(check.toString().contains(KEY));
  }

  @Test
  void detectedModelIsCheckedWhenNoneIsConfigured() throws Exception {
    var nowhere = Map.of("OLLAMA_HOST", "127.0.0.1:1");
    var check = ModelDiagnostics.check(LoomConfig.defaults(), nowhere).getFirst();
    assertEquals("builtin", check.provider());
    assertEquals(List.of(), check.problems());
  }
}
