package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.model.ModelRole;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelConfigTest {
  @Test
  void builderChangesOnlyWhatIsSet() {
    assertEquals(ModelConfig.defaults(), ModelConfig.builder("ollama").provider("").build());
    var config =
        ModelConfig.builder("ollama").baseUrl("http://h").model("m").tier(2).maxTokens(10).build();
    assertEquals("http://h", config.endpoint().baseUrl());
    assertEquals("m", config.endpoint().model());
    assertEquals(2, config.tier());
    assertEquals(10, config.generation().maxTokens());
    assertEquals(Set.of(ModelRole.EXECUTOR), config.roles());
  }

  @Test
  void modelWithoutRolesIsRejected() {
    var builder = ModelConfig.builder("ollama").roles(Set.of());
    assertThrows(IllegalArgumentException.class, builder::build);
  }

  @Test
  void rolesAreSorted() {
    var roles = ModelConfig.builder("x").roles(EnumSet.allOf(ModelRole.class)).build().roles();
    assertEquals(List.of(ModelRole.values()), List.copyOf(roles));
  }

  @Test
  void valuesOutsideTheirBoundsAreRejected() {
    for (var builder :
        List.of(
            ModelConfig.builder("x").tier(4),
            ModelConfig.builder("x").maxTokens(-1),
            ModelConfig.builder("x").contextWindow(-1),
            ModelConfig.builder("x").api("completions"),
            ModelConfig.builder("x").reasoningEffort("huge"),
            ModelConfig.builder("x").inputPriceUsd(-1),
            ModelConfig.builder("x").cachedInputPriceUsd(Optional.of(-1.0)),
            ModelConfig.builder("x").outputPriceUsd(Double.NaN))) {
      assertThrows(IllegalArgumentException.class, builder::build);
    }
  }

  @Test
  void textFormOmitsTheKey() {
    var config = ModelConfig.builder("x").apiKey("secret").model("m").build();
    assertFalse(config.toString().contains("secret"), config.toString());
  }
}
