package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoomConfigTest {
  private static final LoomConfig DEFAULTS = LoomConfig.defaults();
  private static final LoomConfig RECORDED =
      new LoomConfig(
          DEFAULTS.server(),
          Map.of(),
          DEFAULTS.modelCalls(),
          DEFAULTS.tasks(),
          DEFAULTS.tools(),
          new LoomConfig.Storage(
              DEFAULTS.storage().memory(),
              DEFAULTS.storage().workspace(),
              new RecordingConfig("/records")),
          DEFAULTS.mcp());

  @Test
  void changingTheModelsKeepsAllOtherSections() {
    var models = Map.of("m", ModelConfig.create("ollama", "", "", ""));
    assertEquals(models, RECORDED.withModels(models).models());
    assertEquals("/records", RECORDED.withModels(models).storage().recording().directory());
  }

  @Test
  void changingThePortKeepsAllOtherSections() {
    var changed = RECORDED.withPort(1234);
    assertEquals(1234, changed.server().port());
    assertEquals(RECORDED, changed.withPort(RECORDED.server().port()));
  }

  @Test
  void modelsKeepTheirOrder() {
    var models = new LinkedHashMap<String, ModelConfig>();
    for (var alias : List.of("z", "a", "m")) {
      models.put(alias, ModelConfig.defaults());
    }
    assertEquals(
        List.of("z", "a", "m"), List.copyOf(RECORDED.withModels(models).models().keySet()));
  }

  @Test
  void nothingIsRecordedByDefault() {
    assertEquals("", LoomConfig.defaults().storage().recording().directory());
  }
}
