package dev.loom.contracts.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.loom.contracts.RecordChecks;
import java.util.Optional;

/// Describes why a request failed.
///
/// @param code machine-readable code
/// @param detail one or two sentences for users: what was attempted, what failed, what to do
/// @param retryable whether the same request can succeed later
/// @param field the field of the request that is invalid, if it is known
public record ServiceError(
    Code code,
    String detail,
    boolean retryable,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> field) {
  public ServiceError {
    RecordChecks.requireNonNull(ServiceError.class, code, detail, field);
  }

  public ServiceError(Code code, String detail, boolean retryable) {
    this(code, detail, retryable, Optional.empty());
  }

  /// Category of the failure.
  public enum Code {
    /// The request is invalid.
    INVALID,
    /// The requested object does not exist.
    NOT_FOUND,
    /// The current state does not allow the request.
    CONFLICT,
    /// A queue or limit is full.
    OVERLOADED,
    /// No handler is registered, or it did not reply in time.
    UNAVAILABLE,
    /// Every suitable model stayed unavailable for longer than the configured patience.
    MODEL_UNAVAILABLE,
    /// An external system (a model, a service, the disk) failed.
    FAILED,
    /// The operation was cancelled.
    CANCELLED,
    /// A bug in Loom.
    INTERNAL
  }
}
