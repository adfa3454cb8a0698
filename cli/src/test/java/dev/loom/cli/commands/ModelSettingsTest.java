package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelRole;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class ModelSettingsTest {
  private static final ModelSettings SETTINGS =
      new ModelSettings("openai_compatible", "http://h/v1", "m\"1", "MY_KEY", "sk-secret");

  @Test
  void keyIsWrittenOnlyOnRequest() {
    assertTrue(SETTINGS.toToml(true).contains("api_key = \"sk-secret\""));
    assertTrue(SETTINGS.toToml(false).contains("api_key = \"${MY_KEY}\""));
    assertFalse(SETTINGS.toToml(false).contains("sk-secret"));
  }

  @Test
  void valuesAreQuoted() {
    assertTrue(SETTINGS.toToml(false).contains("model = \"m\\\"1\""), SETTINGS.toToml(false));
  }

  @Test
  void emptySettingsAreOmitted() {
    var toml = new ModelSettings("builtin", "", "", "", "").toToml(true);
    assertTrue(toml.contains("provider = \"builtin\""), toml);
    assertFalse(toml.contains("base_url ="), toml);
    assertFalse(toml.contains("api_key ="), toml);
  }

  @Test
  void modelGetsAllRoles() {
    var config = SETTINGS.withModel("m2").toModelConfig("k");
    assertEquals(EnumSet.allOf(ModelRole.class), config.roles());
    assertEquals("m2", config.endpoint().model());
    assertEquals("k", config.endpoint().apiKey());
  }

  @Test
  void descriptionHasNoKey() {
    assertFalse(SETTINGS.toString().contains("sk-secret"));
  }
}
