package dev.loom.engine.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ConfigKeys;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.McpConfig;
import dev.loom.contracts.config.ModelConfig;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Loads the configuration through vertx-config: validates each source and merges them.
public final class ConfigLoader {
  private static final String DEFAULTS = "loom-defaults.yaml";
  private static final long READ_SECONDS_MAX = 10;

  private final Vertx vertx;

  public ConfigLoader(Vertx vertx) {
    this.vertx = vertx;
  }

  /// Represents a source of values.
  ///
  /// @param fromText whether all values are strings
  private record Source(String name, ObjectNode tree, boolean fromText) {}

  /// Loads the configuration. Blocks; do not call on an event loop.
  ///
  /// @param home Loom's home, with an optional `loom.toml`
  /// @param directory working directory, with an optional `loom.toml`
  /// @param environment variables; those that [ConfigKeys#variables] names are used
  /// @param flags values by `section.key`
  /// @throws ConfigException naming the source and the invalid key
  public LoomConfig read(
      Path home, Path directory, Map<String, String> environment, Map<String, String> flags) {
    var sources = new ArrayList<Source>();
    files(home, directory)
        .forEach(file -> sources.add(new Source(file.toString(), readToml(file), false)));
    sources.add(new Source("environment", parseEnvironment(environment), true));
    sources.add(new Source("flag --set", parseFlags(flags), true));
    return merge(readDefaults(), sources, environment);
  }

  /// Returns the files that exist, in increasing precedence.
  public static Stream<Path> files(Path home, Path directory) {
    return Stream.of(home, directory.toAbsolutePath())
        .map(each -> each.resolve("loom.toml"))
        .distinct()
        .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
  }

  private LoomConfig merge(
      ObjectNode defaults, List<Source> sources, Map<String, String> environment) {
    var merged = new JsonObject(defaults.toString());
    var config = bind(parse(merged), DEFAULTS);
    for (var source : sources) {
      var checked =
          ConfigValidator.validate(
              source.tree(), LoomConfig.class, source.name(), source.fromText(), environment);
      merged.mergeIn(new JsonObject(checked.toString()), true);
      config = bind(parse(merged), source.name());
    }
    return config;
  }

  private static ObjectNode parse(JsonObject tree) {
    return (ObjectNode) Json.parse(tree.encode());
  }

  private ObjectNode readDefaults() {
    var tree = parse(read("yaml", DEFAULTS));
    return ConfigValidator.validate(tree, LoomConfig.class, DEFAULTS, false, Map.of());
  }

  private ObjectNode readToml(Path file) {
    return parse(read("toml", file.toString()));
  }

  private JsonObject read(String format, String path) {
    var store =
        new ConfigStoreOptions()
            .setType("file")
            .setFormat(format)
            .setConfig(new JsonObject().put("path", path));
    var options =
        new ConfigRetrieverOptions()
            .setIncludeDefaultStores(false)
            .setScanPeriod(0)
            .addStore(store);
    var retriever = ConfigRetriever.create(vertx, options);
    try {
      return retriever.getConfig().await(READ_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new ConfigException(path + ": " + failure.getMessage());
    } finally {
      retriever.close();
    }
  }

  /// Binds the merged tree to the configuration record. Adds to it the defaults of keys missing
  /// from the entry of a model or MCP server.
  static LoomConfig bind(ObjectNode tree, String sourceName) {
    applyDefaults((ObjectNode) tree.get("models"), ModelConfig.defaults());
    applyDefaults((ObjectNode) tree.get("mcp").get("servers"), McpConfig.Server.defaults());
    try {
      return Json.mapper().treeToValue(tree, LoomConfig.class);
    } catch (JsonProcessingException failure) {
      throw new ConfigException(sourceName + ": " + reason(failure));
    }
  }

  /// Returns the message with the full path: a config record names only the key in a table entry.
  private static String reason(JsonProcessingException failure) {
    var message =
        failure.getCause() == null ? Json.describe(failure) : failure.getCause().getMessage();
    if (!(failure instanceof JsonMappingException mapping)) {
      return message;
    }
    var names = mapping.getPath().stream().map(JsonMappingException.Reference::getFieldName);
    var path = names.filter(Objects::nonNull).collect(Collectors.joining("."));
    return message.startsWith(path.split("\\.")[0] + ".") ? message : path + ": " + message;
  }

  private static void applyDefaults(ObjectNode entries, Record defaults) {
    entries
        .properties()
        .forEach(
            entry -> {
              var completed = Json.mapper().<ObjectNode>valueToTree(defaults);
              completed.setAll((ObjectNode) entry.getValue());
              entry.setValue(completed);
            });
  }

  private static ObjectNode parseEnvironment(Map<String, String> environment) {
    var values = new TreeMap<>(ConfigKeys.variables(environment.keySet()));
    values.replaceAll((key, variable) -> environment.get(variable));
    return parseFlags(values);
  }

  private static ObjectNode parseFlags(Map<String, String> flags) {
    var tree = Json.mapper().createObjectNode();
    flags.forEach((key, value) -> put(tree, List.of(key.split("\\.")), value));
    return tree;
  }

  private static void put(ObjectNode tree, List<String> path, String value) {
    var node = tree;
    for (var name : path.subList(0, path.size() - 1)) {
      node = node.withObjectProperty(name);
    }
    node.put(path.getLast(), value.strip());
  }
}
