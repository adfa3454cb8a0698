package dev.loom.bus;

import dev.loom.bus.json.Json;
import dev.loom.bus.secret.Secrets;
import dev.loom.contracts.CancellableRequest;
import dev.loom.contracts.RecordChecks;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.EngineId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/// Sends typed requests and messages over the Vert.x event bus.
///
/// Callers use [#request], which blocks a virtual or platform thread, or [#requestAsync] on event
/// loops. Handlers are registered with [#handleBlocking], which runs each request on its own
/// thread, or [#handleAsync], which runs on the event loop. No other code uses the event bus
/// directly.
public final class Bus {
  /// Address on which all request servers receive cancellations.
  static final String CANCEL_ADDRESS = "loom.stop";

  private final Vertx vertx;
  private final EngineId engine;
  private final SubscriberCounts subscribers;

  private Bus(Vertx vertx) {
    this.vertx = vertx;
    this.engine = engineOf(vertx);
    this.subscribers = SubscriberCounts.of(vertx);
  }

  /// Returns a bus for a Vert.x instance. Any number of buses may share the instance.
  public static Bus on(Vertx vertx) {
    synchronized (vertx) {
      try {
        vertx.eventBus().registerCodec(new RecordCodec());
      } catch (IllegalStateException ignored) {
        // Registered by another bus of the same instance.
      }
    }
    return new Bus(vertx);
  }

  private static EngineId engineOf(Vertx vertx) {
    var ids = vertx.sharedData().<String, String>getLocalMap(EngineId.class.getName());
    return new EngineId(ids.computeIfAbsent("", ignored -> EngineId.random().value()));
  }

  /// Returns the id of this engine: one per Vert.x instance.
  public EngineId engine() {
    return engine;
  }

  /// Returns the secrets of this engine.
  public Secrets secrets() {
    return Secrets.of(vertx);
  }

