package dev.loom.contracts.bus;

import dev.loom.contracts.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ThreadFactory;

/// Gives each question of an address a thread, up to its permits. Its own state belongs to one
/// event loop context; only the handler runs elsewhere.
final class Server<Q extends Record, R extends Record> {
  private static final Logger LOG = System.getLogger(Server.class.getName());

  private final Address<Q, R> address;
  private final Permits permits;
  private final Bus.Handler<Q, R> handler;
  private final Context context;
  private final ThreadFactory threads;
  private final Queue<Message<Q>> waiting = new ArrayDeque<>();
  private final Map<Message<Q>, Thread> running = new HashMap<>();

  Server(
      Address<Q, R> address,
      Permits permits,
      Bus.Threads threads,
      Bus.Handler<Q, R> handler,
      Context context) {
    this.address = address;
    this.permits = permits;
    this.handler = handler;
    this.context = context;
    this.threads =
        switch (threads) {
          case VIRTUAL -> Thread.ofVirtual().name(address.name() + "-", 0).factory();
          case PLATFORM -> Thread.ofPlatform().daemon().name(address.name() + "-", 0).factory();
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

  private void take(Message<Q> message) {
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
    var thread = threads.newThread(() -> run(message));
    running.put(message, thread);
    thread.start();
  }

  private void run(Message<Q> message) {
    try {
      message.reply(handler.answer(address.question().cast(message.body())), Bus.options());
    } catch (Throwable failure) {
      refuse(message, address.name(), failure);
    } finally {
      context.runOnContext(ignored -> finished(message));
    }
  }

  private void finished(Message<Q> message) {
    running.remove(message);
    if (!waiting.isEmpty() && running.size() < permits.running()) {
      start(waiting.remove());
    }
  }

  private void stop(String prefix) {
    waiting.removeIf(
        message -> {
          if (!isUnder(prefix, message)) {
            return false;
          }
          refuse(message, address.name(), Refusal.cancelled().asException());
          return true;
        });
    running.forEach(
        (message, thread) -> {
          if (isUnder(prefix, message)) {
            thread.interrupt();
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
