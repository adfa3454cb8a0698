package dev.loom.contracts.bus;

import dev.loom.contracts.json.Json;
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

/// Lets somebody overhear the questions of some addresses, their answers, and some topics.
final class Tap implements Handler<DeliveryContext<Object>> {
  /// Questions without an answer that are remembered; later ones are then not overheard.
  private static final int OPEN_MAX = 100_000;

  private final Set<String> questions;
  private final Set<String> topics;
  private final Overhearer overhearer;
  private final AtomicLong exchanges = new AtomicLong();

  /// Exchanges by the address that their answer goes to.
  private final Map<String, Long> open = new ConcurrentHashMap<>();

  Tap(Set<Address<?, ?>> addresses, Set<Topic<?>> topics, Overhearer overhearer) {
    this.questions = addresses.stream().map(Address::name).collect(Collectors.toSet());
    this.topics =
        topics.stream().map(topic -> topic.address(Topic.ALL)).collect(Collectors.toSet());
    this.overhearer = overhearer;
  }

  Registration on(EventBus eventBus, Listeners listeners) {
    var gone = topics.stream().map(listeners::add).toList();
    eventBus.addOutboundInterceptor(this);
    return () -> {
      eventBus.removeOutboundInterceptor(this);
      gone.forEach(Runnable::run);
      return Future.succeededFuture();
    };
  }

  @Override
  public void handle(DeliveryContext<Object> delivery) {
    try {
      hear(delivery);
    } finally {
      delivery.next();
    }
  }

  private void hear(DeliveryContext<Object> delivery) {
    var message = delivery.message();
    var answered = open.remove(message.address());
    if (answered != null) {
      answer(answered, delivery.body());
    } else if (delivery.body() instanceof Record said) {
      if (topics.contains(message.address())) {
        overhearer.told(said);
      } else if (questions.contains(message.address())
          && message.replyAddress() != null
          && open.size() < OPEN_MAX) {
        long exchange = exchanges.incrementAndGet();
        open.put(message.replyAddress(), exchange);
        overhearer.asked(exchange, said);
      }
    }
  }

  private void answer(long exchange, Object body) {
    if (body instanceof Record record) {
      overhearer.answered(exchange, record);
    } else if (body instanceof ReplyException failure
        && failure.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
      overhearer.refused(exchange, Json.read(failure.getMessage(), Refusal.class));
    }
  }
}