  /// Sends a request and waits for the reply, up to the address's deadline. Not for event loops.
  ///
  /// @throws ServiceException if the request fails or times out
  /// @throws InterruptedException if the caller is interrupted; a [CancellableRequest] request is
  ///   then cancelled
  public <Q extends Record, R extends Record> R request(Address<Q, R> address, Q request)
      throws InterruptedException {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          "request() blocks and must not be called on an event loop; use requestAsync()");
    }
    var reply = requestAsync(address, request).toCompletionStage().toCompletableFuture();
    try {
      return reply.get();
    } catch (InterruptedException exception) {
      cancelIfCancellable(request);
      throw exception;
    } catch (ExecutionException exception) {
      throw new ServiceException(toServiceError(exception.getCause()));
    }
  }

  /// Sends a request with the address's deadline.
  ///
  /// @return the reply; a failure is always a [ServiceException]
  public <Q extends Record, R extends Record> Future<R> requestAsync(
      Address<Q, R> address, Q request) {
    return requestAsync(address, request, address.deadline());
  }

  /// Sends a request with the given deadline. A [CancellableRequest] request is cancelled when the
  /// deadline passes.
  ///
  /// @return the reply; a failure is always a [ServiceException]
  public <Q extends Record, R extends Record> Future<R> requestAsync(
      Address<Q, R> address, Q request, Duration deadline) {
    var delivery =
        options()
            .setSendTimeout(deadline.toMillis())
            .setLocalOnly(address.scope() == Address.Scope.LOCAL);
    return vertx
        .eventBus()
        .<R>request(target(address).name(), RecordChecks.requireComplete(request), delivery)
        .transform(
            result -> {
              if (result.succeeded()) {
                return Future.succeededFuture(address.replyType().cast(result.result().body()));
              }
              if (isTimeout(result.cause())) {
                cancelIfCancellable(request);
              }
              return Future.failedFuture(
                  new ServiceException(toServiceError(address.name(), deadline, result.cause())));
            });
  }

  /// Returns the address of this engine's handler if the scope is [Address.Scope#AT_ENGINE].
  private <Q extends Record, R extends Record> Address<Q, R> target(Address<Q, R> address) {
    return address.scope() == Address.Scope.AT_ENGINE ? address.at(engine) : address;
  }

  /// Registers a consumer that other engines of a cluster reach unless the scope is local.
  static <Q extends Record> MessageConsumer<Q> consumer(
      EventBus eventBus, Address<Q, ?> address, Handler<Message<Q>> handler) {
    return address.scope() == Address.Scope.LOCAL
        ? eventBus.localConsumer(address.name(), handler)
        : eventBus.consumer(address.name(), handler);
  }

  /// Registers a handler that runs each request on its own thread and may block.
  ///
  /// @param limit maximum number of running and waiting requests
  /// @param threads kind of thread; platform threads for processes, files and computation
  /// @param handler returns the reply or throws: a [ServiceException] is passed to the caller,
  ///   anything else is reported as an internal error
  /// @return completes when the handler is reachable
  public <Q extends Record, R extends Record> Future<Registration> handleBlocking(
      Address<Q, R> address,
      ConcurrencyLimit limit,
      ThreadKind threads,
      RequestHandler<Q, R> handler) {
    var context = vertx.getOrCreateContext();
    var server = new RequestServer<>(address, limit, threads, handler);
    Promise<Registration> registered = Promise.promise();
    context.runOnContext(
        ignored -> server.register(vertx.eventBus(), target(address)).onComplete(registered));
    return registered.future();
  }

  /// Registers a handler that runs on the event loop and must not block it.
  ///
  /// @param handler returns the future of the reply
  /// @return completes when the handler is reachable
  public <Q extends Record, R extends Record> Future<Registration> handleAsync(
      Address<Q, R> address, Function<Q, Future<R>> handler) {
    var consumer =
        consumer(
            vertx.eventBus(),
            target(address),
            message -> {
              Future<R> reply;
              try {
                reply = handler.apply(address.requestType().cast(message.body()));
              } catch (RuntimeException exception) {
                reply = Future.failedFuture(exception);
              }
              reply
                  .map(RecordChecks::requireComplete)
                  .onComplete(
                      body -> message.reply(body, options()),
                      failure -> RequestServer.replyWithError(message, address.name(), failure));
            });
    return consumer.completion().map(consumer::unregister);
  }

  /// Publishes a message to the subscribers of a key and of [Topic#ALL_KEYS]. Each subscriber
  /// receives messages in the order of the calls. Without subscribers the message is dropped.
  public <M extends Record> void publish(Topic<M> topic, String key, M message) {
    publish(topic.address(key), message);
    publish(topic.address(Topic.ALL_KEYS), message);
  }

  private void publish(String address, Record message) {
    if (subscribers.hasSubscribers(address) || vertx.isClustered()) {
      vertx.eventBus().publish(address, RecordChecks.requireComplete(message), options());
    }
  }

  /// Subscribes to a key of a topic. The subscriber is called on the caller's event loop.
  ///
  /// @param key a key, or [Topic#ALL_KEYS]
  /// @return completes when the subscriber receives all messages published from then on
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

  /// Reports requests to the given addresses with their replies to an observer until the
  /// registration is closed.
  public Registration observe(Set<Address<?, ?>> addresses, BusObserver observer) {
    return new ObserverInterceptor(addresses, observer).register(vertx.eventBus());
  }

  /// Interrupts running requests and drops waiting requests whose operation id starts with a
  /// prefix.
  public void cancel(String operationPrefix) {
    vertx.eventBus().publish(CANCEL_ADDRESS, new CancelOperations(operationPrefix), options());
  }

  private void cancelIfCancellable(Record request) {
    if (request instanceof CancellableRequest cancellable) {
      cancel(cancellable.operationId().value());
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
                "No reply from " + address + " within " + deadline.toMillis() + " ms.",
                true);
        case NO_HANDLERS ->
            new ServiceError(
                ServiceError.Code.UNAVAILABLE,
                "No handler is registered at " + address + ".",
                true);
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

  /// Kind of thread that runs a handler.
  public enum ThreadKind {
    /// For waiting on the bus and the network.
    VIRTUAL,
    /// For file systems, processes and computation, which would block the carrier threads of
    /// virtual threads.
    PLATFORM
  }

  /// Handles one request.
  @FunctionalInterface
  public interface RequestHandler<Q, R> {
    /// Returns the reply.
    ///
    /// @throws ServiceException to fail the request
    /// @throws InterruptedException if the request is cancelled
    R handle(Q request) throws Exception;
  }
}
