package dev.loom.models;

import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class OllamaTest extends ProviderContract {
  @Override
  ModelProvider provider(String url, ModelCallConfig calls) {
    var config =
        new ModelConfig(
            "ollama", url, "m-1", Set.of(ModelRole.EXECUTOR), 100, 0, KEY, Optional.empty(), 0, 0);
    return new BuiltinProviders(vertx, calls, Map.of()).make("m", config);
  }
}
