package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolveSettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "models.a.model",
        "execution.max_replans",
        "budget.max_tokens",
        "tools.output_chars_max"
      })
  void theseApplyToSingleTasks(String key) {
    assertTrue(ResolveSettings.isOfTask(key));
  }

  /// A command gives these to the engine that it starts; that engine would refuse them in a task.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "server.port",
        "tools.sandbox",
        "tools.sandbox_hosts",
        "execution.max_parallel_tasks",
        "budgets.x",
        ""
      })
  void theseApplyToTheEngine(String key) {
    assertFalse(ResolveSettings.isOfTask(key));
  }
}
