package dev.loom.contracts.bus;

import dev.loom.contracts.json.Json;
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

/// Gives each question of an address a thread, up to its permits. Its own state is guarded by
/// itself: a thread that has answered says so without a way over the event loop.
final class Server<Q extends Record, R extends Record> {
  private static final Logger LOG = System.getLogger(Server.class.getName());

  /// How long a platform thread waits for its next question.
  private static final long IDLE_SECONDS_MAX = 10;

  private final Address<Q, R> address;
  private final Permits permits;
  private final Bus.Handler<Q, R> handler;
  private final Executor threads;
  private final Queue<Message<Q>> waiting = new ArrayDeque<>();
  private final Map<Message<Q>, Run> running = new HashMap<>();

  Server(Address<Q, R> address, Permits permits, Bus.Threads threads, Bus.Handler<Q, R> handler) {
    this.address = address;
    this.permits = permits;
    this.handler = handler;
    this.threads =
        switch (threads) {
          case VIRTUAL ->
              Executors.newThreadPerTaskExecutor(
                  Thread.ofVirtual().name(address.name() + "-", 0).factory());
          // Starting a platform thread costs more than many a question; they wait for the next one.
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

  /// Both consumers live on the same context, so a question that was asked before it was told to
  /// stop is known here when the stop arrives.
  Future<Registration> open(EventBus eventBus) {
    var questions = eventBus.<Q>consumer(address.name(), this::take);
    var stops = eventBus.<StopWork>consumer(Bus.STOP, message -> stop(message.body().prefix()));
    return Future.join(questions.completion(), stops.completion())
        .map(() -> Future.join(questions.unregister(), stops.unregister()).mapEmpty());
  }

  private synchronized void take(Message<Q> message) {
    if (running.size() < permits.running()) {
      start(message);
    } else if (waiting.size() < permits.waiting()) {
      waiting.add(message);
    } else {
      var detail = address.name() + " has " + running.size() + " running and " + waiting.size();
      refuse(message, address.name(), Refusal.overloaded(detail + " waiting.").asException());
    }
  }

  private void start(Message<Q> message) {
    var run = new Run(message);
    running.put(message, run);
    threads.execute(run);
  }

  /// One question being answered.
  private final class Run implements Runnable {
    private final Message<Q> message;
    private Thread thread;
    private boolean stopped;

    Run(Message<Q> message) {
      this.message = message;
    }

    @Override
    public void run() {
      try {
        begin();
        message.reply(handler.answer(address.question().cast(message.body())), Bus.options());
      } catch (Throwable failure) {
        refuse(message, address.name(), failure);
      } finally {
        end();
        finished(message);
      }
    }

    private synchronized void begin() throws InterruptedException {
      if (stopped) {
        throw new InterruptedException();
      }
      thread = Thread.currentThread();
    }

    /// The thread may answer another question next, which this one's stop must not hit.
    private synchronized void end() {
      thread = null;
      Thread.interrupted();
    }

    synchronized void stop() {
      stopped = true;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  private synchronized void finished(Message<Q> message) {
    running.remove(message);
    if (!waiting.isEmpty() && running.size() < permits.running()) {
      start(waiting.remove());
    }
  }

  private synchronized void stop(String prefix) {
    waiting.removeIf(
        message -> {
          if (!isUnder(prefix, message)) {
            return false;
          }
          refuse(message, address.name(), Refusal.cancelled().asException());
          return true;
        });
    running.forEach(
        (message, run) -> {
          if (isUnder(prefix, message)) {
            run.stop();
          }
        });
  }

  private static boolean isUnder(String prefix, Message<?> message) {
    return message.body() instanceof Work work && work.work().value().startsWith(prefix);
  }

  static void refuse(Message<?> message, String address, Throwable failure) {
    var refusal =
        switch (failure) {
          case RefusedException refused -> refused.refusal();
          case InterruptedException stopped -> Refusal.cancelled();
          default -> {
            LOG.log(Level.ERROR, "A fault while answering " + address, failure);
            yield new Refusal(
                Refusal.Code.INTERNAL,
                "A fault inside Loom while answering " + address + "; the log has its details.",
                false);
          }
        };
    message.fail(refusal.code().ordinal(), Json.write(refusal));
  }
}
