package dev.loom.bus.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.bus.json.EventFormat;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.EnvironmentReferences;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.event.TaskEvent;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Redacts configured secrets from texts, JSON and events. Immutable.
///
/// The secrets are the API keys and the webhook secret of the configuration, the token of the
/// engine's home, the values of environment variables whose names indicate a secret, and passwords
/// in URLs of the environment, such as that of a proxy. Each is found in plain, JSON, URL, base64
/// and hexadecimal encoding, long ones also if whitespace was put into them or if only half of them
/// is there.
public final class Secrets implements Shareable {
  public static final Secrets NONE = new Secrets(List.of());

  private static final String REDACTED = "[secret]";

  /// Shorter values are not redacted, because they may be ordinary words.
  private static final int CHARS_MIN = 8;

  /// Length from which a value is found with whitespace in it.
  private static final int SPLIT_CHARS_MIN = 16;

  /// Length from which half of a value is redacted too.
  private static final int HALF_CHARS_MIN = 12;

  private static final Pattern SECRET_NAME =
      Pattern.compile("KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL", Pattern.CASE_INSENSITIVE);

  private static final Pattern FILE = Pattern.compile("[~.]{0,2}/.*");
  private static final Pattern PASSWORD_IN_URL = Pattern.compile("://[^/@\\s:]*:([^/@\\s]+)@");

  private static final int BUCKETS = 4_096;

  /// The forms by the hash of their first three characters, the longest first, so that a secret
  /// that contains another is replaced as a whole.
  private final Form[][] buckets = new Form[BUCKETS][];

  private final List<Form> forms;
  private final int longest;

  /// One encoding of a secret.
  ///
  /// @param compact the text without whitespace
  private record Form(String text, String compact) {
    Form(String text) {
      this(text, text.replaceAll("\\s+", ""));
    }

    boolean isAt(CompactText text, int index) {
      return text.matches(index, compact, compact.length())
          && (compact.length() >= SPLIT_CHARS_MIN || text.isWhole(index, this.text));
    }

    int end(CompactText in, int index) {
      return compact.length() >= SPLIT_CHARS_MIN
          ? in.position(index + compact.length() - 1) + 1
          : in.position(index) + text.length();
    }
  }

  /// @param values of which those shorter than 8 characters are ignored
  public Secrets(Collection<String> values) {
    var texts = new TreeSet<String>();
    for (var value : values) {
      // A multi-line key may appear line by line.
      value.lines().forEach(line -> add(texts, line.strip()));
      add(texts, value.strip());
    }
    forms =
        texts.stream()
            .map(Form::new)
            .filter(form -> form.compact.length() >= CHARS_MIN)
            .sorted(Comparator.comparingInt((Form form) -> form.compact.length()).reversed())
            .toList();
    longest = forms.isEmpty() ? 0 : forms.getFirst().compact.length();
    for (var form : forms) {
      var bucket = bucket(form.compact.charAt(0), form.compact.charAt(1), form.compact.charAt(2));
      var before = buckets[bucket] == null ? new Form[0] : buckets[bucket];
      buckets[bucket] = Arrays.copyOf(before, before.length + 1);
      buckets[bucket][before.length] = form;
    }
  }

  private static int bucket(char first, char second, char third) {
    return (first * 961 + second * 31 + third) & (BUCKETS - 1);
  }

  private static void add(Collection<String> texts, String value) {
    if (value.length() < CHARS_MIN || EnvironmentReferences.variableIn(value).isPresent()) {
      return;
    }
    texts.addAll(SecretForms.of(value));
    // Of a secret that is cut in two, one piece contains one of its halves.
    if (value.length() >= 2 * HALF_CHARS_MIN && !value.contains("://")) {
      texts.addAll(SecretForms.of(value.substring(0, value.length() / 2)));
      texts.addAll(SecretForms.of(value.substring(value.length() / 2)));
    }
  }

