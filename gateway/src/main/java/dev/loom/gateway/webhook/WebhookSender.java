package dev.loom.gateway.webhook;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Topic;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.task.TaskSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;

/// Posts the end of a task to its `callback_url`: up to five tries, one, two, four and eight
/// seconds apart, each with ten seconds for an answer. Any answer of the 200s is a delivery. The
/// header `webhook-id` is the same at each try.
///
/// Deliveries are kept in memory only. One that has not succeeded when the engine stops, and the
/// end of a task that happens while no engine runs its doors, are not posted after a restart; the
/// task itself can still be asked for. Belongs to one event loop.
public final class WebhookSender {
  private static final Logger LOG = System.getLogger(WebhookSender.class.getName());
  private static final Set<EventType> ENDS =
      EnumSet.of(EventType.TASK_COMPLETED, EventType.TASK_FAILED, EventType.TASK_CANCELLED);
  private static final int TRIES_MAX = 5;
  private static final int RUNNING_MAX = 64;
  private static final int WAITING_MAX = 1_024;

  private final Vertx vertx;
  private final Bus bus;
  private final WebhookClient client;
  private final Pace pace;
  private final Queue<JournalEntry> waiting = new ArrayDeque<>();
  private int running;

  /// How patient it is.
  ///
  /// @param answerMillisMax how long an answer may take
  /// @param firstPauseMillis how long after the first failure it tries again; each further pause is
  ///   twice as long
  record Pace(long answerMillisMax, long firstPauseMillis) {
    static final Pace USUAL = new Pace(10_000, 1_000);
  }

  /// @param version of the engine, for the `User-Agent`
  public WebhookSender(Vertx vertx, Bus bus, String version) {
    this(vertx, bus, version, Pace.USUAL);
  }

  WebhookSender(Vertx vertx, Bus bus, String version, Pace pace) {
    this.vertx = vertx;
    this.bus = bus;
    this.client = new WebhookClient(vertx, version, pace.answerMillisMax());
    this.pace = pace;
  }

  /// Begins to listen.
  ///
  /// @return once every end from now on is heard
  public Future<Void> start() {
    return bus.listen(Addresses.TASK_EVENTS, Topic.ALL, this::heard).mapEmpty();
  }

  private void heard(JournalEntry entry) {
    if (!ENDS.contains(entry.type())) {
      return;
    }
    if (running < RUNNING_MAX) {
      deliver(entry);
    } else if (waiting.size() < WAITING_MAX) {
      waiting.add(entry);
    } else {
      LOG.log(
          Level.WARNING,
          "Too many webhooks wait; the one of task " + entry.taskId() + " is not sent.");
    }
  }

  private void deliver(JournalEntry end) {
    running++;
    bus.asking(Addresses.TASK_FIND, new FindTask(end.taskId()))
        .compose(task -> deliver(task, end))
        .onComplete(
            done -> {
              running--;
              if (done.failed()) {
                LOG.log(
                    Level.WARNING,
                    "The webhook of task "
                        + end.taskId()
                        + " was not delivered: "
                        + done.cause().getMessage());
              }
              if (!waiting.isEmpty()) {
                deliver(waiting.remove());
              }
            });
  }

  private Future<Void> deliver(TaskSnapshot task, JournalEntry end) {
    var url = task.spec().callbackUrl();
    if (url.isEmpty()) {
      return Future.succeededFuture();
    }
    var id = end.taskId() + "-" + end.seq();
    return post(url.get(), id, Json.write(WebhookBody.of(task)), 1);
  }

  private Future<Void> post(String url, String id, String json, int attempt) {
    return client
        .post(url, id, json)
        .compose(WebhookSender::requireSuccess)
        .recover(
            failure ->
                attempt == TRIES_MAX
                    ? Future.failedFuture(failure)
                    : pause(attempt).compose(ignored -> post(url, id, json, attempt + 1)));
  }

  private static Future<Void> requireSuccess(int status) {
    return status >= 200 && status < 300
        ? Future.succeededFuture()
        : Future.failedFuture("it was answered with status " + status);
  }

  private Future<Void> pause(int failures) {
    Promise<Void> over = Promise.promise();
    vertx.setTimer(pace.firstPauseMillis() << (failures - 1), ignored -> over.complete());
    return over.future();
  }
}
