package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.http.AddressPolicy;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.CostLimit;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ResolveSettings;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.task.AwaitTask;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.RetryTask;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.response.IdempotencyKeyHeader;
import dev.loom.gateway.response.JsonBody;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Serves `POST /tasks`. The response to a plan-only task waits for the plan, unless the client
/// sends `Prefer: respond-async`. Confined to one event loop.
public final class SubmitRoutes {
  private static final String ASYNC = "respond-async";
  private static final String RETRY = "/tasks/:task/retry";

  /// Maximum number of requests that wait for a plan; others get 202 at once.
  private static final int PLAN_WAITS_MAX = 1_000;

  private final Bus bus;
  private final AddressPolicy webhookHosts;
  private final Duration planWait;
  private final LoomConfig config;
  private int planWaits;

  /// @param webhookHosts policy on the hosts of callback URLs
  public SubmitRoutes(Bus bus, LoomConfig config, AddressPolicy webhookHosts) {
    this.bus = bus;
    this.webhookHosts = webhookHosts;
    this.planWait = Duration.ofSeconds(config.server().planWaitSeconds());
    this.config = config;
  }

  /// Represents an accepted submission.
  record SubmitResponse(TaskId taskId, TaskStatus status, String message) {}

  public void mount(RestRouter router) {
    router.postWithOwnKey("/tasks", this::submit);
    router.postWithOwnKey(RETRY, this::retry);
  }

  private Future<?> submit(RestRequest request) {
    var body = JsonBody.read(request.context());
    var spec = TaskRequest.read(body, webhookHosts);
    var settings = TaskRequest.readSettings(body);
    var key = IdempotencyKeyHeader.read(request.context(), "", body);
    return findCostProblem(settings, spec.budget())
        .compose(
            problem ->
                problem.isPresent()
                    ? Future.failedFuture(
                        Problem.invalidField("budget.max_cost_usd", problem.get()))
                    : bus.requestAsync(Addresses.TASK_SUBMIT, new SubmitTask(spec, settings, key)))
        .recover(failure -> explainKeyConflict(request, failure, key))
        .compose(
            accepted -> {
              markRepeated(request, accepted);
              return spec.planOnly()
                  ? respondWithPlan(request, accepted.taskId())
                  : accept(request, 201, accepted.taskId(), "is accepted.");
            });
  }

  /// Settings that cannot be resolved are reported by the submission, unless it is a repeated one.
  private Future<Optional<String>> findCostProblem(Map<String, Object> settings, Budget budget) {
    if (settings.isEmpty()) {
      return Future.succeededFuture(
          CostLimit.problem(config.models(), config.tasks().budget(), budget));
    }
    return bus.requestAsync(Addresses.SETTINGS_RESOLVE, new ResolveSettings(settings))
        .map(
            resolved -> {
              var models = resolved.models().isEmpty() ? config.models() : resolved.models();
              return CostLimit.problem(models, resolved.budget(), budget);
            })
        .otherwise(Optional.empty());
  }

  private Future<?> retry(RestRequest request) {
    request.optionalFields().finish();
    var task = request.task();
    var identity = Json.mapper().createObjectNode().put("retry_of", task.value());
    var key = IdempotencyKeyHeader.read(request.context(), RETRY, identity);
    return bus.requestAsync(Addresses.TASK_RETRY, new RetryTask(task, key))
        .recover(failure -> explainKeyConflict(request, failure, key))
        .compose(
            accepted -> {
              markRepeated(request, accepted);
              return accept(request, 201, accepted.taskId(), "retries task " + task + ".");
            });
  }

  private static void markRepeated(RestRequest request, SubmitTask.Accepted accepted) {
    if (accepted.repeated()) {
      request.response().putHeader("idempotency-replayed", "true");
    }
  }

  /// Maps the reuse of a key for a different request to its own problem code.
  private Future<SubmitTask.Accepted> explainKeyConflict(
      RestRequest request, Throwable failure, Optional<IdempotencyKey> key) {
    if (key.isEmpty()
        || !(failure instanceof ServiceException exception)
        || exception.error().code() != ServiceError.Code.INVALID) {
      return Future.failedFuture(failure);
    }
    return bus.requestAsync(
            Addresses.IDEMPOTENCY_KEY_FIND, new FindByIdempotencyKey(key.get().key()))
        .transform(
            result ->
                Future.failedFuture(
                    result.succeeded() && isOtherRequest(result.result(), key.get())
                        ? IdempotencyKeyHeader.reused(request.context())
                        : failure));
  }

  private static boolean isOtherRequest(FindByIdempotencyKey.Found found, IdempotencyKey key) {
    return found.taskId().isPresent() && !found.requestHash().equals(key.requestHash());
  }

  private Future<Object> respondWithPlan(RestRequest request, TaskId task) {
    var preferences = request.context().request().headers().getAll("prefer");
    if (preferences.stream().anyMatch(SubmitRoutes::isAsync)) {
      request.response().putHeader("preference-applied", ASYNC);
      return acceptPlan(request, task);
    }
    return planWaits < PLAN_WAITS_MAX ? awaitPlan(request, task) : acceptPlan(request, task);
  }

  private static boolean isAsync(String preferences) {
    return Arrays.stream(preferences.split(",", -1))
        .anyMatch(preference -> preference.strip().equalsIgnoreCase(ASYNC));
  }

  private Future<Object> awaitPlan(RestRequest request, TaskId task) {
    planWaits++;
    var await = AwaitTask.create(task, AwaitTask.Until.FINISHED, planWait);
    request.response().closeHandler(ignored -> bus.cancel(await.operationId().value()));
    return bus.requestAsync(Addresses.TASK_AWAIT, await)
        .onComplete(ignored -> planWaits--)
        .compose(
            plan ->
                plan.reached()
                    ? Future.succeededFuture(TaskView.from(plan.task()))
                    : acceptPlan(request, task));
  }

  private static Future<Object> acceptPlan(RestRequest request, TaskId task) {
    return accept(request, 202, task, "is being planned; GET /tasks/" + task + " shows the plan.");
  }

  private static Future<Object> accept(
      RestRequest request, int status, TaskId task, String predicate) {
    request.response().setStatusCode(status).putHeader(HttpHeaders.LOCATION, "/tasks/" + task);
    var message = "Task " + task + " " + predicate;
    return Future.succeededFuture(new SubmitResponse(task, TaskStatus.PENDING, message));
  }
}