  /// Collects the secrets of an engine.
  ///
  /// @param token token of the engine's home
  public static Secrets from(
      LoomConfig config, Map<String, String> environment, AccessToken token) {
    var values = new TreeSet<String>();
    values.add(token.secret());
    values.add(config.server().webhooks().webhookSecret());
    config.models().values().forEach(model -> values.add(model.endpoint().apiKey()));
    for (var server : config.mcp().servers().values()) {
      values.addAll(secretValues(server.env()));
      values.addAll(server.headers().values());
    }
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
          if (SECRET_NAME.matcher(name).find() && !FILE.matcher(value).matches()) {
            values.add(value);
          }
          for (var url = PASSWORD_IN_URL.matcher(value); url.find(); ) {
            values.add(url.group(1));
            values.add(decode(url.group(1)));
          }
        });
    return values;
  }

  private static String decode(String encoded) {
    try {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException ignored) {
      return encoded;
    }
  }

  /// Makes the secrets known to all modules of an engine.
  public void publish(Vertx vertx) {
    map(vertx).put("", this);
  }

  /// Returns the secrets of an engine; none before they are published.
  public static Secrets of(Vertx vertx) {
    return map(vertx).getOrDefault("", NONE);
  }

  private static LocalMap<String, Secrets> map(Vertx vertx) {
    return vertx.sharedData().getLocalMap(Secrets.class.getName());
  }

  /// Redacts a text.
  public String redact(String text) {
    if (text.length() < CHARS_MIN || forms.isEmpty()) {
      return text;
    }
    var compact = new CompactText(text);
    var redacted = new StringBuilder();
    var from = 0;
    for (var index = 0; index < compact.length(); index++) {
      var form = at(compact, index);
      if (form != null) {
        redacted.append(text, from, compact.position(index)).append(REDACTED);
        from = form.end(compact, index);
        index += form.compact.length() - 1;
      }
    }
    return from == 0 ? text : redacted.append(text, from, text.length()).toString();
  }

  private Form at(CompactText text, int index) {
    if (index + 2 < text.length()) {
      var bucket = buckets[bucket(text.at(index), text.at(index + 1), text.at(index + 2))];
      if (bucket != null) {
        for (var form : bucket) {
          if (form.isAt(text, index)) {
            return form;
          }
        }
      }
    }
    return null;
  }

  /// Returns the length of the part of a text that contains no beginning of a secret at its end.
  int completeLength(String text) {
    var compact = new CompactText(text);
    for (var index = 0; index < compact.length(); index++) {
      var rest = compact.length() - index;
      if (rest < longest && isBeginning(compact, index, rest)) {
        return compact.position(index);
      }
      var form = at(compact, index);
      index += form == null ? 0 : form.compact.length() - 1;
    }
    return text.length();
  }

  private boolean isBeginning(CompactText text, int index, int rest) {
    for (var form : forms) {
      if (form.compact.length() <= rest) {
        return false;
      }
      if (text.matches(index, form.compact, rest)) {
        return true;
      }
    }
    return false;
  }

  /// Redacts a tree, including field names.
  ///
  /// @return the tree itself if it contains no secret
  public JsonNode redact(JsonNode tree) {
    return switch (tree) {
      case ObjectNode object -> {
        var redacted = JsonNodeFactory.instance.objectNode();
        object
            .properties()
            .forEach(field -> redacted.set(redact(field.getKey()), redact(field.getValue())));
        yield redacted.equals(tree) ? tree : redacted;
      }
      case ArrayNode array -> {
        var redacted = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(item -> redacted.add(redact(item)));
        yield redacted.equals(tree) ? tree : redacted;
      }
      case JsonNode value when value.isTextual() || value.isNumber() -> {
        var text = value.asText();
        var redacted = redact(text);
        yield redacted.equals(text) ? value : TextNode.valueOf(redacted);
      }
      default -> tree;
    };
  }

  /// Redacts an event; the workspace and the callback of a task stay, because they are used.
  public TaskEvent.Recorded redact(TaskEvent.Recorded event) {
    if (forms.isEmpty()) {
      return event;
    }
    var tree = Json.mapper().<ObjectNode>valueToTree(event);
    var redacted = redact((JsonNode) tree);
    if (redacted == tree) {
      return event;
    }
    for (var name : List.of("workspace", "callback_url")) {
      if (redacted.get("task") instanceof ObjectNode task && task.has(name)) {
        task.set(name, tree.get("task").get(name));
      }
    }
    var type = event.type();
    return EventFormat.current().read(type.wireName(), type.version(), (ObjectNode) redacted);
  }

  /// Redacts the texts of a request to a model. What a model said stays: it was redacted when it
  /// was recorded.
  public ModelRequest redact(ModelRequest request) {
    return forms.isEmpty()
        ? request
        : new ModelRequest(
            request.role(),
            request.messages().stream().map(this::redact).toList(),
            request.tools(),
            request.responseSchema(),
            request.assignment());
  }

  private Message redact(Message message) {
    return switch (message) {
      case Message.System system -> new Message.System(redact(system.text()));
      case Message.User user -> new Message.User(redact(user.text()));
      case Message.Assistant assistant -> assistant;
      case Message.ToolOutput output ->
          new Message.ToolOutput(
              output.callId(),
              output.toolName(),
              redact(output.text()),
              output.failed(),
              output.data(),
              output.content());
    };
  }

  /// Returns a redaction of a text that arrives in pieces.
  public RedactedStream stream() {
    return new RedactedStream(this);
  }

  /// Returns the number of forms only.
  @Override
  public String toString() {
    return "Secrets[" + forms.size() + "]";
  }
}
