package dev.loom.gateway.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.http.AddressPolicy;
import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.SubtaskStatus;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.contracts.webhook.RecordWebhookAttempt;
import dev.loom.contracts.webhook.Webhook;
import io.vertx.core.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/// Performs one delivery attempt: loads the task, posts its summary and records the outcome.
final class WebhookDelivery {
  private static final Logger LOG = System.getLogger(WebhookDelivery.class.getName());

  /// Delays between delivery attempts: increasing, about a day in total.
  private static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(30),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12));

  /// Relative deviation of a delay, so that simultaneous failures are not retried simultaneously.
  private static final double JITTER = 0.2;

  private static final Duration ASKED_MAX = Duration.ofHours(1);

  /// The first attempt plus one after each delay.
  static final int ATTEMPTS_MAX = DELAYS.size() + 1;

  private static final int GONE = 410;
  private static final int ERROR_CHARS_MAX = 300;

  private final Bus bus;
  private final WebhookClient client;
  private final InstantSource clock;
  private final DoubleSupplier random;

  WebhookDelivery(Bus bus, WebhookClient client, InstantSource clock, DoubleSupplier random) {
    this.bus = bus;
    this.client = client;
    this.clock = clock;
    this.random = random;
  }

  /// Represents the outcome of a delivery attempt.
  ///
  /// @param error empty on success
  /// @param permanent whether a retry is useless
  /// @param retryAfter the wait that the receiver asks for
  private record Outcome(String error, boolean permanent, Duration retryAfter) {
    Outcome(String error, boolean permanent) {
      this(error, permanent, Duration.ZERO);
    }

    static Outcome from(WebhookClient.Response response) {
      int status = response.status();
      return status >= 200 && status < 300
          ? new Outcome("", false)
          : new Outcome("response status " + status, status == GONE, response.retryAfter());
    }
  }

  /// Represents the JSON body of a webhook.
  ///
  /// @param planOnly whether the task only made a plan, so that nothing was executed; left out
  ///   otherwise
  private record WebhookBody(
      TaskId taskId,
      TaskStatus status,
      String goal,
      int subtasksCompleted,
      int subtasksFailed,
      Changes workspaceChanges,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean planOnly) {
    /// Counts the changed files of a task.
    record Changes(int filesCreated, int filesModified, int filesDeleted) {}

    static WebhookBody from(TaskSnapshot task) {
      var changes = task.result().workspaceChanges();
      return new WebhookBody(
          task.taskId(),
          task.status(),
          task.spec().goal(),
          task.count(SubtaskStatus.COMPLETED),
          task.count(SubtaskStatus.FAILED),
          new Changes(changes.filesCreated(), changes.filesModified(), changes.filesDeleted()),
          task.spec().planOnly());
    }
  }

  /// @return completes once the outcome is recorded; fails if the task cannot be read or the
  ///   outcome cannot be recorded
  Future<Void> attempt(Webhook webhook) {
    return bus.requestAsync(Addresses.TASK_FIND, new FindTask(webhook.taskId()))
        .compose(
            task -> post(webhook, Json.write(WebhookBody.from(task))),
            failure ->
                isNotFound(failure)
                    ? Future.succeededFuture(new Outcome("task not found", true))
                    : Future.failedFuture(failure))
        .compose(outcome -> recordAttempt(webhook, outcome))
        .onFailure(
            failure ->
                LOG.log(
                    Level.WARNING,
                    "Cannot deliver or record webhook "
                        + webhook.webhookId()
                        + ": "
                        + failure.getMessage()));
  }

  private Future<Outcome> post(Webhook webhook, String json) {
    return client
        .post(webhook.url(), webhook.webhookId(), clock.instant().getEpochSecond(), json)
        .map(Outcome::from)
        .otherwise(
            failure ->
                new Outcome(errorOf(failure), failure instanceof AddressPolicy.RefusedException));
  }

  private static boolean isNotFound(Throwable failure) {
    return failure instanceof ServiceException exception
        && exception.error().code() == ServiceError.Code.NOT_FOUND;
  }

  private static String errorOf(Throwable failure) {
    return TextTruncator.head(String.valueOf(failure.getMessage()), ERROR_CHARS_MAX);
  }

  private Future<Void> recordAttempt(Webhook webhook, Outcome outcome) {
    var delivered = outcome.error().isEmpty();
    var nextAt =
        delivered || outcome.permanent()
            ? Optional.<Instant>empty()
            : delayAfter(webhook.attempts() + 1, outcome.retryAfter(), random)
                .map(clock.instant()::plus);
    if (!delivered && nextAt.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "Webhook of task " + webhook.taskId() + " is abandoned: " + outcome.error());
    }
    var attempt = new RecordWebhookAttempt(webhook.webhookId(), delivered, nextAt, outcome.error());
    return bus.requestAsync(Addresses.WEBHOOK_RECORD_ATTEMPT, attempt).mapEmpty();
  }

  /// Returns the delay before the next attempt.
  ///
  /// @param attempts number of failed attempts
  /// @param asked the wait that the receiver asks for, which may extend the delay, but not for ever
  /// @param random source of numbers from 0 to 1
  /// @return empty if no attempt is left
  static Optional<Duration> delayAfter(int attempts, Duration asked, DoubleSupplier random) {
    if (attempts >= ATTEMPTS_MAX) {
      return Optional.empty();
    }
    var factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
    var millis = DELAYS.get(Math.max(0, attempts - 1)).toMillis() * factor;
    var extended = Math.max(Math.round(millis), Math.min(asked.toMillis(), ASKED_MAX.toMillis()));
    return Optional.of(Duration.ofMillis(extended));
  }
}
