package dev.loom.models.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
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
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/// Creates the exceptions for failed calls of an endpoint. Messages name the endpoint, the failure
/// and the setting to change. Server messages are truncated and stripped of the API key.
public final class EndpointErrors {
  private static final int SERVER_MESSAGE_CHARS_MAX = 200;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  /// Cerebras, Azure, OpenAI.
  private static final List<String> RESET_HEADERS =
      List.of(
          "x-ratelimit-reset-tokens-minute",
          "x-rate-limit-reset-tokens",
          "x-ratelimit-reset-tokens");

  /// Words for a limit that waiting does not lift. Google and Azure advise to check or increase the
  /// quota when a limit per minute was reached.
  private static final Pattern USED_UP =
      Pattern.compile(
          "(?<!check |check your |increase |increase your )quota(?!.?increase)"
              + "|insufficient.?(?:balance|funds|credits?)|billing");

  private static final Pattern PER_MINUTE =
      Pattern.compile("per.?(?:second|minute)|\\b[rt]p[ms]\\b");

  private static final Pattern RATE_LIMIT_TYPE =
      Pattern.compile(
          "(?i).*(?:rate.?limit|usage.?limit|overload|resource_exhausted|too_many_requests).*");

  private static final Set<String> PERMANENT_TYPES =
      Set.of(
          "invalid_request_error",
          "authentication_error",
          "billing_error",
          "permission_error",
          "not_found_error",
          "request_too_large");

  private static final Pattern UNAVAILABLE_TYPE =
      Pattern.compile(
          "(?i)unavailable|slow_down|\\b(?:api_error|(?:internal_)?server_error|timeout)\\b");

  /// Ollama and llama.cpp answer 500 to what they cannot parse, render or load: "error parsing tool
  /// call", "tools param requires --jinja flag", "model failed to load". Waiting changes nothing
  /// then.
  private static final Pattern REQUEST_FAULT =
      Pattern.compile(
          "(?i)\\b(?:(?:error|failed|unable|failure) (?:while )?(?:to )?pars(?:e|ing)|parse error"
              + "|invalid (?:json )?schema|(?:failed|unable) to load(?! balanc)|could not load"
              + "|error loading)\\b|tool call|\\bjinja\\b|\\b(?:chat|prompt) template\\b");

  /// Says that the server speaks no TLS, or that its certificate is not accepted.
  private static final Pattern TLS_SETTING =
      Pattern.compile("(?i)certificat|certpath|not an ssl/tls record|hostname|protocol_version");

  private static final int CAUSES_MAX = 10;

  private final ProviderProtocol protocol;
  private final Endpoint endpoint;
  private final ModelCallConfig callConfig;
  private final InstantSource clock;

  EndpointErrors(ProviderProtocol protocol, ModelCallConfig callConfig, InstantSource clock) {
    this.protocol = protocol;
    this.endpoint = protocol.endpoint;
    this.callConfig = callConfig;
    this.clock = clock;
  }

  /// The deadlines of a call.
  enum Deadline {
    FIRST_BYTE(
        "did not start its response within %d s (model_calls.first_byte_timeout_seconds)",
        ModelCallConfig::firstByteTimeoutSeconds),
    IDLE(
        "sent nothing in the middle of its response for %d s (model_calls.idle_timeout_seconds)",
        ModelCallConfig::idleTimeoutSeconds),
    TOTAL(
        "did not finish its response within %d s (model_calls.total_timeout_seconds)",
        ModelCallConfig::totalTimeoutSeconds);

    private final String problem;
    private final ToIntFunction<ModelCallConfig> seconds;

    Deadline(String problem, ToIntFunction<ModelCallConfig> seconds) {
      this.problem = problem;
      this.seconds = seconds;
    }
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
    var details = "(HTTP " + status + quote(sanitize(ErrorBody.messageOf(body))) + ")";
    if (status == 408 || status == 409 || status == 429 || status >= 500 && status != 501) {
      return temporaryFailure(
          status,
          retryAfter(header).or(() -> ErrorBody.waitIn(body)).or(() -> resetIn(header)),
          body,
          details);
    }
    if (status == 401 || status == 403) {
      return ModelException.permanent(
          server("rejected the key %s; check %s", details, settings.apiKey()));
    }
    if (status == 404) {
      var hint = protocol.missingModelHint();
      return ModelException.permanent(
          "The model '%s' was not found at %s %s; check %s and %s%s."
              .formatted(
                  endpoint.model(),
                  endpoint.base(),
                  details,
                  settings.model(),
                  settings.baseUrl(),
                  hint.isEmpty() ? "" : ", or " + hint));
    }
    return ModelException.permanent(
        status >= 300 && status < 400
            ? server(
                "answered with a redirect (HTTP %d), which is not followed; set %s to the final"
                    + " address",
                status, settings.baseUrl())
            : server("rejected the request %s", details));
  }

