package dev.loom.bus;

import static dev.loom.bus.BusFixture.ECHO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.BusFixture.Reply;
import dev.loom.bus.BusFixture.Request;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@ExtendWith(VertxExtension.class)
class RequestServerTest {
  private Bus bus;

  @BeforeEach
  void open(Vertx vertx) {
    bus = Bus.on(vertx);
  }

  private void serve(ConcurrencyLimit limit, Bus.RequestHandler<Request, Reply> handler) {
    bus.handleBlocking(ECHO, limit, Bus.ThreadKind.VIRTUAL, handler).await();
  }

  @Test
  void requestsRunConcurrentlyUpToTheLimit() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var two = new CountDownLatch(2);
    serve(
        new ConcurrencyLimit(2, 10),
        request -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          two.countDown();
          two.await();
          inside.decrementAndGet();
          return new Reply(request.text());
        });
    var replies = new ArrayList<Future<Reply>>();
    for (int i = 0; i < 6; i++) {
      replies.add(bus.requestAsync(ECHO, new Request("q" + i)));
    }
    Future.all(replies).await();
    assertEquals(2, most.get());
  }

  @Test
  void requestBeyondTheQueueLimitFailsAsOverloaded() throws Exception {
    var release = new CountDownLatch(1);
    serve(
        new ConcurrencyLimit(1, 1),
        request -> {
          release.await();
          return new Reply("done");
        });
    var first = bus.requestAsync(ECHO, new Request("1"));
    var second = bus.requestAsync(ECHO, new Request("2"));
    var third = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Request("3")));
    assertEquals(ServiceError.Code.OVERLOADED, third.error().code());
    assertTrue(third.error().retryable());
    release.countDown();
    Future.all(first, second).await();
  }

  @Test
  void unexpectedExceptionIsReportedAsInternalErrorWithoutItsMessage() {
    serve(
        new ConcurrencyLimit(1, 0),
        request -> {
          throw new IllegalStateException("secret detail");
        });
    var failure = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Request("x")));
    assertEquals(ServiceError.Code.INTERNAL, failure.error().code());
    assertTrue(!failure.error().detail().contains("secret"), failure.error().detail());
  }

  @Test
  void cancelInterruptsRunningAndDropsWaitingRequestsOfThePrefixOnly() throws Exception {
    var started = new CountDownLatch(1);
    serve(
        new ConcurrencyLimit(1, 10),
        request -> {
          if (request.text().startsWith("a")) {
            started.countDown();
            new CountDownLatch(1).await();
          }
          return new Reply(request.text());
        });
    var running = bus.requestAsync(ECHO, new Request("a1"));
    var waiting = bus.requestAsync(ECHO, new Request("a2"));
    var other = bus.requestAsync(ECHO, new Request("b1"));
    started.await();
    bus.cancel("t1/a");
    for (var interrupted : List.of(running, waiting)) {
      var failure = assertThrows(ServiceException.class, interrupted::await);
      assertEquals(ServiceError.Code.CANCELLED, failure.error().code());
    }
    assertEquals(new Reply("b1"), other.await());
  }

  @Test
  void requestCancelledRightAfterItWasSentNeverCompletes() throws Exception {
    var finished = new AtomicInteger();
    serve(
        new ConcurrencyLimit(4, 1000),
        request -> {
          new CountDownLatch(1).await();
          finished.incrementAndGet();
          return new Reply("");
        });
    var replies = new ArrayList<Future<Reply>>();
    for (int i = 0; i < 200; i++) {
      replies.add(bus.requestAsync(ECHO, new Request("w" + i)));
      bus.cancel("t1/w" + i);
    }
    Future.join(replies).otherwiseEmpty().await();
    assertEquals(0, finished.get());
  }

  @Test
  void closedRegistrationHandlesNoRequests() throws Exception {
    var registration =
        bus.handleBlocking(
                ECHO,
                new ConcurrencyLimit(1, 0),
                Bus.ThreadKind.PLATFORM,
                request -> new Reply("here"))
            .await();
    assertEquals(new Reply("here"), bus.request(ECHO, new Request("x")));
    registration.close().await();
    assertThrows(ServiceException.class, () -> bus.request(ECHO, new Request("x")));
  }
}
