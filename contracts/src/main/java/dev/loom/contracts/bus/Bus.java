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
/// Two ways to ask: [#request] waits, for virtual and platform threads; [#requestAsync] gives a
/// future, for event loops. Two ways to answer: [#handleBlocking] gives every question a thread of
/// its own and may block; [#handle] runs on the event loop and must not. All other use of the event
/// bus is a bug.
public final class Bus {
  /// Where every server hears what to stop.
  static final String CANCEL_ADDRESS = "loom.stop";

  private final Vertx vertx;
  private final SubscriberCounts subscribers;

  private Bus(Vertx vertx) {
    this.vertx = vertx;
    this.subscribers = SubscriberCounts.of(vertx);
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
  /// @throws ServiceException when it was refused, or not answered in time
  /// @throws InterruptedException when the asker is told to stop; the work is then stopped too
  public <Q extends Record, R extends Record> R request(Address<Q, R> address, Q request)
      throws InterruptedException {
    return request(address, request, address.deadline());
  }

  /// Asks and waits up to a deadline of the asker's own. Not for event loops.
  ///
  /// @throws ServiceException when it was refused, or not answered in time
  /// @throws InterruptedException when the asker is told to stop; the work is then stopped too
  public <Q extends Record, R extends Record> R request(
      Address<Q, R> address, Q request, Duration deadline) throws InterruptedException {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException("an event loop must not wait; use asking()");
    }
    var answer = requestAsync(address, request, deadline).toCompletionStage().toCompletableFuture();
    try {
      return answer.get();
    } catch (InterruptedException interrupted) {
      cancelIfCancellable(request);
      throw interrupted;
    } catch (ExecutionException exception) {
      throw toServiceError(exception.getCause()).toException();
    }
  }

  /// Asks; the future comes up to the address's own deadline later.
  ///
  /// @return the answer, or a failure that is always a [ServiceException]
  public <Q extends Record, R extends Record> Future<R> requestAsync(
      Address<Q, R> address, Q request) {
    return requestAsync(address, request, address.deadline());
  }

  /// Asks with a deadline of the asker's own. When it passes, the work is told to stop.
  ///
  /// @return the answer, or a failure that is always a [ServiceException]
  public <Q extends Record, R extends Record> Future<R> requestAsync(
      Address<Q, R> address, Q request, Duration deadline) {
    return vertx
        .eventBus()
        .<R>request(address.name(), request, options().setSendTimeout(deadline.toMillis()))
        .transform(
            result -> {
              if (result.succeeded()) {
                return Future.succeededFuture(address.responseType().cast(result.result().body()));
              }
              if (isTimeout(result.cause())) {
                cancelIfCancellable(request);
              }
              return Future.failedFuture(
                  toServiceError(address.name(), deadline, result.cause()).toException());
            });
  }

  /// Answers questions, each on a thread of its own that may block, up to a bound.
  ///
  /// @param threads what kind of thread; platform threads for processes, files and computing
  /// @param handler answers, or throws: a [ServiceException] reaches the asker as it is, anything
  ///   else as an internal fault
  /// @return once it is reachable
  public <Q extends Record, R extends Record> Future<Registration> handleBlocking(
      Address<Q, R> address,
      ConcurrencyLimit limit,
      ThreadKind threads,
      RequestHandler<Q, R> handler) {
    var context = vertx.getOrCreateContext();
    var server = new RequestServer<>(address, limit, threads, handler);
    Promise<Registration> registered = Promise.promise();
    context.runOnContext(ignored -> server.register(vertx.eventBus()).onComplete(registered));
    return registered.future();
  }

  /// Answers questions on the event loop, without blocking it.
  ///
  /// @param handler gives the answer's future
  /// @return once it is reachable
  public <Q extends Record, R extends Record> Future<Registration> handleAsync(
      Address<Q, R> address, Function<Q, Future<R>> handler) {
    var consumer =
        vertx
            .eventBus()
            .<Q>consumer(
                address.name(),
                message -> {
                  Future<R> answer;
                  try {
                    answer = handler.apply(address.requestType().cast(message.body()));
                  } catch (RuntimeException exception) {
                    answer = Future.failedFuture(exception);
                  }
                  answer.onComplete(
                      reply -> message.reply(reply, options()),
                      failure -> RequestServer.replyWithError(message, address.name(), failure));
                });
    return consumer.completion().map(consumer::unregister);
  }

