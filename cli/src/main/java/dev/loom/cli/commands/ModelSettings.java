package dev.loom.cli.commands;

import dev.loom.api.model.ModelRole;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ModelConfig;
import java.util.EnumSet;

/// Settings of the model that `loom setup` writes to `loom.toml`.
///
/// @param baseUrl empty for the default of the provider
/// @param keyVariable environment variable that holds the key; empty for none
/// @param key the key, typed or from the environment; empty if unknown
record ModelSettings(
    String provider, String baseUrl, String model, String keyVariable, String key) {
  static final String ALIAS = "main";

  ModelSettings withModel(String id) {
    return new ModelSettings(provider, baseUrl, id, keyVariable, key);
  }

  ModelSettings withKey(String variable, String newKey) {
    return new ModelSettings(provider, baseUrl, model, variable, newKey);
  }

  /// Returns the configuration of the model in all roles.
  ///
  /// @param apiKey the key, or the reference to its variable
  ModelConfig toModelConfig(String apiKey) {
    return ModelConfig.create(provider, baseUrl, model, apiKey)
        .withRoles(EnumSet.allOf(ModelRole.class));
  }

  String keyReference() {
    return keyVariable.isEmpty() ? "" : "${" + keyVariable + "}";
  }

  /// Returns the content of `loom.toml`.
  ///
  /// @param withKey whether to write the key itself instead of a reference
  String toToml(boolean withKey) {
    var text = new StringBuilder();
    text.append(
        """
        # Written by `loom setup`. conf/loom-defaults.yaml lists every key with its default.
        # LOOM_<SECTION>_<KEY> in the environment and --set override this file.

        [models.main]
        # Provider: ollama, openai_compatible, anthropic or builtin.
        """);
    appendLine(text, "provider", provider);
    if (!baseUrl.isEmpty()) {
      text.append("# Address of the endpoint.\n");
      appendLine(text, "base_url", baseUrl);
    }
    if (!model.isEmpty()) {
      text.append("# ID of the model at the endpoint.\n");
      appendLine(text, "model", model);
    }
    if (withKey && !key.isEmpty()) {
      text.append("# The key itself: do not share this file.\n");
      appendLine(text, "api_key", key);
    } else if (!keyVariable.isEmpty()) {
      text.append("# Reference to the environment variable that holds the key.\n");
      appendLine(text, "api_key", keyReference());
    }
    text.append(
        """
        # Roles of this model. Other models, in their own sections, may take over some of them.
        roles = ["planner", "executor", "verifier", "extractor"]
        """);
    return text.toString();
  }

  /// Appends a key with a string value; a JSON string is also a valid TOML string.
  private static void appendLine(StringBuilder text, String key, String value) {
    text.append(key).append(" = ").append(Json.write(value)).append('\n');
  }

  /// Returns a description without the key.
  @Override
  public String toString() {
    return "ModelSettings[" + provider + " " + model + " at " + baseUrl + "]";
  }
}
