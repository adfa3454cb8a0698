package dev.loom.models.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.loom.bus.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the errors of many servers: in the body of a response and in its stream.
final class ErrorBody {
  /// The fields that hold the message or the error with the message, most specific first.
  private static final List<String> MESSAGE_FIELDS =
      List.of(
          "message",
          // Amazon
          "Message",
          "error",
          "detail",
          "msg",
          "error_msg",
          "error_message",
          "status_msg",
          "errors",
          "title",
          "reason");

  private static final List<String> PLAIN_ERROR_FIELDS = List.of("message", "detail", "msg");
  private static final int DEPTH_MAX = 6;

  private static final Pattern WAIT =
      Pattern.compile(
          "(?i)(?:retry|try again|wait)[^0-9]{0,24}(?=\\d)"
              + "(?:(\\d{1,3})\\s?h(?:ours?)?)?\\s?(?:(\\d{1,4})\\s?m(?:in(?:utes?)?)?(?!s))?\\s?"
              + "(?:(\\d{1,6}(?:\\.\\d{1,9})?)\\s?(ms|s\\b|sec))?");

  private static final Pattern TITLE = Pattern.compile("(?i)<title>([^<]+)</title>");
  private static final Pattern DATA = Pattern.compile("(?m)^data:(.*)$");

  /// Fields with the seconds to wait: Google (`2.5s`), Codex, others.
  private static final List<String> WAIT_FIELDS =
      List.of("retryDelay", "resets_in_seconds", "retry_after", "retry_after_seconds");

  private static final Pattern SECONDS = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,9})?)s?");

  private ErrorBody() {}

  /// Returns the error in a message of a stream or in a document. Besides `error`, servers use
  /// `"object": "error"` (vLLM), `"type": "error"`, an array (Google), `choices[0].error`
  /// (OpenRouter), `base_resp` (MiniMax), or only a text instead of choices.
  static Optional<JsonNode> errorIn(JsonNode message) {
    if (message.isArray()) {
      return errorIn(message.path(0));
    }
    for (var error : List.of(message.path("error"), message.at("/choices/0/error"))) {
      if (isMeant(error)) {
        return Optional.of(error.isContainerNode() || error.isTextual() ? error : message);
      }
    }
    var status = message.at("/base_resp/status_code").asInt(0);
    if (status != 0) {
      return Optional.of(message.get("base_resp"));
    }
    var type = message.path("type").asText("");
    var isPlainError =
        message.path("choices").isEmpty()
            && type.isEmpty()
            && PLAIN_ERROR_FIELDS.stream().anyMatch(name -> message.path(name).isTextual());
    return type.equals("error") || message.path("object").asText("").equals("error") || isPlainError
        ? Optional.of(message)
        : Optional.empty();
  }

  private static boolean isMeant(JsonNode error) {
    return error.isContainerNode()
        ? !error.isEmpty()
        : !error.asText("").isEmpty() && error.asBoolean(true);
  }

  /// Returns the message of an error body, which may also be an event of a stream (DashScope,
  /// Lemonade) or a page (proxies); the body itself if it has none.
  static String messageOf(String body) {
    var page = TITLE.matcher(body);
    if (body.stripLeading().startsWith("<") && page.find()) {
      return page.group(1).strip();
    }
    var event = DATA.matcher(body);
    return Json.tryParse(body)
        .or(() -> event.find() ? Json.tryParse(event.group(1)) : Optional.empty())
        .map(json -> messageOf(json, 0))
        .filter(text -> !text.isBlank())
        .orElse(body);
  }

  /// Returns the message of an error.
  static String messageOf(JsonNode error) {
    return messageOf(error, 0);
  }

  private static String messageOf(JsonNode error, int depth) {
    if (depth == DEPTH_MAX || error.isValueNode()) {
      return textIn(error.isValueNode() ? error.asText("") : error.toString(), depth);
    }
    if (error.isArray()) {
      var messages = new ArrayList<String>();
      error.forEach(item -> messages.add(messageOf(item, depth + 1)));
      return String.join("; ", messages);
    }
    for (var name : MESSAGE_FIELDS) {
      if (isMeant(error.path(name))
          && !error.path(name).isNumber()
          && !error.path(name).isBoolean()) {
        return details(error, messageOf(error.get(name), depth + 1), depth);
      }
    }
    return error.isEmpty() ? "" : error.toString();
  }

  /// Adds what the message lacks: the provider's own error (OpenRouter's `metadata.raw`), the wrong
  /// values (Google's `fieldViolations`), or the place of a wrong value (FastAPI's `loc`).
  private static String details(JsonNode error, String message, int depth) {
    var raw = error.at("/metadata/raw");
    if (isMeant(raw)) {
      return message + ": " + messageOf(raw, depth + 1);
    }
    var violations = new ArrayList<String>();
    for (var violation : error.path("details").findPath("fieldViolations")) {
      violations.add(
          violation.path("field").asText("") + ": " + violation.path("description").asText(""));
    }
    if (!violations.isEmpty()) {
      return message + " (" + String.join("; ", violations) + ")";
    }
    var place = new ArrayList<String>();
    error.path("loc").forEach(part -> place.add(part.asText("")));
    return place.isEmpty() ? message : String.join(".", place) + ": " + message;
  }

  /// Returns the text, or the message in it if it is JSON.
  private static String textIn(String text, int depth) {
    var isJson = text.startsWith("{") || text.startsWith("[");
    return isJson && depth < DEPTH_MAX
        ? Json.tryParse(text).map(json -> messageOf(json, depth + 1)).orElse(text)
        : text;
  }

  /// Returns the wait that a body asks for: in a field, or in words, such as `Please try again in
  /// 6m0.5s`.
  static Optional<Duration> waitIn(String body) {
    var json = Json.tryParse(body).orElse(MissingNode.getInstance());
    for (var field : WAIT_FIELDS) {
      var seconds = SECONDS.matcher(json.findPath(field).asText(""));
      if (seconds.matches()) {
        return Optional.of(millis(Double.parseDouble(seconds.group(1)) * 1_000));
      }
    }
    var words = WAIT.matcher(body);
    while (words.find()) {
      if (words.group(1) != null || words.group(2) != null || words.group(3) != null) {
        var last = number(words.group(3)) * ("ms".equals(words.group(4)) ? 1 : 1_000);
        return Optional.of(
            millis(number(words.group(1)) * 3_600_000 + number(words.group(2)) * 60_000 + last));
      }
    }
    return Optional.empty();
  }

  private static double number(String digits) {
    return digits == null ? 0 : Double.parseDouble(digits);
  }

  private static Duration millis(double millis) {
    return Duration.ofMillis((long) Math.ceil(millis));
  }
}
