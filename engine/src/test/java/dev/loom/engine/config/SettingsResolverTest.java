package dev.loom.engine.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.CallLimits;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.ResolveSettings;
import dev.loom.contracts.error.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsResolverTest {
  private static final LoomConfig CONFIG =
      LoomConfig.defaults()
          .withModels(
              Map.of(
                  "gpt", ModelConfig.create("openai", "https://api.example/v1", "gpt", "own-key")));

  private static ResolveSettings.Resolved resolve(Map<String, Object> settings) {
    return new SettingsResolver(CONFIG, Map.of("HOST", "10.1.2.3"))
        .resolve(new ResolveSettings(settings));
  }

  private static String rejection(Map<String, Object> settings) {
    var failure = assertThrows(ServiceException.class, () -> resolve(settings));
    assertEquals("settings", failure.error().field().orElseThrow());
    return failure.getMessage();
  }

  @Test
  void keysOfTasksChangeTheConfigurationOfTheEngine() {
    var resolved =
        resolve(
            Map.of(
                "execution.max_replans",
                7,
                "budget.max_tokens",
                "9",
                "verification.tier2_enabled",
                false));
    assertEquals(7, resolved.execution().maxReplans());
    assertEquals(9, resolved.budget().maxTokens());
    assertFalse(resolved.verification().tier2Enabled());
    assertEquals(Map.of(), resolved.models(), "those of the engine");
    assertEquals(Optional.empty(), resolved.callLimits(), "those of the engine");
    assertEquals(
        Optional.of(new CallLimits(7, 30_720)),
        resolve(Map.of("tools.shell_timeout_seconds", 7)).callLimits());
  }

  @Test
  void valuesThatTheEngineHasAlreadyChangeNoModel() {
    var resolver = new SettingsResolver(CONFIG, Map.of("KEY", "own-key", "OTHER", "x"));
    var same =
        Map.<String, Object>of(
            "models.gpt.provider", "openai", "models.gpt.base_url", "https://api.example/v1");
    assertEquals(Map.of(), resolver.resolve(new ResolveSettings(same)).models());
    assertEquals(
        Map.of(),
        resolver.resolve(new ResolveSettings(Map.of("models.gpt.api_key", "${KEY}"))).models());
    assertEquals(
        "${OTHER}",
        resolver
            .resolve(new ResolveSettings(Map.of("models.gpt.api_key", "${OTHER}")))
            .models()
            .get("gpt")
            .endpoint()
            .apiKey());
  }

  @Test
  void aReferenceIsKeptForAnotherEndpoint() {
    var resolver = new SettingsResolver(CONFIG, Map.of("KEY", "own-key"));
    var moved =
        Map.<String, Object>of(
            "models.gpt.base_url", "http://localhost:1", "models.gpt.api_key", "${KEY}");
    assertEquals(
        "${KEY}",
        resolver.resolve(new ResolveSettings(moved)).models().get("gpt").endpoint().apiKey());
  }

  @Test
  void aModelIsAddedToThoseOfTheEngineAndVariablesAreReplaced() {
    var models =
        resolve(
                Map.of(
                    "models.near.provider", "ollama",
                    "models.near.model", "qwen3",
                    "models.near.base_url", "http://${HOST}:1",
                    "models.near.roles", List.of("planner", "executor"),
                    "models.near.api_key", "${SECRET_OF_ENGINE}"))
            .models();
    assertEquals("http://10.1.2.3:1", models.get("near").endpoint().baseUrl());
    assertEquals("${SECRET_OF_ENGINE}", models.get("near").endpoint().apiKey());
    assertEquals("own-key", models.get("gpt").endpoint().apiKey());
  }

  @Test
  void theKeyOfAConfiguredModelIsNotSentElsewhere() {
    var moved = resolve(Map.of("models.gpt.base_url", "https://evil.example")).models().get("gpt");
    assertEquals("", moved.endpoint().apiKey());
    assertEquals("gpt", moved.endpoint().model());
    var renamed = resolve(Map.of("models.gpt.model", "other")).models().get("gpt");
    assertEquals("own-key", renamed.endpoint().apiKey());
  }

  @Test
  void aKeyInClearTextIsRejectedAndNotRepeated() {
    var message = rejection(Map.of("models.gpt.api_key", "sk-secret"));
    assertTrue(message.startsWith("settings: models.gpt.api_key must name a variable"), message);
    assertFalse(message.contains("sk-secret"), message);
  }

  @Test
  void aKeyOfTheEngineMustEqualItsConfiguration() {
    resolve(Map.of("tools.parallel_max", 64, "server.port", 1));
    var message = rejection(Map.of("tools.parallel_max", 5, "tools.sandbox", "off"));
    assertTrue(message.contains("tools.parallel_max is 5, and 64 in the running engine"), message);
    assertTrue(message.contains("tools.sandbox is \"off\""), message);
    assertTrue(message.contains("loom stop"), message);
    rejection(Map.of("execution.max_parallel_tasks", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models.x",
        "execution.max_replanz",
        "a",
        "",
        ".",
        "models..model",
        "models.gpt.a.b"
      })
  void wrongKeysAreNamed(String key) {
    assertTrue(rejection(Map.of(key, "x")).startsWith("settings: "));
  }

  @Test
  void wrongValuesAreNamed() {
    assertTrue(
        rejection(Map.of("execution.max_replans", "many")).contains("must be a whole number"));
    assertTrue(rejection(Map.of("execution.max_replans", -1)).contains("max_replans must be"));
    assertTrue(
        rejection(Map.of("models.w.base_url", "http://${UNKNOWN}")).contains("models.w.base_url"));
  }
}
