package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.task.AwaitTask;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.filter.JsonBody;
import dev.loom.gateway.response.InterimResponses;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/// Serves `POST /tasks`. The response to a plan-only task waits for the plan, unless the client
/// sends `Prefer: respond-async`. Confined to one event loop.
public final class SubmitRoutes {
  private static final String ASYNC = "respond-async";

  /// Maximum number of requests that wait for a plan; others get 202 at once.
  private static final int PLAN_WAITS_MAX = 1_000;

  private final Bus bus;
  private final Duration planWait;
  private final InterimResponses interimResponses;
  private int planWaits;

  public SubmitRoutes(Vertx vertx, Bus bus, int planWaitSeconds) {
    this.bus = bus;
    this.planWait = Duration.ofSeconds(planWaitSeconds);
    this.interimResponses = new InterimResponses(vertx);
  }

  /// Represents an accepted submission.
  record SubmitResponse(TaskId taskId, TaskStatus status, String message) {}

  public void mount(Router router) {
    router.post("/tasks").handler(this::submit);
  }

  private void submit(RoutingContext context) {
    var body = JsonBody.read(context);
    var spec = TaskRequest.read(body);
    var key = IdempotencyKeyHeader.read(context, body);
    bus.requestAsync(Addresses.TASK_SUBMIT, new SubmitTask(spec, key))
        .recover(failure -> explainKeyConflict(failure, key))
        .onComplete(
            accepted -> {
              if (accepted.repeated()) {
                context.response().putHeader("idempotency-replayed", "true");
              }
              if (spec.planOnly()) {
                respondWithPlan(context, accepted.taskId());
              } else {
                accept(context, 201, accepted.taskId(), "is accepted.");
              }
            },
            context::fail);
  }

  /// Maps the reuse of a key for a different request to its own problem code.
  private Future<SubmitTask.Accepted> explainKeyConflict(
      Throwable failure, Optional<IdempotencyKey> key) {
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
                        ? Problem.permanent(
                                422, "idempotency_key_reused", exception.error().detail())
                            .toException()
                        : failure));
  }

  private static boolean isOtherRequest(FindByIdempotencyKey.Found found, IdempotencyKey key) {
    return found.taskId().isPresent() && !found.requestHash().equals(key.requestHash());
  }

  private void respondWithPlan(RoutingContext context, TaskId task) {
    if (context.request().headers().getAll("prefer").stream().anyMatch(SubmitRoutes::isAsync)) {
      context.response().putHeader("preference-applied", ASYNC);
      acceptPlan(context, task);
    } else if (planWaits >= PLAN_WAITS_MAX) {
      acceptPlan(context, task);
    } else {
      awaitPlan(context, task);
    }
  }

  private static boolean isAsync(String preferences) {
    for (var preference : preferences.split(",", -1)) {
      if (preference.strip().equalsIgnoreCase(ASYNC)) {
        return true;
      }
    }
    return false;
  }

  private void awaitPlan(RoutingContext context, TaskId task) {
    planWaits++;
    var request = AwaitTask.create(task, AwaitTask.Until.FINISHED, planWait);
    var awaited = bus.requestAsync(Addresses.TASK_AWAIT, request);
    context.response().closeHandler(ignored -> bus.cancel(request.operationId().value()));
    interimResponses
        .sendWhile(context, awaited)
        .onComplete(ignored -> planWaits--)
        .onComplete(
            plan -> {
              if (plan.reached()) {
                SuccessResponses.sendJson(context, 200, TaskView.from(plan.task()));
              } else {
                acceptPlan(context, task);
              }
            },
            context::fail);
  }

  private static void acceptPlan(RoutingContext context, TaskId task) {
    accept(context, 202, task, "is being planned; GET /tasks/" + task + " shows the plan.");
  }

  private static void accept(RoutingContext context, int status, TaskId task, String predicate) {
    var message = "Task " + task + " " + predicate;
    SuccessResponses.sendJson(
        context, status, new SubmitResponse(task, TaskStatus.PENDING, message));
  }
}
