package dev.loom.bus;

import static dev.loom.bus.BusFixture.ECHO;
import static dev.loom.bus.BusFixture.NEWS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.BusFixture.Reply;
import dev.loom.bus.BusFixture.Request;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.EngineId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
@ExtendWith(VertxExtension.class)
class BusTest {
  private Vertx vertx;
  private Bus bus;

  @BeforeEach
  void open(Vertx opened) {
    vertx = opened;
    bus = Bus.on(opened);
  }

  private void serve(ConcurrencyLimit limit, Bus.RequestHandler<Request, Reply> handler) {
    bus.handleBlocking(ECHO, limit, Bus.ThreadKind.VIRTUAL, handler).await();
  }

  @Test
  void recordIsPassedByReferenceWithinAJvm() throws Exception {
    var text = new Object();
    serve(new ConcurrencyLimit(1, 0), request -> new Reply(text));
    assertSame(text, bus.request(ECHO, new Request("x")).text());
  }

  @ParameterizedTest
  @EnumSource(Address.Scope.class)
  void handlersOfEveryScopeAreReachedWithinTheEngine(Address.Scope scope) throws Exception {
    var blocking = BusFixture.echo(scope);
    var async =
        new Address<>("test.async", Request.class, Reply.class, Duration.ofSeconds(10), scope);
    bus.handleBlocking(
            blocking,
            new ConcurrencyLimit(1, 0),
            Bus.ThreadKind.VIRTUAL,
            request -> new Reply(request.text()))
        .await();
    bus.handleAsync(async, request -> Future.succeededFuture(new Reply(request.text()))).await();
    assertEquals("x", Bus.on(vertx).request(blocking, new Request("x")).text());
    assertEquals("y", Bus.on(vertx).request(async, new Request("y")).text());
  }

  @Test
  void requestToAnotherEngineDoesNotReachThisOne() throws Exception {
    var address = BusFixture.echo(Address.Scope.AT_ENGINE);
    bus.handleAsync(address, request -> Future.succeededFuture(new Reply("here"))).await();
    assertEquals("here", bus.request(address.at(bus.engine()), new Request("x")).text());
    var failure =
        assertThrows(
            ServiceException.class,
            () -> bus.request(address.at(new EngineId("other")), new Request("x")));
    assertEquals(ServiceError.Code.UNAVAILABLE, failure.error().code());
  }

  @Test
  void busesOfOneVertxBelongToTheSameEngineAndOthersDoNot() {
    assertEquals(bus.engine(), Bus.on(vertx).engine());
    var other = Vertx.vertx();
    try {
      assertNotEquals(bus.engine(), Bus.on(other).engine());
    } finally {
      other.close().await();
    }
  }

  @Test
  void serviceExceptionReachesTheCallerUnchanged() {
    var error = ServiceException.invalid("The text is wrong.").error();
    serve(
        new ConcurrencyLimit(1, 0),
        request -> {
          throw new ServiceException(error);
        });
    var failure = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Request("x")));
    assertEquals(error, failure.error());
  }

  @Test
  void messageWithAMissingComponentIsNotSent() {
    serve(new ConcurrencyLimit(1, 0), request -> new Reply(null));
    var incomplete = new Request(null);
    assertThrows(NullPointerException.class, () -> bus.request(ECHO, incomplete));
    var failure = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Request("x")));
    assertEquals(ServiceError.Code.INTERNAL, failure.error().code());
  }

  @Test
  void requestWithoutHandlerFailsAsUnavailableAtOnce() {
    var failure = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Request("x")));
    assertEquals(ServiceError.Code.UNAVAILABLE, failure.error().code());
    assertTrue(failure.error().retryable());
  }

  @Test
  void requestWithoutReplyFailsAtItsDeadlineAndIsInterrupted() throws Exception {
    var interrupted = new CountDownLatch(1);
    serve(
        new ConcurrencyLimit(1, 0),
        request -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException cancelled) {
            interrupted.countDown();
            throw cancelled;
          }
          return new Reply("never");
        });
    var failure =
        assertThrows(
            ServiceException.class,
            () -> bus.requestAsync(ECHO, new Request("x"), Duration.ofMillis(50)).await());
    assertEquals(ServiceError.Code.UNAVAILABLE, failure.error().code());
    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
  }

  @Test
  void exceptionThrownByAnAsyncHandlerReachesTheCaller() {
    bus.handleAsync(
            ECHO,
            request -> {
              throw ServiceException.notFound("No such thing.");
            })
        .await();
    var failure = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Request("x")));
    assertEquals(ServiceError.Code.NOT_FOUND, failure.error().code());
  }

  @Test
  void subscribersReceiveTheirKeyAndAllKeysInOrder() throws Exception {
    var one = new LinkedBlockingQueue<Object>();
    var all = new LinkedBlockingQueue<Object>();
    bus.subscribe(NEWS, "k1", news -> one.add(news.text())).await();
    bus.subscribe(NEWS, Topic.ALL_KEYS, news -> all.add(news.text())).await();
    for (int i = 0; i < 100; i++) {
      bus.publish(NEWS, i % 2 == 0 ? "k1" : "k2", new Reply(i));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(i, all.poll(10, TimeUnit.SECONDS));
    }
    for (int i = 0; i < 100; i += 2) {
      assertEquals(i, one.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void subscriberReceivesMessagesOfAnotherBusOfTheSameVertx() throws Exception {
    var received = new LinkedBlockingQueue<Object>();
    Bus.on(vertx).subscribe(NEWS, "k1", news -> received.add(news.text())).await();
    bus.publish(NEWS, "k1", new Reply("here"));
    assertEquals("here", received.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void unsubscribingTwiceDoesNotAffectOtherSubscribers() throws Exception {
    var received = new LinkedBlockingQueue<Object>();
    bus.subscribe(NEWS, "k1", news -> received.add(news.text())).await();
    var registration =
        bus.subscribe(NEWS, "k1", news -> received.add("closed " + news.text())).await();
    registration.close().await();
    registration.close().await();
    bus.publish(NEWS, "k1", new Reply(1));
    bus.publish(NEWS, "k1", new Reply(2));
    assertEquals(1, received.poll(10, TimeUnit.SECONDS));
    assertEquals(2, received.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void blockingRequestOnAnEventLoopIsRejected() throws Exception {
    var failure = new CompletableFuture<Throwable>();
    vertx.runOnContext(
        ignored -> {
          try {
            bus.request(ECHO, new Request("x"));
          } catch (Throwable thrown) {
            failure.complete(thrown);
          }
        });
    assertTrue(failure.get(10, TimeUnit.SECONDS) instanceof IllegalStateException);
  }
}