  private ModelException temporaryFailure(
      int status, Optional<Duration> wait, String body, String details) {
    if (isRateLimit(status) && isUsedUp(body, wait)) {
      return ModelException.permanent(
          "The quota of the account at %s is used up %s.".formatted(endpoint.base(), details));
    }
    if (isRateLimit(status)) {
      return ModelException.rateLimited(
          server("limits the rate of requests %s", details), wait.orElse(null));
    }
    var text = server("is temporarily unavailable %s", details);
    if (wait.isPresent()) {
      return ModelException.retryableAfter(text, wait.get());
    }
    return status < 500 || status == 500 && REQUEST_FAULT.matcher(details).find()
        ? ModelException.retryable(text, null)
        : ModelException.unavailable(text, null);
  }

  /// Returns whether the account has nothing left. Google says "quota" and "billing" for a limit
  /// per minute too, but names a wait or the period then.
  private static boolean isUsedUp(String body, Optional<Duration> wait) {
    var text = body.toLowerCase(Locale.ROOT);
    return text.contains("insufficient_quota")
        || wait.isEmpty() && USED_UP.matcher(text).find() && !PER_MINUTE.matcher(text).find();
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

  /// Returns the time until the limit of tokens is lifted, where no header says when to retry:
  /// `55`, `12.5` or `6m0s`.
  private static Optional<Duration> resetIn(UnaryOperator<String> header) {
    return RESET_HEADERS.stream()
        .map(header)
        .filter(Objects::nonNull)
        .map(value -> NUMBER.matcher(value).matches() ? value + "s" : value)
        .flatMap(value -> ErrorBody.waitIn("wait " + value).stream())
        .filter(Duration::isPositive)
        .findFirst();
  }

  /// Maps an error that a server sent inside a stream with status 200.
  ///
  /// @param error a text, or an object with a message and optionally `code` or `type`
  public ModelException inStream(JsonNode error) {
    var code = 0;
    var type = "";
    for (var name : List.of("code", "status", "status_code", "http_status", "type")) {
      code = code == 0 ? error.path(name).asInt(0) : code;
      type += error.path(name).isTextual() ? error.get(name).textValue() + " " : "";
    }
    var text = server("aborted its response%s", quote(sanitize(ErrorBody.messageOf(error))));
    var body = error.toString();
    if (isRateLimit(code) || RATE_LIMIT_TYPE.matcher(type).matches()) {
      var wait = ErrorBody.waitIn(body);
      return isUsedUp(body, wait)
          ? ModelException.permanent(text)
          : ModelException.rateLimited(text, wait.orElse(null));
    }
    var permanent =
        code >= 400 && code < 500 && code != 408 && code != 409
            || Stream.of(type.split(" ")).anyMatch(PERMANENT_TYPES::contains);
    if (permanent) {
      return ModelException.permanent(text);
    }
    var isAway = code >= 500 || UNAVAILABLE_TYPE.matcher(type).find();
    var isFault = code <= 500 && REQUEST_FAULT.matcher(ErrorBody.messageOf(error)).find();
    return isAway && !isFault
        ? ModelException.unavailable(text, null)
        : ModelException.retryable(text, null);
  }

  /// Maps a response whose server gave a reason that says that it is not whole.
  ModelException brokenOff(String reason) {
    return ModelException.retryable(
        server("did not finish its response (reason '%s')", sanitize(reason)), null);
  }

  /// Maps a response that ended without a known reason, so that it may be incomplete.
  ///
  /// @param reason empty if there is none
  ModelException unclearEnd(String reason) {
    var why =
        reason.isEmpty()
            ? "without a reason (finish_reason, stop_reason)"
            : "with the unknown reason '" + sanitize(reason) + "'";
    return ModelException.retryable(
        server("ended its response %s, so it may be incomplete", why), null);
  }

  /// Maps a response with reasoning and nothing else.
  ModelException reasoningOnly() {
    return ModelException.retryable(
        server(
            "sent reasoning but no answer (a reasoning parser may be set for a model that does"
                + " not think)"),
        null);
  }

  /// Maps a failure to connect, or a connection that broke before the response began.
  ModelException connection(Throwable cause) {
    var baseUrl = endpoint.settings().baseUrl();
    var text =
        switch (cause) {
          case UnknownHostException _ ->
              "The host %s could not be resolved; check the network or %s."
                  .formatted(endpoint.base().getHost(), baseUrl);
          case ConnectTimeoutException _ ->
              server(
                  "could not be reached within %d s (model_calls.connect_timeout_seconds); check"
                      + " the network or %s",
                  callConfig.connectTimeoutSeconds(), baseUrl);
          case TimeoutException _ ->
              server(
                  "did not respond in time%s; check the network or %s",
                  quote(reason(cause)), baseUrl);
          case ConnectException _ ->
              "No model server answers at %s; start it or change %s."
                  .formatted(endpoint.base(), baseUrl);
          case SSLException _ ->
              "No secure connection to %s could be made%s; check %s."
                  .formatted(endpoint.base(), quote(sanitize(reason(cause))), baseUrl);
          default -> connectionLost(cause).getMessage();
        };
    return cause instanceof SSLException && TLS_SETTING.matcher(causes(cause)).find()
        ? ModelException.permanent(text)
        : ModelException.unavailable(text, cause);
  }

  /// A server that goes away during the handshake is an outage.
  private static String causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .limit(CAUSES_MAX)
        .map(Throwable::toString)
        .collect(Collectors.joining("; "));
  }

