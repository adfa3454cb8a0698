package dev.loom.gateway.stream;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.gateway.response.Problem;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/// Serves `GET /tasks/{id}/stream`, the events of a task from the first or a given one until the
/// task ends, and `GET /tasks/{id}/tokens`, the model tokens from now on. Confined to one event
/// loop.
public final class StreamRoutes {
  private final Vertx vertx;
  private final Bus bus;
  private final int streamsMax;
  private final long stallMillisMax;
  private final TaskSubscriptions subscriptions;
  private final Set<StreamSession> sessions = new HashSet<>();
  private int opening;

  public StreamRoutes(Vertx vertx, Bus bus, ServerConfig server) {
    this.vertx = vertx;
    this.bus = bus;
    this.streamsMax = server.streamsMax();
    this.stallMillisMax = TimeUnit.SECONDS.toMillis(server.streamStallSeconds());
    this.subscriptions = new TaskSubscriptions(bus);
  }

  public void mount(RestRouter router) {
    router.getStream("/tasks/:task/stream", this::openStream, "after", "lastEventId");
    router.getStream("/tasks/:task/tokens", this::openTokens);
  }

  /// Sends keepalives and disconnects stalled readers. Called once per second.
  public void sweep() {
    Set.copyOf(sessions).forEach(session -> session.sweep(stallMillisMax));
  }

  /// Ends all streams after their queued frames.
  public void endAll() {
    Set.copyOf(sessions).forEach(StreamSession::end);
  }

  /// Returns the number of readers.
  public int readerCount() {
    return sessions.size() + opening;
  }

  /// Returns the number of tasks with readers.
  int subscribedTasks() {
    return subscriptions.count();
  }

  /// Returns the bytes queued for all readers, excluding those passed to the network.
  long queuedBytes() {
    return sessions.stream().mapToLong(StreamSession::queuedBytes).sum();
  }

  private void openStream(RestRequest request) {
    var afterSeq = request.lastEventId();
    var context = request.context();
    open(
        context,
        bus.requestAsync(Addresses.TASK_FIND, new FindTask(request.task()))
            .compose(found -> requireEvent(found, afterSeq)),
        found -> beginStream(context, found, afterSeq));
  }

  private void openTokens(RestRequest request) {
    var task = request.task();
    var context = request.context();
    open(
        context,
        bus.requestAsync(Addresses.TASK_FIND, new FindTask(task)),
        found -> beginTokens(context, found));
  }

  private void beginTokens(RoutingContext context, TaskSnapshot found) {
    var task = found.taskId();
    if (found.status().isFinished()) {
      stopReconnecting(context);
    } else {
      begin(context, task, writer -> new TokenSubscriber(() -> isFinished(task), writer));
    }
  }

  /// Sends 204, which stops the automatic reconnect of a browser's `EventSource`.
  private static void stopReconnecting(RoutingContext context) {
    context.response().setStatusCode(204).end();
  }

  /// Begins a stream once the task is found, unless too many streams are open.
  private void open(
      RoutingContext context, Future<TaskSnapshot> task, Consumer<TaskSnapshot> begin) {
    if (readerCount() >= streamsMax) {
      throw Problem.retryable(
          429,
          "too_many_streams",
          streamsMax + " event streams are open, the limit set by server.streams_max.");
    }
    opening++;
    task.onComplete(
        found -> {
          opening--;
          if (!context.response().closed()) {
            begin.accept(found);
          }
        },
        failure -> {
          opening--;
          context.fail(failure);
        });
  }

  private Future<Boolean> isFinished(TaskId task) {
    return bus.requestAsync(Addresses.TASK_FIND, new FindTask(task))
        .map(found -> found.status().isFinished());
  }

  /// Fails if the task has no event of that number. The snapshot may be a few events older than the
  /// journal, so the journal decides.
  private Future<TaskSnapshot> requireEvent(TaskSnapshot found, long afterSeq) {
    if (afterSeq <= found.lastSeq()) {
      return Future.succeededFuture(found);
    }
    var before = new ReadEvents(found.taskId(), afterSeq - 1, 1);
    return bus.requestAsync(Addresses.JOURNAL_READ, before)
        .compose(
            page ->
                page.entries().isEmpty()
                    ? Future.failedFuture(
                        Problem.malformedCursor("The task has no event " + afterSeq + " yet."))
                    : Future.succeededFuture(found));
  }

  private void beginStream(RoutingContext context, TaskSnapshot found, long afterSeq) {
    var finished = found.status().isFinished();
    if (finished && afterSeq >= found.lastSeq()) {
      stopReconnecting(context);
    } else {
      var task = found.taskId();
      begin(context, task, writer -> cursor(task, afterSeq, finished, writer));
    }
  }

  private EventSubscriber cursor(TaskId task, long afterSeq, boolean finished, SseWriter writer) {
    return new EventSubscriber(
        task,
        afterSeq,
        finished,
        request -> bus.requestAsync(Addresses.JOURNAL_READ, request),
        (millis, retry) -> vertx.setTimer(millis, ignored -> retry.run()),
        writer);
  }

  private void begin(
      RoutingContext context, TaskId task, Function<SseWriter, StreamSubscriber> subscriber) {
    var response = context.response();
    if (context.request().method() == HttpMethod.HEAD) {
      StreamSession.writeHeaders(context.request());
      response.end();
      return;
    }
    var session =
        new StreamSession(
            context.request(), task, subscriber, subscriptions, vertx, sessions::remove);
    sessions.add(session);
    response.closeHandler(ignored -> session.close());
    response.exceptionHandler(ignored -> session.close());
    session
        .open()
        .onFailure(
            failure -> {
              session.close();
              context.fail(failure);
            });
  }
}
