package dev.loom.bus;

import dev.loom.bus.json.Json;
import dev.loom.contracts.CancellableRequest;
import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Runs the requests of one address on threads, up to a concurrency limit. Thread-safe: state is
/// guarded by the monitor, so a finished thread starts the next request without the event loop.
final class RequestServer<Q extends Record, R extends Record> {
  private static final Logger LOG = System.getLogger(RequestServer.class.getName());

  /// Idle time in seconds after which a platform thread ends.
  private static final long IDLE_SECONDS_MAX = 10;

  private final Address<Q, R> address;
  private final ConcurrencyLimit limit;
  private final Bus.RequestHandler<Q, R> handler;
  private final Executor threads;
  private final Queue<Message<Q>> waiting = new ArrayDeque<>();
  private final Map<Message<Q>, RunningRequest> running = new HashMap<>();

  RequestServer(
      Address<Q, R> address,
      ConcurrencyLimit limit,
      Bus.ThreadKind threads,
      Bus.RequestHandler<Q, R> handler) {
    this.address = address;
    this.limit = limit;
    this.handler = handler;
    this.threads =
        switch (threads) {
          case VIRTUAL ->
              Executors.newThreadPerTaskExecutor(
                  Thread.ofVirtual().name(address.name() + "-", 0).factory());
          // Platform threads are expensive to start, so they are kept for a while.
          case PLATFORM ->
              new ThreadPoolExecutor(
                  0,
                  Integer.MAX_VALUE,
                  IDLE_SECONDS_MAX,
                  TimeUnit.SECONDS,
                  new SynchronousQueue<>(),
                  Thread.ofPlatform().daemon().name(address.name() + "-", 0).factory());
        };
  }

  /// Registers the consumer of requests at an address, and that of cancellations, on the same
  /// context, so that no cancellation overtakes its request.
  Future<Registration> register(EventBus eventBus, Address<Q, R> target) {
    var requests = Bus.consumer(eventBus, target, this::accept);
    var cancellations =
        eventBus.<CancelOperations>consumer(
            Bus.CANCEL_ADDRESS, message -> cancel(message.body().prefix()));
    return Future.join(requests.completion(), cancellations.completion())
        .map(() -> Future.join(requests.unregister(), cancellations.unregister()).mapEmpty());
  }

  private synchronized void accept(Message<Q> message) {
    if (running.size() < limit.runningMax()) {
      start(message);
    } else if (waiting.size() < limit.waitingMax()) {
      waiting.add(message);
    } else {
      var detail = running.size() + " requests to " + address.name() + " are running and ";
      replyWithError(
          message,
          address.name(),
          ServiceException.overloaded(detail + waiting.size() + " waiting; retry later."));
    }
  }

  private void start(Message<Q> message) {
    var request = new RunningRequest(message);
    running.put(message, request);
    threads.execute(request);
  }

  /// Represents a request in progress.
  private final class RunningRequest implements Runnable {
    private final Message<Q> message;
    private Thread thread;
    private boolean cancelled;

    RunningRequest(Message<Q> message) {
      this.message = message;
    }

    @Override
    public void run() {
      try {
        begin();
        var reply = handler.handle(address.requestType().cast(message.body()));
        message.reply(RecordChecks.requireComplete(reply), Bus.options());
      } catch (Throwable failure) {
        replyWithError(message, address.name(), failure);
      } finally {
        end();
        onFinished(message);
      }
    }

    private synchronized void begin() throws InterruptedException {
      if (cancelled) {
        throw new InterruptedException();
      }
      thread = Thread.currentThread();
    }

    /// Clears the interrupt status, because the thread may run another request next.
    private synchronized void end() {
      thread = null;
      Thread.interrupted();
    }

    synchronized void cancel() {
      cancelled = true;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  private synchronized void onFinished(Message<Q> message) {
    running.remove(message);
    if (!waiting.isEmpty() && running.size() < limit.runningMax()) {
      start(waiting.remove());
    }
  }

  private synchronized void cancel(String prefix) {
    waiting.removeIf(
        message -> {
          if (!hasOperationPrefix(prefix, message)) {
            return false;
          }
          replyWithError(message, address.name(), ServiceException.cancelled());
          return true;
        });
    running.forEach(
        (message, request) -> {
          if (hasOperationPrefix(prefix, message)) {
            request.cancel();
          }
        });
  }

  private static boolean hasOperationPrefix(String prefix, Message<?> message) {
    return message.body() instanceof CancellableRequest cancellable
        && cancellable.operationId().value().startsWith(prefix);
  }

  static void replyWithError(Message<?> message, String address, Throwable failure) {
    var error =
        switch (failure) {
          case ServiceException exception -> exception.error();
          case InterruptedException ignored -> ServiceException.cancelled().error();
          default -> {
            LOG.log(Level.ERROR, "Internal error while handling a request to " + address, failure);
            yield new ServiceError(
                ServiceError.Code.INTERNAL,
                "Internal error while handling a request to " + address + "; see the log.",
                false);
          }
        };
    message.fail(error.code().ordinal(), Json.write(error));
  }
}
