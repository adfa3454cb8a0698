package dev.loom.models.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.text.TextTruncator;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/// Creates the errors of an endpoint. Each message says what was tried, what came back and what to
/// change. Server messages are truncated, and the API key is removed from them.
public final class EndpointErrors {
  private static final int SERVER_MESSAGE_CHARS_MAX = 200;
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  private static final Set<String> PERMANENT_TYPES =
      Set.of(
          "invalid_request_error",
          "authentication_error",
          "billing_error",
          "permission_error",
          "not_found_error",
          "request_too_large");

  private final ProviderProtocol protocol;
  private final Endpoint endpoint;
  private final ModelCallConfig calls;
  private final InstantSource clock;

  EndpointErrors(
      ProviderProtocol protocol, Endpoint endpoint, ModelCallConfig calls, InstantSource clock) {
    this.protocol = protocol;
    this.endpoint = endpoint;
    this.calls = calls;
    this.clock = clock;
  }

  /// The deadlines of a call.
  enum Deadline {
    FIRST_BYTE,
    IDLE,
    TOTAL
  }

  /// Maps a response status other than 2xx. The header `x-should-retry` overrides the
  /// classification by status.
  ///
  /// @param header returns the value of a header, or null
  ModelException status(int status, UnaryOperator<String> header, String body) {
    var failure = plainStatus(status, header, body);
    var shouldRetry = header.apply("x-should-retry");
    if ("false".equals(shouldRetry) && failure.isRetryable()) {
      return ModelException.permanent(failure.getMessage());
    }
    return "true".equals(shouldRetry) && !failure.isRetryable()
        ? ModelException.retryable(failure.getMessage(), null)
        : failure;
  }

  private ModelException plainStatus(int status, UnaryOperator<String> header, String body) {
    var settings = endpoint.settings();
    var details = " (HTTP " + status + quote(messageIn(body)) + ")";
    return switch (status) {
      case 401, 403 ->
          ModelException.permanent(
              "The model server at "
                  + base()
                  + " rejected the key"
                  + details
                  + "; check "
                  + settings.apiKey()
                  + ".");
      case 404 ->
          ModelException.permanent(
              "The model '"
                  + endpoint.model()
                  + "' was not found at "
                  + base()
                  + details
                  + "; check "
                  + settings.model()
                  + " and "
                  + settings.baseUrl()
                  + (protocol.missingModelHint().isEmpty()
                      ? ""
                      : ", or " + protocol.missingModelHint())
                  + ".");
      case 408, 409, 429 -> temporary(status, header, details);
      default -> {
        if (status >= 500) {
          yield temporary(status, header, details);
        }
        if (status >= 300 && status < 400) {
          yield ModelException.permanent(
              "The model server at "
                  + base()
                  + " answered with a redirect (HTTP "
                  + status
                  + "), which is not followed; set "
                  + settings.baseUrl()
                  + " to the final address.");
        }
        yield ModelException.permanent(
            "The model server at " + base() + " rejected the request" + details + ".");
      }
    };
  }

  private ModelException temporary(int status, UnaryOperator<String> header, String details) {
    var limited = isRateLimit(status);
    if (limited && details.contains("quota")) {
      // A used-up quota is not restored by waiting.
      return ModelException.permanent(
          "The quota of the account at " + base() + " is used up" + details + ".");
    }
    var what = limited ? "limits the rate of requests" : "is temporarily unavailable";
    var text = "The model server at " + base() + " " + what + details + ".";
    if (limited) {
      return ModelException.rateLimited(text, retryAfter(header).orElse(null));
    }
    return retryAfter(header)
        .map(wait -> ModelException.retryableAfter(text, wait))
        .orElseGet(() -> ModelException.retryable(text, null));
  }

  /// Anthropic sends 529 when overloaded.
  private static boolean isRateLimit(int status) {
    return status == 429 || status == 529;
  }

