package dev.loom.contracts.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@ExtendWith(VertxExtension.class)
class BusTest {
  record Request(String text, OperationId work) implements Cancellable {
    Request(String text) {
      this(text, OperationId.forTask(new TaskId("t1"), text));
    }
  }

  record Reply(Object text) {}

  private static final Address<Request, Reply> ECHO =
      new Address<>("test.echo", Request.class, Reply.class, Duration.ofSeconds(10));
  private static final Topic<Reply> NEWS = new Topic<>("test.news", Reply.class);

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
  void serviceExceptionReachesTheCallerUnchanged() {
    var error = ServiceError.invalid("The text is wrong.");
    serve(
        new ConcurrencyLimit(1, 0),
        request -> {
          throw error.toException();
        });
    var failure = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Request("x")));
    assertEquals(error, failure.error());
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
            () -> bus.request(ECHO, new Request("x"), Duration.ofMillis(50)));
    assertEquals(ServiceError.Code.UNAVAILABLE, failure.error().code());
    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
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
  void exceptionThrownByAnAsyncHandlerReachesTheCaller() {
    bus.handleAsync(
            ECHO,
            request -> {
              throw ServiceError.notFound("No such thing.").toException();
            })
        .await();
    var failure = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Request("x")));
    assertEquals(ServiceError.Code.NOT_FOUND, failure.error().code());
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
    var registration = bus.subscribe(NEWS, "k1", news -> received.add("closed " + news.text())).await();
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

  @Test
  void observerReceivesRequestsRepliesErrorsAndMessagesUntilClosed() throws Exception {
    serve(
        new ConcurrencyLimit(8, 8),
        request -> {
          if (request.text().equals("no")) {
            throw ServiceError.conflict("not now").toException();
          }
          return new Reply(request.text());
        });
    var received = new LinkedBlockingQueue<String>();
    var listening =
        bus.observe(
            Set.of(ECHO),
            Set.of(NEWS),
            new BusObserver() {
              @Override
              public void onRequest(long exchange, Record request) {
                received.add(exchange + " request " + ((Request) request).text());
              }

              @Override
              public void onReply(long exchange, Record reply) {
                received.add(exchange + " reply " + ((Reply) reply).text());
              }

              @Override
              public void onError(long exchange, ServiceError error) {
                received.add(exchange + " error " + error.detail());
              }

              @Override
              public void onPublish(Record message) {
                received.add("message " + ((Reply) message).text());
              }
            });
    assertEquals("x", bus.request(ECHO, new Request("x")).text());
    assertThrows(ServiceException.class, () -> bus.request(ECHO, new Request("no")));
    bus.publish(NEWS, "key", new Reply("news"));
    listening.close().await();
    bus.request(ECHO, new Request("unobserved"));
    assertEquals(
        List.of("1 request x", "1 reply x", "2 request no", "2 error not now", "message news"),
        List.copyOf(received));
  }
}
