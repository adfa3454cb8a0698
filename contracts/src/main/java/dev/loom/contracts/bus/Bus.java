package dev.loom.contracts.bus;

import dev.loom.contracts.json.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/// Asking, answering and telling, typed, on the Vert.x event bus.
///
/// Two ways to ask: [#ask] waits, for virtual and platform threads; [#asking] gives a future, for
/// event loops. Two ways to answer: [#serve] gives every question a thread of its own and may
/// block; [#answer] runs on the event loop and must not. All other use of the event bus is a bug.
public final class Bus {
  /// Where every server hears what to stop.
  static final String STOP = "loom.stop";

  private final Vertx vertx;
  private final Listeners listeners;

  private Bus(Vertx vertx) {
    this.vertx = vertx;
    this.listeners = Listeners.of(vertx);
  }

  /// The bus of a Vert.x instance. Any number of these may exist side by side.
  public static Bus on(Vertx vertx) {
    synchronized (vertx) {
      try {
        vertx.eventBus().registerCodec(new RecordCodec());
      } catch (IllegalStateException alreadyRegistered) {
        // Another Bus of the same instance came first.
      }
    }
    return new Bus(vertx);
  }

  /// Asks and waits, up to the address's own deadline. Not for event loops.
  ///
  /// @throws RefusedException when it was refused, or not answered in time
  /// @throws InterruptedException when the asker is told to stop; the work is then stopped too
  public <Q extends Record, R extends Record> R ask(Address<Q, R> address, Q question)
      throws InterruptedException {
    return ask(address, question, address.deadline());
  }

