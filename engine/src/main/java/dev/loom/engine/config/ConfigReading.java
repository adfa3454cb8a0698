package dev.loom.engine.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.McpConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.json.Json;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads every source through vertx-config, checks each by itself, and lays them over each other.
public final class ConfigReading {
  private static final String DEFAULTS = "loom-defaults.yaml";
  private static final String PREFIX = "LOOM_";
  private static final long READ_SECONDS_MAX = 10;

  private final Vertx vertx;

  public ConfigReading(Vertx vertx) {
    this.vertx = vertx;
  }

  /// One place that values come from.
  private record Source(String name, ObjectNode tree, boolean fromText) {}

  /// Reads the whole configuration. Not for event loops.
  ///
  /// @param home Loom's home, whose `loom.toml` is read if there is one
  /// @param directory whose `loom.toml` is read if there is one
  /// @param environment of which every `LOOM_<SECTION>_<KEY>` counts
  /// @param flags `section.key` to value
  /// @throws ConfigException naming the source and the key
  public LoomConfig read(
      Path home, Path directory, Map<String, String> environment, Map<String, String> flags) {
    var sources = new ArrayList<Source>();
    var files = Stream.of(home, directory).map(each -> each.resolve("loom.toml")).distinct();
    files
        .filter(Files::isRegularFile)
        .forEach(file -> sources.add(new Source(file.toString(), toml(file), false)));
    sources.add(new Source("environment", environment(environment), true));
    sources.add(new Source("flag --set", flags(flags), true));
    return laidOver(defaults(), sources);
  }

  private LoomConfig laidOver(ObjectNode defaults, List<Source> sources) {
    var merged = new JsonObject(defaults.toString());
    var config = bound(merged, DEFAULTS);
    for (var source : sources) {
      var checked =
          ConfigShape.checked(source.tree(), LoomConfig.class, source.name(), source.fromText());
      merged.mergeIn(new JsonObject(checked.toString()), true);
      config = bound(merged, source.name());
    }
    return config;
  }

  private ObjectNode defaults() {
    var tree = (ObjectNode) Json.parse(read("yaml", DEFAULTS).encode());
    return ConfigShape.checked(tree, LoomConfig.class, DEFAULTS, false);
  }

  private ObjectNode toml(Path file) {
    return (ObjectNode) Json.parse(read("toml", file.toString()).encode());
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
    } catch (Exception broken) {
      throw new ConfigException(path + ": " + broken.getMessage());
    } finally {
      retriever.close();
    }
  }

  /// A table's entry that leaves keys out has their defaults.
  private static LoomConfig bound(JsonObject merged, String blame) {
    var tree = (ObjectNode) Json.parse(merged.encode());
    complete((ObjectNode) tree.get("models"), ModelConfig.defaults());
    complete((ObjectNode) tree.get("mcp").get("servers"), McpConfig.Server.defaults());
    try {
      return Json.mapper().treeToValue(tree, LoomConfig.class);
    } catch (JsonProcessingException refused) {
      throw new ConfigException(blame + ": " + reason(refused));
    }
  }

  /// The bounds of a record name their key, but not the entry of a table it is in.
  private static String reason(JsonProcessingException refused) {
    var message =
        refused.getCause() == null ? Json.describe(refused) : refused.getCause().getMessage();
    if (!(refused instanceof JsonMappingException mapping)) {
      return message;
    }
    var names = mapping.getPath().stream().map(JsonMappingException.Reference::getFieldName);
    var path = names.filter(Objects::nonNull).collect(Collectors.joining("."));
    return message.startsWith(path.split("\\.")[0] + ".") ? message : path + ": " + message;
  }

  private static void complete(ObjectNode entries, Record defaults) {
    entries
        .properties()
        .forEach(
            entry -> {
              var whole = Json.mapper().<ObjectNode>valueToTree(defaults);
              whole.setAll((ObjectNode) entry.getValue());
              entry.setValue(whole);
            });
  }

  /// `LOOM_SERVER_PORT` is `server.port`; `LOOM_MODELS_BIG_BASE_URL` is `models.big.base_url`. A
  /// variable that begins with no section's name is somebody else's.
  private static ObjectNode environment(Map<String, String> environment) {
    var tree = Json.mapper().createObjectNode();
    var sections =
        Stream.of(LoomConfig.class.getRecordComponents())
            .map(ConfigShape::key)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            var rest = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
            sections.stream()
                .filter(section -> rest.startsWith(section + "_"))
                .findFirst()
                .ifPresent(
                    section ->
                        put(tree, path(section, rest.substring(section.length() + 1)), value));
          }
        });
    return tree;
  }

  private static List<String> path(String section, String rest) {
    int end = rest.indexOf('_');
    return section.equals("models") && end > 0
        ? List.of(section, rest.substring(0, end), rest.substring(end + 1))
        : List.of(section, rest);
  }

  private static ObjectNode flags(Map<String, String> flags) {
    var tree = Json.mapper().createObjectNode();
    flags.forEach((key, value) -> put(tree, List.of(key.split("\\.")), value));
    return tree;
  }

  private static void put(ObjectNode tree, List<String> path, String value) {
    var at = tree;
    for (var name : path.subList(0, path.size() - 1)) {
      at = at.withObjectProperty(name);
    }
    at.put(path.getLast(), value);
  }
}
