package dev.loom.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.LoomConfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConfigLoaderTest {
  @TempDir Path home;
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private LoomConfig read(Map<String, String> environment, Map<String, String> flags) {
    return new ConfigLoader(vertx).read(home, directory, environment, flags);
  }

  private LoomConfig read() {
    return read(Map.of(), Map.of());
  }

  private void write(Path where, String toml) throws IOException {
    Files.writeString(where.resolve("loom.toml"), toml);
  }

  @Test
  void theDocumentedDefaultsAreTheDefaultsOfTheRecords() {
    assertEquals(LoomConfig.defaults(), read());
  }

  @Test
  void everyKeyIsDocumentedAndEveryDocumentedKeyIsKnown() throws Exception {
    var documented = new TreeSet<String>();
    try (var yaml = getClass().getResourceAsStream("/loom-defaults.yaml")) {
      keys("", new YAMLMapper().readTree(yaml), documented);
    }
    var known = new TreeSet<String>();
    keys("", Json.mapper().valueToTree(LoomConfig.defaults()), known);
    assertEquals(known, documented);
  }

  private static void keys(String path, JsonNode node, Set<String> keys) {
    node.properties()
        .forEach(
            field -> {
              var at = path + "/" + field.getKey();
              keys.add(at);
              keys(at, field.getValue(), keys);
            });
  }

  @Test
  void theDocumentedExampleIsRead() throws Exception {
    write(
        directory,
        """
        [server]
        host = "127.0.0.1"
        port = 9000

        [models.executor]
        provider = "ollama"
        base_url = "http://localhost:11434"
        model = "qwen3:8b"
        roles = ["executor", "extractor"]

        [models.planner]
        provider = "ollama"
        base_url = "http://localhost:11434"
        model = "minimax-m2.1"
        roles = ["planner", "verifier"]
        max_tokens = 8192

        [execution]
        max_subtask_retries = 3
        max_loop_iterations = 50
        max_parallel_subtasks = 3     # Independent subtasks run concurrently
        auto_approve_confidence_threshold = 0.8

        [verification]
        tier1_enabled = true    # Deterministic checks (free, instant)
        tier2_enabled = true    # Independent LLM verification
        tier3_enabled = false   # Voting verification (N independent checks)
        tier3_vote_count = 3

        [memory]
        database_path = "~/.loom/loom.db"

        [workspace]
        default_path = "~/projects"
        scratch_dir = "~/.loom/scratch"

        [mcp.servers.notion]
        command = "npx"
        args = ["-y", "@modelcontextprotocol/server-notion"]
        timeout_seconds = 30

        [mcp.servers.notion.env]
        NOTION_TOKEN = "your-token"
        """);
    var config = read(Map.of("HOME", "/home/u"), Map.of());
    assertEquals(Set.of("executor", "planner"), config.models().keySet());
    var planner = config.models().get("planner");
    assertEquals(Set.of(ModelRole.PLANNER, ModelRole.VERIFIER), planner.roles());
    assertEquals(8192, planner.generation().maxTokens());
    assertEquals(0, config.models().get("executor").generation().maxTokens());
    assertEquals("/home/u/.loom/loom.db", config.storage().memory().databasePath());
    assertEquals(Map.of("NOTION_TOKEN", "your-token"), config.mcp().servers().get("notion").env());
  }

  @Test
  void laterSourcesWinKeyByKey() throws Exception {
    write(home, "[server]\nport = 1001\n[execution]\nmax_parallel_subtasks = 1\n");
    write(directory, "[server]\nport = 1002\n[tools]\nparallel_max = 2\n");
    var config =
        read(
            Map.of("LOOM_SERVER_PORT", "1003", "LOOM_TOOLS_SHELL_TIMEOUT_SECONDS", "9"),
            Map.of("server.port", "1004"));
    assertEquals(1004, config.server().port());
    assertEquals(1, config.tasks().execution().concurrency().maxParallelSubtasks());
    assertEquals(2, config.tools().parallelMax());
    assertEquals(9, config.tools().shellTimeoutSeconds());
    assertEquals(1003, read(Map.of("LOOM_SERVER_PORT", "1003"), Map.of()).server().port());
    assertEquals(1002, read().server().port());
  }

  @Test
  void oneModelCanComeFromSeveralSources() throws Exception {
    write(home, "[models.big]\nprovider = \"openai\"\nmodel = \"m\"\nroles = [\"planner\"]\n");
    var config =
        read(
            Map.of("LOOM_MODELS_BIG_BASE_URL", "http://127.0.0.1:1/v1"),
            Map.of("models.big.temperature", "0.5", "models.big.roles", "planner,executor"));
    var big = config.models().get("big");
    assertEquals("http://127.0.0.1:1/v1", big.endpoint().baseUrl());
    assertEquals(Optional.of(0.5), big.generation().temperature());
    assertEquals(Set.of(ModelRole.PLANNER, ModelRole.EXECUTOR), big.roles());
  }

  @Test
  void pathsAndAddressesAreExpandedFromEverySource() throws Exception {
    var environment =
        Map.of(
            "HOME", "/home/u", "DATA", "/data", "LOOM_RECORDING_DIRECTORY", "~/rec\n", "PORT", "1");
    write(
        home,
        """
        [memory]
        database_path = "${DATA}/loom.db"
        [workspace]
        default_path = "$HOME/w"
        scratch_dir = "~"
        [models.m]
        provider = "openai"
        base_url = "http://localhost:${PORT}/v1"
        model = "${DATA}"
        api_key = "${KEY}"
        transcript = "~/t.jsonl"
        """);
    var config = read(environment, Map.of("workspace.scratch_dir", "$DATA/scratch"));
    assertEquals("/data/loom.db", config.storage().memory().databasePath());
    assertEquals("/home/u/w", config.storage().workspace().defaultPath());
    assertEquals("/data/scratch", config.storage().workspace().scratchDir());
    assertEquals("/home/u/rec", config.storage().recording().directory());
    var model = config.models().get("m");
    assertEquals("http://localhost:1/v1", model.endpoint().baseUrl());
    assertEquals("/data", model.endpoint().model());
    assertEquals("${KEY}", model.endpoint().apiKey(), "secrets are not part of a loaded config");
    assertEquals("/home/u/t.jsonl", model.transcript());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void aFileFromWindowsIsRead(String charset) throws Exception {
    var text = "\uFEFF[server]\r\nport = 1001\r\n[memory]\r\ndatabase_path = \"/\u00fc\"\r\n";
    Files.write(home.resolve("loom.toml"), text.getBytes(Charset.forName(charset)));
    assertEquals(1001, read().server().port());
    assertEquals("/\u00fc", read().storage().memory().databasePath());
  }

  /// Reported as upstash/context7#3060: lists over several lines, with a last comma.
  @Test
  void aListIsReadAsFormattersWriteIt() throws Exception {
    write(
        home,
        "[models.m]\nprovider = \"ollama\"\nmodel = \"x\"\nroles = [\n  \"planner\", # one\n  \"executor\",\n]\n");
    assertEquals(Set.of(ModelRole.PLANNER, ModelRole.EXECUTOR), read().models().get("m").roles());
  }

  @Test
  void aFileInAnotherEncodingIsRejected() throws Exception {
    Files.write(home.resolve("loom.toml"), new byte[] {'#', (byte) 0xFC});
    var failure = assertThrows(ConfigException.class, this::read);
    assertTrue(failure.getMessage().contains("UTF-8"), failure.getMessage());
  }

  /// Docker creates a directory when a mounted file is missing.
  @Test
  void whatIsNoReadableFileIsNotIgnored() throws Exception {
    var file = Files.createDirectory(directory.resolve("loom.toml"));
    var failure = assertThrows(ConfigException.class, this::read);
    assertTrue(failure.getMessage().startsWith(file.toString()), failure.getMessage());
    Files.delete(file);
    Files.createSymbolicLink(file, directory.resolve("missing"));
    assertThrows(ConfigException.class, this::read);
  }

  @Test
  void unrelatedVariablesAreIgnored() {
    assertEquals(
        LoomConfig.defaults(),
        read(Map.of("LOOM_URL", "http://x", "LOOM_HOME", "/x", "PATH", "/bin"), Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[server];prot = 1 | server.prot is not a known key. Did you mean port?",
        "[sever];port = 1 | sever is not a known key. Did you mean server?",
        "[server];port = \"abc\" | server.port must be a whole number, not \"abc\"",
        "[server];port = 1.5 | server.port must be a whole number, not 1.5",
        "[server];port = 99999 | server.port must be from 0 to 65535, not 99999",
        "[server];port = -1 | server.port must be from 0 to 65535, not -1",
        "server = 5 | server must be a table",
        "[execution];max_parallel_subtasks = -1 | execution.max_parallel_subtasks must be from 1",
        "[execution];auto_approve_confidence_threshold = 1.5 | threshold must be from 0 to 1",
        "[verification];tier1_enabled = \"yes\" | tier1_enabled must be true or false, not \"yes\"",
        "[models.a];provider = \"openai\";roles = [\"boss\"] | models.a.roles[0] must be one of",
        "[models.a];provider = \"openai\";roles = [] | models.a: roles must name at least one role",
        "[models.a];provider = \"openai\";modle = \"x\" | models.a.modle is not a known key",
        "[models.a];provider = \"openai\";max_tokens = -1 | models.a: max_tokens must be from 0",
        "[models.a];provider = \"openai\";api = \"soap\" | models.a: api must be one of chat_completions",
        "[models.a];provider = \"openai\";reasoning_effort = \"huge\" | models.a: reasoning_effort must be one of",
        "[models.a.capabilities];tools = 3 | models.a.capabilities.tools must be true or false",
        "[models.a.capabilities];fly = true | models.a.capabilities.fly is not a known key",
        "[memory];database_path = \"${NOPE}/x\" | memory.database_path contains ${NOPE}, but the",
        "[workspace];default_path = \"~no/x\" | workspace.default_path starts with '~no'",
        "[models.a];base_url = \"$NOPE\" | models.a.base_url contains $NOPE, but the",
        // Shell defaults; influxdata/telegraf#10681: a variable without quotes
        "[memory];database_path = \"${NOPE:-/x}\" | memory.database_path contains ${NOPE:-/x}, but the",
        "[server];port = ${PORT} | not TOML",
        "[server | not TOML"
      })
  void aWrongKeyIsRejectedWithItsFileAndName(String toml, String message) throws Exception {
    write(directory, toml.replace(";", "\n"));
    var failure = assertThrows(ConfigException.class, this::read);
    var file = directory.resolve("loom.toml").toString();
    assertTrue(failure.getMessage().startsWith(file + ": "), failure.getMessage());
    assertTrue(failure.getMessage().contains(message), failure.getMessage());
  }

  @Test
  void aWrongValueThatMayBeASecretIsNotShown() throws Exception {
    write(directory, "[models.a]\nprovider = \"openai\"\napi_key = 123456789\n");
    var failure = assertThrows(ConfigException.class, this::read);
    assertTrue(!failure.getMessage().contains("123456789"), failure.getMessage());
    write(directory, "[server]\nwebhook_secret = 123456789\n");
    var secret = assertThrows(ConfigException.class, this::read);
    assertTrue(!secret.getMessage().contains("123456789"), secret.getMessage());
  }

  @Test
  void wrongVariablesAndFlagsNameTheirSource() {
    var variable =
        assertThrows(ConfigException.class, () -> read(Map.of("LOOM_SERVER_PROT", "1"), Map.of()));
    assertTrue(variable.getMessage().startsWith("environment: server.prot"), variable.getMessage());
    var flag =
        assertThrows(ConfigException.class, () -> read(Map.of(), Map.of("server.port", "x")));
    assertTrue(flag.getMessage().startsWith("flag --set: server.port"), flag.getMessage());
  }
}
