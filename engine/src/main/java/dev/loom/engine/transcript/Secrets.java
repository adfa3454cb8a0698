package dev.loom.engine.transcript;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.EnvironmentReferences;
import dev.loom.contracts.config.LoomConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Redacts configured secrets from text and JSON.
///
/// The secrets are the API keys and the webhook secret of the configuration and the values of
/// environment variables whose names indicate a secret. Each is found in plain, JSON, URL and
/// base64 encoding.
public final class Secrets {
  private static final String REDACTED = "[secret]";

  /// Shorter values are not redacted, because they may be ordinary words.
  private static final int CHARS_MIN = 6;

  private static final Pattern SECRET_NAME =
      Pattern.compile("KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL", Pattern.CASE_INSENSITIVE);

  /// Longest first, so that a secret that contains another is replaced as a whole.
  private final List<String> values;

  Secrets(Collection<String> values) {
    var encodings =
        new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(s -> s));
    for (var value : values) {
      // A multi-line key may appear line by line.
      value.lines().forEach(line -> add(encodings, line.strip()));
      add(encodings, value.strip());
    }
    this.values = List.copyOf(encodings);
  }

  private static void add(Collection<String> encodings, String value) {
    if (value.length() >= CHARS_MIN && EnvironmentReferences.variableIn(value).isEmpty()) {
      encodings.add(value);
      encodings.add(escapeJson(value));
      encodings.add(escapeJson(escapeJson(value)));
      encodings.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
      var bytes = value.getBytes(StandardCharsets.UTF_8);
      encodings.add(Base64.getEncoder().encodeToString(bytes));
      encodings.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
      encodings.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
  }

  /// Escapes a text as in a JSON string.
  static String escapeJson(String value) {
    var quoted = Json.write(value);
    return quoted.substring(1, quoted.length() - 1);
  }

  /// Collects the secrets of an engine.
  public static Secrets from(LoomConfig config, Map<String, String> environment) {
    var values = new TreeSet<String>();
    values.add(config.server().webhooks().webhookSecret());
    config.models().values().forEach(model -> values.add(model.endpoint().apiKey()));
    config.mcp().servers().values().forEach(server -> values.addAll(secretValues(server.env())));
    values.addAll(secretValues(environment));
    List.copyOf(values).stream()
        .flatMap(value -> EnvironmentReferences.variableIn(value).stream())
        .forEach(name -> values.add(environment.getOrDefault(name, "")));
    return new Secrets(values);
  }

  private static Collection<String> secretValues(Map<String, String> variables) {
    var values = new TreeSet<String>();
    variables.forEach(
        (name, value) -> {
          if (SECRET_NAME.matcher(name).find()) {
            values.add(value);
          }
        });
    return values;
  }

  /// Redacts a text.
  String redact(String text) {
    var redacted = text;
    for (var secret : values) {
      if (redacted.contains(secret)) {
        redacted = redacted.replace(secret, REDACTED);
      }
    }
    return redacted;
  }

  /// Redacts a tree, including field names.
  JsonNode redact(JsonNode tree) {
    if (values.isEmpty()) {
      return tree;
    }
    return switch (tree) {
      case ObjectNode object -> {
        var redacted = JsonNodeFactory.instance.objectNode();
        object
            .properties()
            .forEach(field -> redacted.set(redact(field.getKey()), redact(field.getValue())));
        yield redacted;
      }
      case ArrayNode array -> {
        var redacted = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(item -> redacted.add(redact(item)));
        yield redacted;
      }
      case JsonNode value when value.isTextual() || value.isNumber() -> {
        var text = value.asText();
        var redacted = redact(text);
        yield redacted.equals(text) ? value : TextNode.valueOf(redacted);
      }
      default -> tree;
    };
  }

  /// Returns the number of values only.
  @Override
  public String toString() {
    return "Secrets[" + values.size() + "]";
  }
}
