package dev.loom.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class EngineOptionsTest {
  private static final Home HOME = new Home(Path.of("/loom"));
  private final ScriptedModel model = ScriptedModel.calling(id -> null, "a");

  @Test
  void defaultsUseTheEnvironmentOfTheProcess() {
    var options = EngineOptions.withDefaults(HOME, LoomConfig.defaults());
    assertEquals(System.getenv(), options.environment());
    assertEquals(List.of(), options.tools());
    assertEquals(List.of(), options.providers());
    assertEquals(Optional.empty(), options.transcript());
  }

  @Test
  void aCopyChangesOnlyOneOption() {
    var options = new EngineOptions(HOME, LoomConfig.defaults(), Map.of(), List.of(), List.of());
    var file = Path.of("run.jsonl");
    var changed = options.withProvider(model).withTranscript(file);
    assertEquals(
        new EngineOptions(
            HOME,
            LoomConfig.defaults(),
            Map.of(),
            List.of(),
            List.of(model),
            List.of(),
            Optional.of(file),
            EngineOptions.Control.EMBEDDED),
        changed);
    assertEquals(List.of(), options.providers());
    assertEquals(List.of(model, model), changed.withProvider(model).providers());
  }

  @Test
  void collectionsAreCopied() {
    var environment = new HashMap<>(Map.of("A", "1"));
    var options =
        new EngineOptions(
            HOME, LoomConfig.defaults(), environment, new ArrayList<>(), new ArrayList<>());
    environment.clear();
    assertEquals(Map.of("A", "1"), options.environment());
    assertThrows(UnsupportedOperationException.class, () -> options.providers().add(model));
  }
}