  /// Asks and waits up to a deadline of the asker's own. Not for event loops.
  ///
  /// @throws RefusedException when it was refused, or not answered in time
  /// @throws InterruptedException when the asker is told to stop; the work is then stopped too
  public <Q extends Record, R extends Record> R ask(
      Address<Q, R> address, Q question, Duration deadline) throws InterruptedException {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("an event loop must not wait; use asking()");
    }
    var answer = asking(address, question, deadline).toCompletionStage().toCompletableFuture();
    try {
      return answer.get();
    } catch (InterruptedException stopped) {
      stopIfWork(question);
      throw stopped;
    } catch (ExecutionException refused) {
      throw refusalOf(refused.getCause()).asException();
    }
  }

  /// Asks; the future comes up to the address's own deadline later.
  ///
  /// @return the answer, or a failure that is always a [RefusedException]
  public <Q extends Record, R extends Record> Future<R> asking(Address<Q, R> address, Q question) {
    return asking(address, question, address.deadline());
  }

  /// Asks with a deadline of the asker's own. When it passes, the work is told to stop.
  ///
  /// @return the answer, or a failure that is always a [RefusedException]
  public <Q extends Record, R extends Record> Future<R> asking(
      Address<Q, R> address, Q question, Duration deadline) {
    return vertx
        .eventBus()
        .<R>request(address.name(), question, options().setSendTimeout(deadline.toMillis()))
        .transform(
            result -> {
              if (result.succeeded()) {
                return Future.succeededFuture(address.answer().cast(result.result().body()));
              }
              if (isTimeout(result.cause())) {
                stopIfWork(question);
              }
              return Future.failedFuture(
                  refusalOf(address.name(), deadline, result.cause()).asException());
            });
  }

  /// Answers questions, each on a thread of its own that may block, up to a bound.
  ///
  /// @param threads what kind of thread; platform threads for processes, files and computing
  /// @param handler answers, or throws: a [RefusedException] reaches the asker as it is, anything
  ///   else as an internal fault
  /// @return once it is reachable
  public <Q extends Record, R extends Record> Future<Registration> serve(
      Address<Q, R> address, Permits permits, Threads threads, Handler<Q, R> handler) {
    var context = vertx.getOrCreateContext();
    var server = new Server<>(address, permits, threads, handler);
    Promise<Registration> registered = Promise.promise();
    context.runOnContext(ignored -> server.open(vertx.eventBus()).onComplete(registered));
    return registered.future();
  }

  /// Answers questions on the event loop, without blocking it.
  ///
  /// @param handler gives the answer's future
  /// @return once it is reachable
  public <Q extends Record, R extends Record> Future<Registration> answer(
      Address<Q, R> address, Function<Q, Future<R>> handler) {
    var consumer =
        vertx
            .eventBus()
            .<Q>consumer(
                address.name(),
                message -> {
                  Future<R> answer;
                  try {
                    answer = handler.apply(address.question().cast(message.body()));
                  } catch (RuntimeException refused) {
                    answer = Future.failedFuture(refused);
                  }
                  answer.onComplete(
                      reply -> message.reply(reply, options()),
                      failure -> Server.refuse(message, address.name(), failure));
                });
    return consumer.completion().map(consumer::unregister);
  }

  /// Tells whoever listens to this key of a topic, and whoever listens to all of it. In the order
  /// of the calls, as seen by each listener.
  public <M extends Record> void publish(Topic<M> topic, String key, M message) {
    publish(topic.address(key), message);
    publish(topic.address(Topic.ALL), message);
  }

  private void publish(String address, Record message) {
    if (listeners.anyAt(address) || vertx.isClustered()) {
      vertx.eventBus().publish(address, message, options());
    }
  }

  /// Hears a key of a topic, on the caller's event loop.
  ///
  /// @param key a key, or [Topic#ALL]
  /// @return once everything told from now on is heard
  public <M extends Record> Future<Registration> listen(
      Topic<M> topic, String key, Consumer<M> listener) {
    var address = topic.address(key);
    var gone = listeners.add(address);
    var consumer =
        vertx
            .eventBus()
            .<M>consumer(address, message -> listener.accept(topic.message().cast(message.body())));
    return consumer
        .completion()
        .map(
            () -> {
              gone.run();
              return consumer.unregister();
            });
  }

  /// Lets somebody hear, without taking part, what is asked at some addresses, what is answered
  /// there, and what is told on some topics, until the registration is closed.
  public Registration overhear(
      Set<Address<?, ?>> addresses, Set<Topic<?>> topics, Overhearer overhearer) {
    return new Tap(addresses, topics, overhearer).on(vertx.eventBus(), listeners);
  }

  /// Tells every server to interrupt the work whose id starts so, and to drop what waits.
  public void stop(String workPrefix) {
    vertx.eventBus().publish(STOP, new StopWork(workPrefix), options());
  }

  private void stopIfWork(Record question) {
    if (question instanceof Work work) {
      stop(work.work().value());
    }
  }

  private static boolean isTimeout(Throwable failure) {
    return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT;
  }

  private static Refusal refusalOf(String address, Duration deadline, Throwable failure) {
    if (failure instanceof ReplyException reply) {
      return switch (reply.failureType()) {
        case TIMEOUT ->
            new Refusal(
                Refusal.Code.UNAVAILABLE,
                "No answer from " + address + " within " + deadline.toMillis() + " ms.",
                true);
        case NO_HANDLERS ->
            new Refusal(Refusal.Code.UNAVAILABLE, "Nothing serves " + address + " now.", true);
        case RECIPIENT_FAILURE -> Json.read(reply.getMessage(), Refusal.class);
        case ERROR -> new Refusal(Refusal.Code.INTERNAL, reply.getMessage(), false);
      };
    }
    return refusalOf(failure);
  }

  private static Refusal refusalOf(Throwable failure) {
    return failure instanceof RefusedException refused
        ? refused.refusal()
        : new Refusal(Refusal.Code.INTERNAL, String.valueOf(failure.getMessage()), false);
  }

  static DeliveryOptions options() {
    return new DeliveryOptions().setCodecName(RecordCodec.NAME);
  }

  /// What kind of thread a server's questions get.
  public enum Threads {
    /// For waiting on the bus and the network.
    VIRTUAL,
    /// For file systems, processes and computing, which would hold up the few carriers of the
    /// virtual ones.
    PLATFORM
  }

  /// Answers one question.
  @FunctionalInterface
  public interface Handler<Q, R> {
    /// @throws RefusedException to refuse
    /// @throws InterruptedException when told to stop
    R answer(Q question) throws Exception;
  }
}
