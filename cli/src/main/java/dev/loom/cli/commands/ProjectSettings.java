package dev.loom.cli.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.loom.bus.json.Json;
import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.CommandException;
import dev.loom.contracts.config.ConfigKeys;
import dev.loom.contracts.config.ResolveSettings;
import dev.loom.contracts.text.TextFileDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Configuration that a command gives its task: `loom.toml` of the directory, overridden by
/// environment variables, then `--set`. The engine checks it.
///
/// @param values values by dotted key
/// @param sources names of what they come from, for messages
record ProjectSettings(Map<String, Object> values, List<String> sources) {
  private static final Pattern URL_USER = Pattern.compile("//[^/@\\s]*@");
  private static final Pattern SECRET_KEY =
      Pattern.compile("(?:api_key|secret|token|password)$|\\.(?:env|headers)\\.");
  private static final int FILE_BYTES_MAX = 1024 * 1024;

  /// Reads the settings.
  ///
  /// @param file `loom.toml` of the directory, if there is one
  /// @throws CommandException if the file cannot be read
  static ProjectSettings read(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
    var values = new LinkedHashMap<String, Object>();
    var sources = new ArrayList<String>();
    file.ifPresent(
        project -> {
          flatten("", parse(project), values);
          sources.add(project.toString());
        });
    ConfigKeys.variables(environment.keySet())
        .forEach(
            (key, variable) -> {
              if (!isSecret(key)) {
                values.put(key, environment.get(variable).strip());
                sources.add(variable);
              } else if (ResolveSettings.isOfTask(key)) {
                // Settings are stored with the task. The engine replaces the reference.
                values.put(key, "${" + variable + "}");
                sources.add(variable);
              }
            });
    if (!flags.isEmpty()) {
      values.putAll(flags);
      sources.add("flag --set");
    }
    return new ProjectSettings(values, sources);
  }

  private static JsonNode parse(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > FILE_BYTES_MAX) {
        throw new CommandException(
            file + " must be a file of at most " + FILE_BYTES_MAX + " bytes.", ExitCode.CONFIG);
      }
      return new TomlMapper().readTree(TextFileDecoder.decode(Files.readAllBytes(file)));
    } catch (JsonProcessingException failure) {
      throw new CommandException(file + ": not TOML: " + Json.describe(failure), ExitCode.CONFIG);
    } catch (IOException failure) {
      throw new CommandException(
          file + " cannot be read as UTF-8 text: " + failure.getMessage(), ExitCode.CONFIG);
    }
  }

  private static void flatten(String prefix, JsonNode table, Map<String, Object> values) {
    for (var entry : table.properties()) {
      if (entry.getValue().isObject()) {
        flatten(prefix + entry.getKey() + ".", entry.getValue(), values);
      } else {
        values.put(
            prefix + entry.getKey(), Json.mapper().convertValue(entry.getValue(), Object.class));
      }
    }
  }

  /// Names the models, such as `worker = qwen3 at http://localhost:11434`; empty without models.
  String models() {
    return values.keySet().stream()
        .filter(key -> key.startsWith("models.") && key.split("\\.").length > 2)
        .map(key -> key.split("\\.")[1])
        .distinct()
        .map(this::describeModel)
        .collect(Collectors.joining(", "));
  }

  private String describeModel(String alias) {
    var url = withoutPassword(value(alias, "base_url"));
    var place = url.isEmpty() ? value(alias, "provider") : url;
    var model = value(alias, "model");
    return alias + " = " + (model.isEmpty() ? place : model + " at " + place);
  }

  /// Returns whether the value of a key may be a secret.
  static boolean isSecret(String key) {
    return SECRET_KEY.matcher(key).find();
  }

  /// Hides user name and password of URLs in a text.
  static String withoutPassword(String text) {
    return URL_USER.matcher(text).replaceAll("//(hidden)@");
  }

  private String value(String alias, String key) {
    return values.getOrDefault("models." + alias + "." + key, "").toString();
  }

  /// Names the sources in a message of the engine about the settings.
  RuntimeException explain(ClientException failure) {
    var prefix = "settings: ";
    return failure.isInvalidRequest() && failure.getMessage().startsWith(prefix)
        ? new CommandException(
            failure.getMessage().replace(prefix, String.join(", ", sources) + ": "),
            ExitCode.CONFIG)
        : failure;
  }
}
