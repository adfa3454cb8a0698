package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.cli.client.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectSettingsTest {
  @TempDir Path temp;

  private ProjectSettings read(String toml, Map<String, String> flags) throws IOException {
    var file = Files.writeString(temp.resolve("loom.toml"), toml);
    return ProjectSettings.read(Optional.of(file), Map.of(), flags);
  }

  @Test
  void tablesBecomeDottedKeysAndFlagsOverrideThem() throws IOException {
    var settings =
        read(
            """
            [models.worker]
            model = "qwen3"
            base_url = "http://localhost:1"
            roles = ["planner", "executor"]
            capabilities = { tools = false }
            [execution]
            max_replans = 4
            """,
            Map.of("execution.max_replans", "5"));
    assertEquals(
        Map.of(
            "models.worker.model",
            "qwen3",
            "models.worker.base_url",
            "http://localhost:1",
            "models.worker.roles",
            List.of("planner", "executor"),
            "models.worker.capabilities.tools",
            false,
            "execution.max_replans",
            "5"),
        settings.values());
    assertEquals(List.of(temp.resolve("loom.toml").toString(), "flag --set"), settings.sources());
    assertEquals("worker = qwen3 at http://localhost:1", settings.models());
  }

  @Test
  void variablesOverrideTheFileAndSecretsStayReferences() {
    var environment =
        Map.of(
            "LOOM_MODELS_BIG_BASE_URL", "http://localhost:2",
            "LOOM_MODELS_BIG_API_KEY", "sk-very-secret",
            "LOOM_SERVER_WEBHOOK_SECRET", "another secret",
            "LOOM_TOOLS_SANDBOX", "off",
            "LOOM_HOME", "/h",
            "PATH", "/bin");
    var settings =
        ProjectSettings.read(Optional.empty(), environment, Map.of("tools.sandbox", "auto"));
    assertEquals(
        Map.of(
            "models.big.base_url",
            "http://localhost:2",
            "models.big.api_key",
            "${LOOM_MODELS_BIG_API_KEY}",
            "tools.sandbox",
            "auto"),
        settings.values());
    assertEquals(
        List.of(
            "LOOM_MODELS_BIG_API_KEY",
            "LOOM_MODELS_BIG_BASE_URL",
            "LOOM_TOOLS_SANDBOX",
            "flag --set"),
        settings.sources());
  }

  @Test
  void thePasswordInAUrlIsNotShown() throws IOException {
    var settings =
        read("[models.w]\nbase_url = \"http://me:secret@h:1/v1\"\nmodel = \"m\"\n", Map.of());
    assertEquals("w = m at http://(hidden)@h:1/v1", settings.models());
  }

  @Test
  void aVariableIsLeftToTheEngine() throws IOException {
    var settings = read("[models.w]\napi_key = \"${KEY}\"\n", Map.of());
    assertEquals("${KEY}", settings.values().get("models.w.api_key"));
  }

  @Test
  void aFileThatIsNoTomlIsNamed() {
    var failure = assertThrows(CommandException.class, () -> read("[models\n", Map.of()));
    assertEquals(ExitCode.CONFIG, failure.exitCode());
    assertTrue(failure.getMessage().startsWith(temp.resolve("loom.toml") + ": not TOML"));
  }

  @Test
  void aDirectoryIsNotRead() {
    assertThrows(
        CommandException.class, () -> ProjectSettings.read(Optional.of(temp), Map.of(), Map.of()));
  }
}
