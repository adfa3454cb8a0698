package dev.loom.contracts.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.id.WorkId;
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
  record Question(String text, WorkId work) implements Work {
    Question(String text) {
      this(text, WorkId.of(new TaskId("t1"), text));
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

  private void serve(Permits permits, Bus.Handler<Question, Answer> handler) {
    bus.serve(ECHO, permits, Bus.Threads.VIRTUAL, handler).await();
  }

  @Test
  void aRecordArrivesByReferenceInsideOneJvm() throws Exception {
    var text = new Object();
    serve(new Permits(1, 0), question -> new Answer(text));
    assertSame(text, bus.ask(ECHO, new Question("x")).text());
  }

  @Test
  void servedQuestionsRunSideBySideUpToTheirPermits() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var two = new CountDownLatch(2);
    serve(
        new Permits(2, 10),
        question -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          two.countDown();
          two.await();
          inside.decrementAndGet();
          return new Answer(question.text());
        });
    var answers = new ArrayList<Future<Answer>>();
    for (int i = 0; i < 6; i++) {
      answers.add(bus.asking(ECHO, new Question("q" + i)));
    }
    Future.all(answers).await();
    assertEquals(2, most.get());
  }

  @Test
  void aQuestionBeyondTheWaitingPermitsIsRefusedAsOverloaded() throws Exception {
    var release = new CountDownLatch(1);
    serve(
        new Permits(1, 1),
        question -> {
          release.await();
          return new Answer("done");
        });
    var first = bus.asking(ECHO, new Question("1"));
    var second = bus.asking(ECHO, new Question("2"));
    var third = assertThrows(RefusedException.class, () -> bus.ask(ECHO, new Question("3")));
    assertEquals(Refusal.Code.OVERLOADED, third.refusal().code());
    assertTrue(third.refusal().retryable());
    release.countDown();
    Future.all(first, second).await();
  }

  @Test
  void aThrownRefusalReachesTheAskerAsItIs() {
    var refusal = Refusal.invalid("The text is wrong.");
    serve(
        new Permits(1, 0),
        question -> {
          throw refusal.asException();
        });
    var refused = assertThrows(RefusedException.class, () -> bus.ask(ECHO, new Question("x")));
    assertEquals(refusal, refused.refusal());
  }

  @Test
  void aFaultReachesTheAskerAsAnInternalRefusalWithoutItsTrace() {
    serve(
        new Permits(1, 0),
        question -> {
          throw new IllegalStateException("secret detail");
        });
    var refused = assertThrows(RefusedException.class, () -> bus.ask(ECHO, new Question("x")));
    assertEquals(Refusal.Code.INTERNAL, refused.refusal().code());
    assertTrue(!refused.refusal().detail().contains("secret"), refused.refusal().detail());
  }

  @Test
  void nobodyServingIsARetryableRefusalAtOnce() {
    var refused = assertThrows(RefusedException.class, () -> bus.ask(ECHO, new Question("x")));
    assertEquals(Refusal.Code.UNAVAILABLE, refused.refusal().code());
    assertTrue(refused.refusal().retryable());
  }

  @Test
  void anUnansweredQuestionIsRefusedAtItsDeadlineAndItsWorkIsInterrupted() throws Exception {
    var interrupted = new CountDownLatch(1);
    serve(
        new Permits(1, 0),
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
            RefusedException.class, () -> bus.ask(ECHO, new Question("x"), Duration.ofMillis(50)));
    assertEquals(Refusal.Code.UNAVAILABLE, refused.refusal().code());
    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
  }

  @Test
  void stoppingInterruptsRunningWorkAndDropsWaitingWorkOfThatPrefixOnly() throws Exception {
    var started = new CountDownLatch(1);
    serve(
        new Permits(1, 10),
        question -> {
          if (question.text().startsWith("a")) {
            started.countDown();
            new CountDownLatch(1).await();
          }
          return new Answer(question.text());
        });
    var running = bus.asking(ECHO, new Question("a1"));
    var waiting = bus.asking(ECHO, new Question("a2"));
    var other = bus.asking(ECHO, new Question("b1"));
    started.await();
    bus.stop("t1/a");
    for (var stopped : List.of(running, waiting)) {
      var refused = assertThrows(RefusedException.class, stopped::await);
      assertEquals(Refusal.Code.CANCELLED, refused.refusal().code());
    }
    assertEquals(new Answer("b1"), other.await());
  }

  @Test
  void workThatIsStoppedRightAfterItWasAskedNeverRunsToItsEnd() throws Exception {
    var finished = new AtomicInteger();
    serve(
        new Permits(4, 1000),
        question -> {
          new CountDownLatch(1).await();
          finished.incrementAndGet();
          return new Answer("");
        });
    var answers = new ArrayList<Future<Answer>>();
    for (int i = 0; i < 200; i++) {
      answers.add(bus.asking(ECHO, new Question("w" + i)));
      bus.stop("t1/w" + i);
    }
    Future.join(answers).otherwiseEmpty().await();
    assertEquals(0, finished.get());
  }

  @Test
  void answeringOnTheEventLoopTurnsAThrowIntoARefusal() {
    bus.answer(
            ECHO,
            question -> {
              throw Refusal.notFound("No such thing.").asException();
            })
        .await();
    var refused = assertThrows(RefusedException.class, () -> bus.ask(ECHO, new Question("x")));
    assertEquals(Refusal.Code.NOT_FOUND, refused.refusal().code());
  }

  @Test
  void aClosedRegistrationServesNoMore() throws Exception {
    var registration =
        bus.serve(ECHO, new Permits(1, 0), Bus.Threads.PLATFORM, question -> new Answer("here"))
            .await();
    assertEquals(new Answer("here"), bus.ask(ECHO, new Question("x")));
    registration.close().await();
    assertThrows(RefusedException.class, () -> bus.ask(ECHO, new Question("x")));
  }

  @Test
  void listenersHearTheirKeyAndAllInOrder() throws Exception {
    var one = new LinkedBlockingQueue<Object>();
    var all = new LinkedBlockingQueue<Object>();
    bus.listen(NEWS, "k1", news -> one.add(news.text())).await();
    bus.listen(NEWS, Topic.ALL, news -> all.add(news.text())).await();
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
    Bus.on(vertx).listen(NEWS, "k1", news -> heard.add(news.text())).await();
    bus.publish(NEWS, "k1", new Answer("here"));
    assertEquals("here", heard.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void aListenerThatTakesItsLeaveTwiceSilencesNobodyElse() throws Exception {
    var heard = new LinkedBlockingQueue<Object>();
    bus.listen(NEWS, "k1", news -> heard.add(news.text())).await();
    var leaving = bus.listen(NEWS, "k1", news -> heard.add("left over " + news.text())).await();
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
            bus.ask(ECHO, new Question("x"));
          } catch (Throwable thrown) {
            failure.complete(thrown);
          }
        });
    assertTrue(failure.get(10, TimeUnit.SECONDS) instanceof IllegalStateException);
  }

  @Test
  void whoOverhearsHearsQuestionsWithTheirAnswersAndWhatIsToldUntilItIsOver() throws Exception {
    serve(
        new Permits(8, 8),
        question -> {
          if (question.text().equals("no")) {
            throw Refusal.conflict("not now").asException();
          }
          return new Answer(question.text());
        });
    var heard = new LinkedBlockingQueue<String>();
    var listening =
        bus.overhear(
            Set.of(ECHO),
            Set.of(NEWS),
            new Overhearer() {
              @Override
              public void asked(long exchange, Record question) {
                heard.add(exchange + " asked " + ((Question) question).text());
              }

              @Override
              public void answered(long exchange, Record answer) {
                heard.add(exchange + " answered " + ((Answer) answer).text());
              }

              @Override
              public void refused(long exchange, Refusal refusal) {
                heard.add(exchange + " refused " + refusal.detail());
              }

              @Override
              public void told(Record message) {
                heard.add("told " + ((Answer) message).text());
              }
            });
    assertEquals("x", bus.ask(ECHO, new Question("x")).text());
    assertThrows(RefusedException.class, () -> bus.ask(ECHO, new Question("no")));
    bus.publish(NEWS, "key", new Answer("news"));
    listening.close().await();
    bus.ask(ECHO, new Question("unheard"));
    assertEquals(
        List.of("1 asked x", "1 answered x", "2 asked no", "2 refused not now", "told news"),
        List.copyOf(heard));
  }
}
