package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.task.Budget;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CostLimitTest {
  private static ModelConfig model(String provider, String url, double input, double output) {
    var model = ModelConfig.create(provider, url, "m", "");
    return new ModelConfig(
        model.endpoint(),
        model.roles(),
        model.tier(),
        model.generation(),
        model.transcript(),
        model.capabilities(),
        new ModelConfig.Prices(input, Optional.empty(), output));
  }

  @ParameterizedTest
  @CsvSource({
    "openai, '', 0, 0, false",
    "anthropic, '', 0, 0, false",
    "ollama, '', 0, 0, false",
    "openai_compatible, http://localhost:8000, 0, 0, false",
    "openai_compatible, https://api.example/v1, 0, 0, false",
    "openai, '', 1, 0, true",
    "openai, '', 0, 1, true"
  })
  void aLimitNeedsAPrice(String provider, String url, double input, double output, boolean kept) {
    var models = Map.of("one", model(provider, url, input, output));
    assertEquals(kept, CostLimit.problem(models).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "ollama, '', true",
    "builtin, '', true",
    "openai_compatible, http://192.168.0.9:8000, true",
    "openai_compatible, https://api.example/v1, false",
    "anthropic, '', false"
  })
  void besideAModelWithAPriceOnlyOnesOwnModelsNeedNone(String provider, String url, boolean kept) {
    var models = new LinkedHashMap<String, ModelConfig>();
    models.put("paid", model("openai", "", 1, 2));
    models.put("other", model(provider, url, 0, 0));
    var problem = CostLimit.problem(models);
    assertEquals(kept, problem.isEmpty());
    problem.ifPresent(text -> assertTrue(text.contains("model 'other' has no price"), text));
  }

  @Test
  void theLimitOfATaskAndTheConfiguredOneCount() {
    var limited = new Budget(0, 0.5, 0, 0);
    var unlimited = new BudgetConfig(0, 0, 0, 0);
    assertTrue(CostLimit.problem(Map.of(), unlimited, Budget.NONE).isEmpty());
    assertTrue(CostLimit.problem(Map.of(), unlimited, limited).isPresent());
    var configured = new BudgetConfig(0, 0.5, 0, 0);
    assertTrue(CostLimit.problem(Map.of(), configured, Budget.NONE).isPresent());
  }

  @Test
  void modelsFoundInTheEnvironmentHaveNoPrice() {
    assertTrue(CostLimit.problem(Map.of()).orElseThrow().contains("no model has a price"));
  }
}