  /// Maps a failure to connect through a proxy. A missing or wrong password is permanent.
  ///
  /// @param proxy host and port
  ModelException proxy(String proxy, Throwable cause) {
    var text =
        server(
            "could not be reached through the proxy %s%s; check HTTP_PROXY, HTTPS_PROXY and"
                + " NO_PROXY",
            proxy, quote(sanitize(reason(cause))));
    return reason(cause).contains("status: 407")
        ? ModelException.permanent(text)
        : ModelException.unavailable(text, cause);
  }

  /// Maps a stream that ended before the response was complete.
  ModelException connectionLost(Throwable cause) {
    return ModelException.retryable(
        "The connection to the model server at %s broke off before its response was complete%s."
            .formatted(endpoint.base(), cause == null ? "" : quote(sanitize(reason(cause)))),
        cause);
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  ModelException timeout(Deadline deadline) {
    var text = server(deadline.problem, deadline.seconds.applyAsInt(callConfig));
    return deadline == Deadline.FIRST_BYTE
        ? ModelException.unavailable(text, null)
        : ModelException.retryable(text, null);
  }

  /// Maps a response that does not follow the protocol.
  ModelException malformedResponse(String excerpt) {
    return ModelException.retryable(
        "The server at %s does not support %s%s; check %s."
            .formatted(
                endpoint.base(),
                protocol.description().name(),
                quote(sanitize(excerpt)),
                endpoint.settings().baseUrl()),
        null);
  }

  /// Maps a response that exceeds a size limit to a permanent failure.
  public ModelException overLimit(String description) {
    return ModelException.permanent(server("sent %s", description));
  }

  /// Maps a line or document that exceeds a byte limit to a retryable failure, because the server
  /// may be temporarily faulty.
  ModelException overByteLimit(String description) {
    return ModelException.retryable(server("sent %s", description), null);
  }

  /// Returns a sentence about the server.
  private String server(String predicate, Object... details) {
    return "The model server at %s %s.".formatted(endpoint.base(), predicate.formatted(details));
  }

  private static String quote(String message) {
    return message.isEmpty() ? "" : ": " + message;
  }

  private String sanitize(String message) {
    var key = endpoint.apiKey();
    var redacted = key.isEmpty() ? message : message.replace(key, "***");
    var line = redacted.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return TextTruncator.withEllipsis(line, SERVER_MESSAGE_CHARS_MAX);
  }
}
