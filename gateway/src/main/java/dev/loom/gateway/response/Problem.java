package dev.loom.gateway.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceError;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/// Represents an error response: `application/problem+json` with a stable `code` for programs and a
/// `detail` for users. Handlers throw it; it has no stack trace, because it reports an expected
/// error.
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final CharSequence JSON =
      HttpHeaders.createOptimized("application/problem+json; charset=utf-8");
  private static final int RETRY_AFTER_SECONDS = 1;

  private final int status;
  private final String code;
  private final int retryAfterSeconds;
  private final transient List<FieldError> errors;

  /// @param status HTTP status
  /// @param code stable name in snake_case
  /// @param detail error and remedy
  /// @param retryAfterSeconds delay before a retry, 0 if a retry is useless
  /// @param errors invalid fields, if the error concerns fields
  private Problem(
      int status, String code, String detail, int retryAfterSeconds, List<FieldError> errors) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.errors = List.copyOf(errors);
  }

  /// Represents an invalid field of a request.
  ///
  /// @param field name of the field
  /// @param message requirement that the value violates
  public record FieldError(String field, String message) {}

  /// Returns a problem that a retry does not solve.
  public static Problem permanent(int status, String code, String detail) {
    return new Problem(status, code, detail, 0, List.of());
  }

  /// Returns a temporary problem; the response carries `Retry-After`.
  public static Problem retryable(int status, String code, String detail) {
    return new Problem(status, code, detail, RETRY_AFTER_SECONDS, List.of());
  }

  /// Returns a 404 problem.
  public static Problem notFound(String detail) {
    return permanent(404, "not_found", detail);
  }

  /// Returns a 400 problem for a malformed HTTP request.
  public static Problem malformed(String detail) {
    return permanent(400, "malformed_request", detail);
  }

  /// Returns a 400 problem for a wrong position in an event stream.
  public static Problem malformedCursor(String detail) {
    return permanent(400, "malformed_cursor", detail);
  }

  /// Returns a 422 problem whose detail names each invalid field.
  public static Problem invalidFields(List<FieldError> errors) {
    var lines = errors.stream().map(error -> error.field() + ": " + error.message()).toList();
    return new Problem(422, "validation_failed", String.join("; ", lines), 0, errors);
  }

  /// Returns a 422 problem about one field.
  public static Problem invalidField(String field, String message) {
    return invalidFields(List.of(new FieldError(field, message)));
  }

  /// Converts the error reply of a bus request.
  public static Problem from(ServiceError error) {
    var detail = error.detail();
    return switch (error.code()) {
      case INVALID -> {
        var fields = error.field().map(field -> new FieldError(field, detail)).stream().toList();
        yield new Problem(400, "invalid", detail, 0, fields);
      }
      case NOT_FOUND -> notFound(detail);
      case CONFLICT -> permanent(409, "conflict", detail);
      case OVERLOADED -> retryable(429, "overloaded", detail);
      case UNAVAILABLE, MODEL_UNAVAILABLE -> retryable(503, "unavailable", detail);
      case FAILED ->
          error.retryable() ? retryable(503, "failed", detail) : permanent(502, "failed", detail);
      case CANCELLED -> permanent(409, "cancelled", detail);
      case INTERNAL -> internal();
    };
  }

  /// Returns a 500 problem without details; those are logged.
  public static Problem internal() {
    return permanent(500, "internal", "Internal error in Loom; see the log of the engine.");
  }

  /// Returns the HTTP status.
  public int status() {
    return status;
  }

  /// Returns the invalid fields, none if the error does not concern fields.
  public List<FieldError> errors() {
    return errors;
  }

  /// Sends this problem as the response, unless the response has ended. Resets a response whose
  /// head is already written.
  public void send(HttpServerResponse response) {
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      response.reset();
      return;
    }
    if (retryAfterSeconds > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(retryAfterSeconds));
    }
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .end(Buffer.buffer(json()));
  }

  private String json() {
    var title = HttpResponseStatus.valueOf(status).reasonPhrase();
    return Json.write(new Body("about:blank", title, status, code, getMessage(), errors));
  }

  private record Body(
      String type,
      String title,
      int status,
      String code,
      String detail,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {}
}
