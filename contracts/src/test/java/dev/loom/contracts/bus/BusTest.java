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
  record Question(String text, OperationId work) implements Cancellable {
    Question(String text) {
      this(text, OperationId.forTask(new TaskId("t1"), text));
    }
  }

  record Answer(Object text) {}

  private static final Address<Question, Answer> ECHO =
      new Address<>("test.echo", Question.class, Answer.class, Duration.ofSeconds(10));
  private static final Topic<Answer> NEWS = new Topic<>("test.news", Answer.class);

  private Vertx vertx;
  private Bus bus;

  @BeforeEach
  void open(Vertx opened) {
    vertx = opened;
    bus = Bus.on(opened);
  }

  private void serve(ConcurrencyLimit permits, Bus.RequestHandler<Question, Answer> handler) {
    bus.handleBlocking(ECHO, permits, Bus.ThreadKind.VIRTUAL, handler).await();
  }

  @Test
  void aRecordArrivesByReferenceInsideOneJvm() throws Exception {
    var text = new Object();
    serve(new ConcurrencyLimit(1, 0), question -> new Answer(text));
    assertSame(text, bus.request(ECHO, new Question("x")).text());
  }

  @Test
  void servedQuestionsRunSideBySideUpToTheirPermits() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var two = new CountDownLatch(2);
    serve(
        new ConcurrencyLimit(2, 10),
        question -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          two.countDown();
          two.await();
          inside.decrementAndGet();
          return new Answer(question.text());
        });
    var answers = new ArrayList<Future<Answer>>();
    for (int i = 0; i < 6; i++) {
      answers.add(bus.requestAsync(ECHO, new Question("q" + i)));
    }
    Future.all(answers).await();
    assertEquals(2, most.get());
  }

  @Test
  void aQuestionBeyondTheWaitingPermitsIsRefusedAsOverloaded() throws Exception {
    var release = new CountDownLatch(1);
    serve(
        new ConcurrencyLimit(1, 1),
        question -> {
          release.await();
          return new Answer("done");
        });
    var first = bus.requestAsync(ECHO, new Question("1"));
    var second = bus.requestAsync(ECHO, new Question("2"));
    var third = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Question("3")));
    assertEquals(ServiceError.Code.OVERLOADED, third.error().code());
    assertTrue(third.error().retryable());
    release.countDown();
    Future.all(first, second).await();
  }

  @Test
  void aThrownRefusalReachesTheAskerAsItIs() {
    var refusal = ServiceError.invalid("The text is wrong.");
    serve(
        new ConcurrencyLimit(1, 0),
        question -> {
          throw refusal.toException();
        });
    var refused = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Question("x")));
    assertEquals(refusal, refused.error());
  }

  @Test
  void aFaultReachesTheAskerAsAnInternalRefusalWithoutItsTrace() {
    serve(
        new ConcurrencyLimit(1, 0),
        question -> {
          throw new IllegalStateException("secret detail");
        });
    var refused = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Question("x")));
    assertEquals(ServiceError.Code.INTERNAL, refused.error().code());
    assertTrue(!refused.error().detail().contains("secret"), refused.error().detail());
  }

  @Test
  void nobodyServingIsARetryableRefusalAtOnce() {
    var refused = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Question("x")));
    assertEquals(ServiceError.Code.UNAVAILABLE, refused.error().code());
    assertTrue(refused.error().retryable());
  }

  @Test
  void anUnansweredQuestionIsRefusedAtItsDeadlineAndItsWorkIsInterrupted() throws Exception {
    var interrupted = new CountDownLatch(1);
    serve(
        new ConcurrencyLimit(1, 0),
        question -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException stopped) {
            interrupted.countDown();
            throw stopped;
          }
          return new Answer("never");
        });
    var refused =
        assertThrows(
            ServiceException.class,
            () -> bus.request(ECHO, new Question("x"), Duration.ofMillis(50)));
    assertEquals(ServiceError.Code.UNAVAILABLE, refused.error().code());
    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
  }

  @Test
  void stoppingInterruptsRunningWorkAndDropsWaitingWorkOfThatPrefixOnly() throws Exception {
    var started = new CountDownLatch(1);
    serve(
        new ConcurrencyLimit(1, 10),
        question -> {
          if (question.text().startsWith("a")) {
            started.countDown();
            new CountDownLatch(1).await();
          }
          return new Answer(question.text());
        });
    var running = bus.requestAsync(ECHO, new Question("a1"));
    var waiting = bus.requestAsync(ECHO, new Question("a2"));
    var other = bus.requestAsync(ECHO, new Question("b1"));
    started.await();
    bus.cancel("t1/a");
    for (var stopped : List.of(running, waiting)) {
      var refused = assertThrows(ServiceException.class, stopped::await);
      assertEquals(ServiceError.Code.CANCELLED, refused.error().code());
    }
    assertEquals(new Answer("b1"), other.await());
  }

  @Test
  void workThatIsStoppedRightAfterItWasAskedNeverRunsToItsEnd() throws Exception {
    var finished = new AtomicInteger();
    serve(
        new ConcurrencyLimit(4, 1000),
        question -> {
          new CountDownLatch(1).await();
          finished.incrementAndGet();
          return new Answer("");
        });
    var answers = new ArrayList<Future<Answer>>();
    for (int i = 0; i < 200; i++) {
      answers.add(bus.requestAsync(ECHO, new Question("w" + i)));
      bus.cancel("t1/w" + i);
    }
    Future.join(answers).otherwiseEmpty().await();
    assertEquals(0, finished.get());
  }

  @Test
  void answeringOnTheEventLoopTurnsAThrowIntoARefusal() {
    bus.handleAsync(
            ECHO,
            question -> {
              throw ServiceError.notFound("No such thing.").toException();
            })
        .await();
    var refused = assertThrows(ServiceException.class, () -> bus.request(ECHO, new Question("x")));
    assertEquals(ServiceError.Code.NOT_FOUND, refused.error().code());
  }

  @Test
  void aClosedRegistrationServesNoMore() throws Exception {
    var registration =
        bus.handleBlocking(
                ECHO,
                new ConcurrencyLimit(1, 0),
                Bus.ThreadKind.PLATFORM,
                question -> new Answer("here"))
            .await();
    assertEquals(new Answer("here"), bus.request(ECHO, new Question("x")));
    registration.close().await();
    assertThrows(ServiceException.class, () -> bus.request(ECHO, new Question("x")));
  }

  @Test
  void listenersHearTheirKeyAndAllInOrder() throws Exception {
    var one = new LinkedBlockingQueue<Object>();
    var all = new LinkedBlockingQueue<Object>();
    bus.subscribe(NEWS, "k1", news -> one.add(news.text())).await();
    bus.subscribe(NEWS, Topic.ALL_KEYS, news -> all.add(news.text())).await();
    for (int i = 0; i < 100; i++) {
      bus.publish(NEWS, i % 2 == 0 ? "k1" : "k2", new Answer(i));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(i, all.poll(10, TimeUnit.SECONDS));
    }
    for (int i = 0; i < 100; i += 2) {
      assertEquals(i, one.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void aListenerHearsWhatAnotherBusOfTheSameVertxTells() throws Exception {
    var heard = new LinkedBlockingQueue<Object>();
    Bus.on(vertx).subscribe(NEWS, "k1", news -> heard.add(news.text())).await();
    bus.publish(NEWS, "k1", new Answer("here"));
    assertEquals("here", heard.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void aListenerThatTakesItsLeaveTwiceSilencesNobodyElse() throws Exception {
    var heard = new LinkedBlockingQueue<Object>();
    bus.subscribe(NEWS, "k1", news -> heard.add(news.text())).await();
    var leaving = bus.subscribe(NEWS, "k1", news -> heard.add("left over " + news.text())).await();
    leaving.close().await();
    leaving.close().await();
    bus.publish(NEWS, "k1", new Answer(1));
    bus.publish(NEWS, "k1", new Answer(2));
    assertEquals(1, heard.poll(10, TimeUnit.SECONDS));
    assertEquals(2, heard.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void waitingOnAnEventLoopIsRefusedInsteadOfBlockingIt() throws Exception {
    var failure = new CompletableFuture<Throwable>();
    vertx.runOnContext(
        ignored -> {
          try {
            bus.request(ECHO, new Question("x"));
          } catch (Throwable thrown) {
            failure.complete(thrown);
          }
        });
    assertTrue(failure.get(10, TimeUnit.SECONDS) instanceof IllegalStateException);
  }

  @Test
  void whoOverhearsHearsQuestionsWithTheirAnswersAndWhatIsToldUntilItIsOver() throws Exception {
    serve(
        new ConcurrencyLimit(8, 8),
        question -> {
          if (question.text().equals("no")) {
            throw ServiceError.conflict("not now").toException();
          }
          return new Answer(question.text());
        });
    var heard = new LinkedBlockingQueue<String>();
    var listening =
        bus.observe(
            Set.of(ECHO),
            Set.of(NEWS),
            new BusObserver() {
              @Override
              public void onRequest(long exchange, Record question) {
                heard.add(exchange + " asked " + ((Question) question).text());
              }

              @Override
              public void onReply(long exchange, Record answer) {
                heard.add(exchange + " answered " + ((Answer) answer).text());
              }

              @Override
              public void onError(long exchange, ServiceError refusal) {
                heard.add(exchange + " refused " + refusal.detail());
              }

              @Override
              public void onPublish(Record message) {
                heard.add("told " + ((Answer) message).text());
              }
            });
    assertEquals("x", bus.request(ECHO, new Question("x")).text());
    assertThrows(ServiceException.class, () -> bus.request(ECHO, new Question("no")));
    bus.publish(NEWS, "key", new Answer("news"));
    listening.close().await();
    bus.request(ECHO, new Question("unheard"));
    assertEquals(
        List.of("1 asked x", "1 answered x", "2 asked no", "2 refused not now", "told news"),
        List.copyOf(heard));
  }
}
