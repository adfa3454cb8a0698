package dev.loom.gateway.rest;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.SubmitTask;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.gateway.answer.Patience;
import dev.loom.gateway.answer.Problem;
import dev.loom.gateway.answer.Reply;
import dev.loom.gateway.door.JsonBody;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// `POST /tasks`: hands a task in. A task that only plans is waited for, unless the client prefers
/// not to. Belongs to one event loop.
public final class SubmitRoutes {
  private static final String ASYNC = "respond-async";

  /// How many may wait for a plan at a time; a further one is told to ask later.
  private static final int WAITING_MAX = 1_000;

  private final Vertx vertx;
  private final Bus bus;
  private final long planWaitMillisMax;
  private final Patience patience;
  private int waiting;

  public SubmitRoutes(Vertx vertx, Bus bus, int planWaitSeconds) {
    this.vertx = vertx;
    this.bus = bus;
    this.planWaitMillisMax = TimeUnit.SECONDS.toMillis(planWaitSeconds);
    this.patience = new Patience(vertx);
  }

  /// The answer to a submission.
  record Submitted(TaskId taskId, TaskStatus status, String message) {}

  public void mount(Router router) {
    router.post("/tasks").handler(this::submit);
  }

  private void submit(RoutingContext context) {
    var body = JsonBody.of(context);
    var spec = TaskRequest.read(body);
    var key = IdempotencyKeyHeader.of(context, body);
    bus.requestAsync(Addresses.TASK_SUBMIT, new SubmitTask(spec, key))
        .recover(refused -> explained(refused, key))
        .onComplete(
            accepted -> {
              if (accepted.again()) {
                context.response().putHeader("idempotency-replayed", "true");
              }
              if (spec.planOnly()) {
                plan(context, accepted.taskId());
              } else {
                accept(context, 201, accepted.taskId(), "is accepted.");
              }
            },
            context::fail);
  }

  /// A key that belongs to another request is the client's mistake, and not one of the request.
  private Future<SubmitTask.Accepted> explained(Throwable refused, Optional<IdempotencyKey> key) {
    if (key.isEmpty()
        || !(refused instanceof ServiceException known)
        || known.error().code() != ServiceError.Code.INVALID) {
      return Future.failedFuture(refused);
    }
    return bus.requestAsync(Addresses.IDEMPOTENCY_KEY_FIND, new FindByIdempotencyKey(key.get().key()))
        .transform(
            found ->
                Future.failedFuture(
                    found.succeeded() && isOther(found.result(), key.get())
                        ? Problem.of(422, "idempotency_key_reused", known.error().detail())
                            .asException()
                        : refused));
  }

  private static boolean isOther(FindByIdempotencyKey.Found found, IdempotencyKey key) {
    return found.taskId().isPresent() && !found.requestHash().equals(key.requestHash());
  }

  private void plan(RoutingContext context, TaskId task) {
    if (context.request().headers().getAll("prefer").stream().anyMatch(SubmitRoutes::isAsync)) {
      context.response().putHeader("preference-applied", ASYNC);
      acceptPlan(context, task);
    } else if (waiting >= WAITING_MAX) {
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
    waiting++;
    Promise<Void> gone = Promise.promise();
    context.response().closeHandler(ignored -> gone.tryComplete());
    var end = PlanWait.start(vertx, bus, task, planWaitMillisMax, gone.future());
    patience
        .during(context, end)
        .onComplete(
            planned -> {
              waiting--;
              answerPlan(context, task, planned);
            },
            refused -> {
              waiting--;
              context.fail(refused);
            });
  }

  private void answerPlan(RoutingContext context, TaskId task, Optional<TaskSnapshot> planned) {
    if (planned.isPresent()) {
      Reply.json(context, 200, TaskView.of(planned.get()));
    } else {
      acceptPlan(context, task);
    }
  }

  private static void acceptPlan(RoutingContext context, TaskId task) {
    accept(context, 202, task, "is being planned; GET /tasks/" + task + " shows the plan.");
  }

  private static void accept(RoutingContext context, int status, TaskId task, String what) {
    var message = "Task " + task + " " + what;
    Reply.json(context, status, new Submitted(task, TaskStatus.PENDING, message));
  }
}