  /// Tells whoever listens to this key of a topic, and whoever listens to all of it. In the order
  /// of the calls, as seen by each listener.
  public <M extends Record> void publish(Topic<M> topic, String key, M message) {
    publish(topic.address(key), message);
    publish(topic.address(Topic.ALL_KEYS), message);
  }

  private void publish(String address, Record message) {
    if (subscribers.hasSubscribers(address) || vertx.isClustered()) {
      vertx.eventBus().publish(address, message, options());
    }
  }

  /// Hears a key of a topic, on the caller's event loop.
  ///
  /// @param key a key, or [Topic#ALL]
  /// @return once everything told from now on is heard
  public <M extends Record> Future<Registration> subscribe(
      Topic<M> topic, String key, Consumer<M> subscriber) {
    var address = topic.address(key);
    var unsubscribe = subscribers.add(address);
    var consumer =
        vertx
            .eventBus()
            .<M>consumer(
                address, message -> subscriber.accept(topic.messageType().cast(message.body())));
    return consumer
        .completion()
        .map(
            () -> {
              unsubscribe.run();
              return consumer.unregister();
            });
  }

  /// Lets somebody hear, without taking part, what is asked at some addresses, what is answered
  /// there, and what is told on some topics, until the registration is closed.
  public Registration observe(
      Set<Address<?, ?>> addresses, Set<Topic<?>> topics, BusObserver observer) {
    return new ObserverInterceptor(addresses, topics, observer)
        .register(vertx.eventBus(), subscribers);
  }

  /// Tells every server to interrupt the work whose id starts so, and to drop what waits.
  public void cancel(String operationPrefix) {
    vertx.eventBus().publish(CANCEL_ADDRESS, new CancelOperations(operationPrefix), options());
  }

  private void cancelIfCancellable(Record request) {
    if (request instanceof Cancellable cancellable) {
      cancel(cancellable.work().value());
    }
  }

  private static boolean isTimeout(Throwable failure) {
    return failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT;
  }

  private static ServiceError toServiceError(String address, Duration deadline, Throwable failure) {
    if (failure instanceof ReplyException reply) {
      return switch (reply.failureType()) {
        case TIMEOUT ->
            new ServiceError(
                ServiceError.Code.UNAVAILABLE,
                "No answer from " + address + " within " + deadline.toMillis() + " ms.",
                true);
        case NO_HANDLERS ->
            new ServiceError(
                ServiceError.Code.UNAVAILABLE, "Nothing serves " + address + " now.", true);
        case RECIPIENT_FAILURE -> Json.read(reply.getMessage(), ServiceError.class);
        case ERROR -> new ServiceError(ServiceError.Code.INTERNAL, reply.getMessage(), false);
      };
    }
    return toServiceError(failure);
  }

  private static ServiceError toServiceError(Throwable failure) {
    return failure instanceof ServiceException exception
        ? exception.error()
        : new ServiceError(ServiceError.Code.INTERNAL, String.valueOf(failure.getMessage()), false);
  }

  static DeliveryOptions options() {
    return new DeliveryOptions().setCodecName(RecordCodec.NAME);
  }

  /// What kind of thread a server's questions get.
  public enum ThreadKind {
    /// For waiting on the bus and the network.
    VIRTUAL,
    /// For file systems, processes and computing, which would hold up the few carriers of the
    /// virtual ones.
    PLATFORM
  }

  /// Answers one question.
  @FunctionalInterface
  public interface RequestHandler<Q, R> {
    /// @throws ServiceException to refuse
    /// @throws InterruptedException when told to stop
    R handle(Q request) throws Exception;
  }
}
