package dev.loom.models.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ModelCallConfig;
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
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/// Creates the exceptions for failed calls of an endpoint. Messages name the endpoint, the failure
/// and the setting to change. Server messages are truncated and stripped of the API key.
public final class EndpointErrors {
  private static final int SERVER_MESSAGE_CHARS_MAX = 200;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

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
  private final ModelCallConfig callConfig;
  private final InstantSource clock;

  EndpointErrors(
      ProviderProtocol protocol,
      Endpoint endpoint,
      ModelCallConfig callConfig,
      InstantSource clock) {
    this.protocol = protocol;
    this.endpoint = endpoint;
    this.callConfig = callConfig;
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
    var failure = classify(status, header, body);
    var shouldRetry = header.apply("x-should-retry");
    if ("false".equals(shouldRetry) && failure.isRetryable()) {
      return ModelException.permanent(failure.getMessage());
    }
    return "true".equals(shouldRetry) && !failure.isRetryable()
        ? ModelException.retryable(failure.getMessage(), null)
        : failure;
  }

  private ModelException classify(int status, UnaryOperator<String> header, String body) {
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
      case 408, 409, 429 -> temporaryFailure(status, header, details);
      default -> {
        if (status >= 500) {
          yield temporaryFailure(status, header, details);
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

  private ModelException temporaryFailure(
      int status, UnaryOperator<String> header, String details) {
    var rateLimited = isRateLimit(status);
    if (rateLimited && details.contains("quota")) {
      // Waiting does not restore a used-up quota.
      return ModelException.permanent(
          "The quota of the account at " + base() + " is used up" + details + ".");
    }
    var description = rateLimited ? "limits the rate of requests" : "is temporarily unavailable";
    var text = "The model server at " + base() + " " + description + details + ".";
    if (rateLimited) {
      return ModelException.rateLimited(text, retryAfter(header).orElse(null));
    }
    return retryAfter(header)
        .map(wait -> ModelException.retryableAfter(text, wait))
        .orElseGet(() -> ModelException.retryable(text, null));
  }

  /// Includes 529, which Anthropic sends when overloaded.
  private static boolean isRateLimit(int status) {
    return status == 429 || status == 529;
  }

  private Optional<Duration> retryAfter(UnaryOperator<String> header) {
    var millis = header.apply("retry-after-ms");
    if (millis != null && NUMBER.matcher(millis.strip()).matches()) {
      return Optional.of(Duration.ofMillis((long) Double.parseDouble(millis.strip())));
    }
    var value = header.apply("retry-after");
    if (value == null) {
      return Optional.empty();
    }
    if (NUMBER.matcher(value.strip()).matches()) {
      return Optional.of(Duration.ofMillis((long) (Double.parseDouble(value.strip()) * 1000)));
    }
    try {
      var at = ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      var wait = Duration.between(clock.instant(), at);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeParseException ignored) {
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
      case UnknownHostException _ ->
          ModelException.retryable(
              "The host "
                  + endpoint.base().getHost()
                  + " could not be resolved; check the network or "
                  + baseUrl
                  + ".",
              cause);
      case ConnectTimeoutException _ ->
          ModelException.retryable(
              "The model server at "
                  + base()
                  + " could not be reached within "
                  + callConfig.connectTimeoutSeconds()
                  + " s (model_calls.connect_timeout_seconds); check the network or "
                  + baseUrl
                  + ".",
              cause);
      case TimeoutException _ ->
          ModelException.retryable(
              "The model server at "
                  + base()
                  + " did not respond in time"
                  + quote(reason(cause))
                  + "; check the network or "
                  + baseUrl
                  + ".",
              cause);
      case ConnectException _ ->
          ModelException.retryable(
              "No model server answers at " + base() + "; start it or change " + baseUrl + ".",
              cause);
      case SSLException _ ->
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
    var detail = cause == null ? "" : quote(sanitize(reason(cause)));
    return ModelException.retryable(
        "The connection to the model server at "
            + base()
            + " broke off before its response was"
            + " complete"
            + detail
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
                  + callConfig.firstByteTimeoutSeconds()
                  + " s (model_calls.first_byte_timeout_seconds)";
          case IDLE ->
              "sent nothing in the middle of its response for "
                  + callConfig.idleTimeoutSeconds()
                  + " s (model_calls.idle_timeout_seconds)";
          case TOTAL ->
              "did not finish its response within "
                  + callConfig.totalTimeoutSeconds()
                  + " s (model_calls.total_timeout_seconds)";
        };
    return ModelException.retryable("The model server at " + base() + " " + text + ".", null);
  }

  /// Maps a response that does not follow the protocol.
  ModelException malformedResponse(String excerpt) {
    return ModelException.retryable(
        "The server at "
            + base()
            + " does not support "
            + protocol.name()
            + quote(sanitize(excerpt))
            + "; check "
            + endpoint.settings().baseUrl()
            + ".",
        null);
  }

  /// Maps a response that exceeds a size limit to a permanent failure.
  public ModelException overLimit(String description) {
    return ModelException.permanent("The model server at " + base() + " sent " + description + ".");
  }

  /// Maps a line or document that exceeds a byte limit to a retryable failure, because the server
  /// may be temporarily faulty.
  ModelException overByteLimit(String description) {
    return ModelException.retryable(
        "The model server at " + base() + " sent " + description + ".", null);
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
    } catch (IllegalArgumentException ignored) {
      return sanitize(body);
    }
  }

  private String sanitize(String message) {
    var key = endpoint.apiKey();
    var redacted = key.isEmpty() ? message : message.replace(key, "***");
    var line = redacted.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return TextTruncator.withEllipsis(line, SERVER_MESSAGE_CHARS_MAX);
  }
}
