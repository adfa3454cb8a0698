package dev.loom.engine.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.EnvironmentReferences;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.ResolveSettings;
import dev.loom.contracts.config.ResolveSettings.Resolved;
import dev.loom.contracts.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Resolves the settings of a task against the configuration of the engine. `${NAME}` is replaced
/// by variables of the engine.
public final class SettingsResolver {
  /// An engine in the background takes any free port.
  private static final Set<String> IGNORED_KEYS = Set.of("server.port");

  private static final String SOURCE = "settings";

  private final LoomConfig config;
  private final Map<String, String> environment;

  /// @param config configuration of the engine
  public SettingsResolver(LoomConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = Map.copyOf(environment);
  }

  /// @param createModels creates the models that the settings define, if any, or fails with a
  ///   [ServiceException]
  /// @throws ServiceException naming every wrong key, and every key of the engine that differs
  public Resolved resolve(
      ResolveSettings request, Consumer<Map<String, ModelConfig>> createModels) {
    var resolved = resolve(request);
    try {
      if (!resolved.models().isEmpty()) {
        createModels.accept(resolved.models());
      }
      return resolved;
    } catch (ServiceException failure) {
      throw ServiceException.invalid(
              SOURCE
                  + ": "
                  + failure.getMessage()
                  + " Variables are those that the engine was started with; loom stop ends it.")
          .about(SOURCE);
    }
  }

  Resolved resolve(ResolveSettings request) {
    var settings = request.settings();
    try {
      requireReferences(settings);
      var checked =
          ConfigValidator.validate(tree(settings), LoomConfig.class, SOURCE, true, environment);
      var merged = Json.mapper().<ObjectNode>valueToTree(config);
      checked.path("models").properties().forEach(model -> resolveKey(merged, model));
      merge(merged, checked);
      var changed = ConfigLoader.bind(merged, SOURCE);
      requireEngineKeys(settings.keySet(), changed);
      return new Resolved(
          changed.tasks().execution(),
          changed.tasks().budget(),
          changed.tasks().verification(),
          changed.models().equals(config.models()) ? Map.of() : changed.models(),
          Optional.of(changed.tools().callLimits())
              .filter(limits -> !limits.equals(config.tools().callLimits())));
    } catch (ConfigException failure) {
      throw ServiceException.invalid(failure.getMessage()).about(SOURCE);
    }
  }

  private static ObjectNode tree(Map<String, Object> settings) {
    var tree = Json.mapper().createObjectNode();
    settings.forEach(
        (key, value) -> {
          var names = List.of(key.split("\\.", -1));
          if (names.stream().anyMatch(String::isBlank)) {
            throw new ConfigException(
                SOURCE + ": '" + key + "' is not a key such as models.a.model");
          }
          var node = tree;
          for (var name : names.subList(0, names.size() - 1)) {
            node = child(node, name, key);
          }
          node.set(names.getLast(), Json.mapper().<JsonNode>valueToTree(value));
        });
    return tree;
  }

  private static ObjectNode child(ObjectNode node, String name, String key) {
    var next = node.path(name);
    if (!next.isMissingNode() && !next.isObject()) {
      throw new ConfigException(SOURCE + ": " + key + " is below a key that has a value");
    }
    return next.isObject() ? (ObjectNode) next : node.putObject(name);
  }

  /// Settings are stored with the task, so they must not hold a key.
  private static void requireReferences(Map<String, Object> settings) {
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("models.")
              && key.endsWith(".api_key")
              && !value.equals("")
              && EnvironmentReferences.variableIn(value.toString()).isEmpty()) {
            throw new ConfigException(
                SOURCE
                    + ": "
                    + key
                    + " must name a variable, such as ${OPENAI_API_KEY}, because"
                    + " settings are stored with the task; a key itself belongs in loom.toml of Loom's home");
          }
        });
  }

  /// Keeps the key of a configured model from an endpoint that only the settings name. A reference
  /// to the configured key does not change the model.
  private void resolveKey(ObjectNode merged, Map.Entry<String, JsonNode> model) {
    var settings = (ObjectNode) model.getValue();
    if (merged.path("models").path(model.getKey()) instanceof ObjectNode configured) {
      var own = configured.path("api_key").asText();
      var key =
          EnvironmentReferences.variableIn(settings.path("api_key").asText())
              .map(name -> environment.getOrDefault(name, "").strip());
      if (differs(settings, configured, "base_url") || differs(settings, configured, "provider")) {
        configured.put("api_key", "");
      } else if (key.equals(Optional.of(own))) {
        settings.remove("api_key");
      }
    }
  }

  private static boolean differs(ObjectNode settings, ObjectNode configured, String key) {
    return settings.has(key) && !settings.get(key).equals(configured.get(key));
  }

  private static void merge(ObjectNode tree, ObjectNode changes) {
    for (var change : changes.properties()) {
      if (change.getValue() instanceof ObjectNode inner
          && tree.get(change.getKey()) instanceof ObjectNode outer) {
        merge(outer, inner);
      } else {
        tree.set(change.getKey(), change.getValue());
      }
    }
  }

  private void requireEngineKeys(Set<String> keys, LoomConfig changed) {
    var own = Json.mapper().<JsonNode>valueToTree(config);
    var wanted = Json.mapper().<JsonNode>valueToTree(changed);
    var problems = new ArrayList<String>();
    for (var key : keys.stream().sorted().toList()) {
      var pointer = "/" + key.replace('.', '/');
      if (isOfEngine(key) && !own.at(pointer).equals(wanted.at(pointer))) {
        var secret = key.contains("secret") || key.contains(".env.");
        problems.add(
            secret
                ? key + " differs from that of the running engine"
                : "%s is %s, and %s in the running engine"
                    .formatted(key, wanted.at(pointer), own.at(pointer)));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(
          SOURCE
              + ": "
              + String.join("; ", problems)
              + ". It applies to all tasks: set it in loom.toml of Loom's home, then run loom stop");
    }
  }

  private static boolean isOfEngine(String key) {
    return !IGNORED_KEYS.contains(key) && !ResolveSettings.isOfTask(key);
  }
}