  private Optional<Duration> retryAfter(UnaryOperator<String> header) {
    var millis = header.apply("retry-after-ms");
    if (millis != null && SECONDS.matcher(millis.strip()).matches()) {
      return Optional.of(Duration.ofMillis((long) Double.parseDouble(millis.strip())));
    }
    var value = header.apply("retry-after");
    if (value == null) {
      return Optional.empty();
    }
    if (SECONDS.matcher(value.strip()).matches()) {
      return Optional.of(Duration.ofMillis((long) (Double.parseDouble(value.strip()) * 1000)));
    }
    try {
      var at = ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var wait = Duration.between(clock.instant(), at);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }

  /// Maps an error that a server sent inside a stream with status 200.
  ///
  /// @param error a text, or an object with `message` and optionally `code` or `type`
  public ModelException inStream(JsonNode error) {
    var code = error.path("code").asInt(error.path("status").asInt(0));
    var message = error.isTextual() ? error.textValue() : error.path("message").asText("");
    var text =
        "The model server at " + base() + " aborted its response" + quote(sanitize(message)) + ".";
    var type = error.path("type").asText("");
    if (isRateLimit(code) || type.equals("rate_limit_error") || type.equals("overloaded_error")) {
      return ModelException.rateLimited(text, null);
    }
    var permanent =
        code >= 400 && code < 500 && code != 408 && code != 409 || PERMANENT_TYPES.contains(type);
    return permanent ? ModelException.permanent(text) : ModelException.retryable(text, null);
  }

  /// Maps a failure to connect or a broken connection.
  ModelException connection(Throwable cause) {
    var baseUrl = endpoint.settings().baseUrl();
    return switch (cause) {
      case UnknownHostException unknown ->
          ModelException.retryable(
              "The host "
                  + endpoint.base().getHost()
                  + " could not be resolved; check the network or "
                  + baseUrl
                  + ".",
              cause);
      case ConnectTimeoutException late ->
          ModelException.retryable(
              "The model server at "
                  + base()
                  + " could not be reached within "
                  + calls.connectTimeoutSeconds()
                  + " s (model_calls.connect_timeout_seconds); check the network or "
                  + baseUrl
                  + ".",
              cause);
      case ConnectException refused ->
          ModelException.retryable(
              "No model server answers at " + base() + "; start it or change " + baseUrl + ".",
              cause);
      case SSLException untrusted ->
          ModelException.permanent(
              "No secure connection to "
                  + base()
                  + " could be made"
                  + quote(sanitize(reason(cause)))
                  + "; check "
                  + baseUrl
                  + ".");
      default -> connectionLost(cause);
    };
  }

  /// Maps a stream that ended before the response was complete.
  ModelException connectionLost(Throwable cause) {
    var why = cause == null ? "" : quote(sanitize(reason(cause)));
    return ModelException.retryable(
        "The connection to the model server at "
            + base()
            + " broke off before its response was"
            + " complete"
            + why
            + ".",
        cause);
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  ModelException timeout(Deadline deadline) {
    var text =
        switch (deadline) {
          case FIRST_BYTE ->
              "did not start its response within "
                  + calls.firstByteTimeoutSeconds()
                  + " s (model_calls.first_byte_timeout_seconds)";
          case IDLE ->
              "sent nothing in the middle of its response for "
                  + calls.idleTimeoutSeconds()
                  + " s (model_calls.idle_timeout_seconds)";
          case TOTAL ->
              "did not finish its response within "
                  + calls.totalTimeoutSeconds()
                  + " s (model_calls.total_timeout_seconds)";
        };
    return ModelException.retryable("The model server at " + base() + " " + text + ".", null);
  }

  /// Maps a response that does not follow the protocol.
  ModelException malformedResponse(String start) {
    return ModelException.retryable(
        "The server at "
            + base()
            + " does not support "
            + protocol.name()
            + quote(sanitize(start))
            + "; check "
            + endpoint.settings().baseUrl()
            + ".",
        null);
  }

  /// Maps a response that exceeds a size limit; permanent.
  public ModelException overLimit(String what) {
    return ModelException.permanent("The model server at " + base() + " sent " + what + ".");
  }

  /// Maps a line or document that exceeds a byte limit; retryable, because the server may be
  /// temporarily faulty.
  ModelException overByteLimit(String what) {
    return ModelException.retryable("The model server at " + base() + " sent " + what + ".", null);
  }

  private String base() {
    return endpoint.base().toString();
  }

  private static String quote(String message) {
    return message.isEmpty() ? "" : ": " + message;
  }

  private String messageIn(String body) {
    try {
      var json = Json.parse(body);
      var error = json.path("error");
      for (var node :
          new JsonNode[] {
            error.path("message"), error, json.path("message"), json.path("detail")
          }) {
        if (node.isTextual()) {
          return sanitize(node.textValue());
        }
      }
      return "";
    } catch (IllegalArgumentException noJson) {
      return sanitize(body);
    }
  }

  private String sanitize(String message) {
    var key = endpoint.apiKey();
    var clear = key.isEmpty() ? message : message.replace(key, "***");
    var line = clear.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return TextTruncator.withEllipsis(line, SERVER_MESSAGE_CHARS_MAX);
  }
}
