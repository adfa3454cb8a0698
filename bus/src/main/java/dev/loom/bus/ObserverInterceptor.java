package dev.loom.bus;

import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceError;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Reports requests to selected addresses to a [BusObserver].
final class ObserverInterceptor implements Handler<DeliveryContext<Object>> {
  /// Maximum number of tracked requests without a reply. Further requests are not reported.
  private static final int PENDING_MAX = 100_000;

  private final Set<String> addresses;
  private final BusObserver observer;
  private final AtomicLong exchanges = new AtomicLong();

  /// Ids of requests without a reply, by reply address.
  private final Map<String, Long> pending = new ConcurrentHashMap<>();

  ObserverInterceptor(Set<Address<?, ?>> addresses, BusObserver observer) {
    this.addresses = addresses.stream().map(Address::name).collect(Collectors.toSet());
    this.observer = observer;
  }

  Registration register(EventBus eventBus) {
    eventBus.addOutboundInterceptor(this);
    return () -> {
      eventBus.removeOutboundInterceptor(this);
      return Future.succeededFuture();
    };
  }

  @Override
  public void handle(DeliveryContext<Object> delivery) {
    try {
      notifyObserver(delivery);
    } finally {
      delivery.next();
    }
  }

  private void notifyObserver(DeliveryContext<Object> delivery) {
    var message = delivery.message();
    var repliedExchange = pending.remove(message.address());
    if (repliedExchange != null) {
      notifyReply(repliedExchange, delivery.body());
    } else if (delivery.body() instanceof Record payload
        && addresses.contains(Address.withoutEngine(message.address()))
        && message.replyAddress() != null
        && pending.size() < PENDING_MAX) {
      long exchange = exchanges.incrementAndGet();
      pending.put(message.replyAddress(), exchange);
      observer.onRequest(exchange, payload);
    }
  }

  private void notifyReply(long exchange, Object body) {
    if (body instanceof Record record) {
      observer.onReply(exchange, record);
    } else if (body instanceof ReplyException failure
        && failure.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
      observer.onError(exchange, Json.read(failure.getMessage(), ServiceError.class));
    }
  }
}
