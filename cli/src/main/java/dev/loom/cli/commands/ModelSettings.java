package dev.loom.cli.commands;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.json.Json;
import java.util.EnumSet;
import java.util.Optional;

/// One model as `loom setup` writes it.
///
/// @param baseUrl empty for the provider's own
/// @param keyVariable the environment variable that holds the key; empty for none
/// @param key the key itself, as it was typed; empty when only the variable is known
record ModelSettings(
    String provider, String baseUrl, String model, String keyVariable, String key) {
  static final String ALIAS = "main";

  ModelSettings model(String id) {
    return new ModelSettings(provider, baseUrl, id, keyVariable, key);
  }

  /// As the engine is told it.
  ///
  /// @param apiKey the key or the reference to it
  ModelConfig toModelConfig(String apiKey) {
    return new ModelConfig(
        provider,
        baseUrl,
        model,
        EnumSet.allOf(ModelRole.class),
        0,
        0,
        apiKey,
        Optional.empty(),
        0,
        0);
  }

  String keyReference() {
    return keyVariable.isEmpty() ? "" : "${" + keyVariable + "}";
  }

  /// The file.
  ///
  /// @param withKey whether the key itself stands in it
  String toToml(boolean withKey) {
    var text = new StringBuilder();
    text.append(
        """
        # Written by `loom setup`. Every key there is stands in conf/loom-defaults.yaml, with its
        # default; LOOM_<SECTION>_<KEY> in the environment and --set win over what stands here.

        [models.main]
        # What the endpoint speaks: ollama, openai_compatible, anthropic or builtin.
        """);
    appendLine(text, "provider", provider);
    if (!baseUrl.isEmpty()) {
      text.append("# Where it is.\n");
      appendLine(text, "base_url", baseUrl);
    }
    if (!model.isEmpty()) {
      text.append("# The model's id there.\n");
      appendLine(text, "model", model);
    }
    if (withKey && !key.isEmpty()) {
      text.append("# The key itself, so keep this file to yourself.\n");
      appendLine(text, "api_key", key);
    } else if (!keyVariable.isEmpty()) {
      text.append("# The environment variable that holds the key.\n");
      appendLine(text, "api_key", keyReference());
    }
    text.append(
        """
        # What it is asked to be. Other models, in sections of their own, may take some of it.
        roles = ["planner", "executor", "verifier", "extractor"]
        """);
    return text.toString();
  }

  /// A JSON text is a TOML text too.
  private static void appendLine(StringBuilder text, String key, String value) {
    text.append(key).append(" = ").append(Json.write(value)).append('\n');
  }

  /// Never shows the key.
  @Override
  public String toString() {
    return "ModelSettings[" + provider + " " + model + " at " + baseUrl + "]";
  }
}
