package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.ModelConfig.Endpoint;
import dev.loom.contracts.config.ModelConfig.Generation;
import dev.loom.contracts.config.ModelConfig.Prices;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ModelConfigTest {
  private static final ModelConfig CONFIG = ModelConfig.create("ollama", "http://h", "m", "secret");

  @Test
  void copiesChangeOnlyWhatTheyName() {
    assertEquals(ModelConfig.defaults().generation(), CONFIG.generation());
    var config = CONFIG.withTier(2).withMaxTokens(10).withTranscript("t");
    assertEquals(CONFIG.endpoint(), config.endpoint());
    assertEquals("http://h", config.endpoint().baseUrl());
    assertEquals(2, config.tier());
    assertEquals("t", config.transcript());
    assertEquals(new Generation(10, 0, Optional.empty(), ""), config.generation());
    assertEquals(Set.of(ModelRole.EXECUTOR), config.roles());
    assertEquals(CONFIG, config.withTier(0).withTranscript("").withMaxTokens(0));
  }

  @Test
  void modelWithoutRolesIsRejected() {
    assertThrows(IllegalArgumentException.class, () -> CONFIG.withRoles(Set.of()));
  }

  @Test
  void rolesAreSorted() {
    var roles = CONFIG.withRoles(EnumSet.allOf(ModelRole.class)).roles();
    assertEquals(List.of(ModelRole.values()), List.copyOf(roles));
  }

  @Test
  void valuesOutsideTheirBoundsAreRejected() {
    for (Executable wrong :
        List.<Executable>of(
            () -> CONFIG.withTier(4),
            () -> CONFIG.withMaxTokens(-1),
            () -> new Generation(0, -1, Optional.empty(), ""),
            () -> new Endpoint("x", "", "", "", "completions", ""),
            () -> new Generation(0, 0, Optional.empty(), "huge"),
            () -> new Prices(-1, Optional.empty(), 0),
            () -> new Prices(0, Optional.of(-1.0), 0),
            () -> new Prices(0, Optional.empty(), Double.NaN))) {
      assertThrows(IllegalArgumentException.class, wrong);
    }
  }

  @Test
  void textFormOmitsTheKey() {
    assertFalse(CONFIG.toString().contains("secret"), CONFIG.toString());
  }
}
