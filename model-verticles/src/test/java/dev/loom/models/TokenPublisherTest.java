package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.loom.api.model.ModelListener;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.secret.Secrets;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TokenPublisherTest {
  private static final TaskId TASK = new TaskId("t1");

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.on(vertx);
  private final LinkedBlockingQueue<TransientEvent> tokens = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static CompleteModel call(Optional<SubtaskId> subtask) {
    return new CompleteModel(
        OperationId.forTask(TASK, "s1.1.2"),
        TASK,
        subtask,
        1,
        Set.of(),
        ProviderHarness.HELLO,
        List.of());
  }

  private List<String> received(int count) throws InterruptedException {
    var texts = new ArrayList<String>();
    while (texts.size() < count) {
      var token = (TaskEvent.TokenStreamed) tokens.poll(10, TimeUnit.SECONDS).event();
      texts.add(
          token.stepId()
              + " "
              + token.seq()
              + " "
              + token.model()
              + " "
              + token.kind()
              + " "
              + token.token()
              + (token.restart() ? " (restart)" : ""));
    }
    return texts;
  }

  @Test
  void aLaterTryBeginsTheOutputAgainAndTheEarlierOneIsSilenced() throws Exception {
    bus.subscribe(Addresses.TRANSIENT_EVENTS, "t1", tokens::add).await();
    var publisher = new TokenPublisher(bus, call(Optional.of(new SubtaskId("s1"))));
    var first = publisher.nextTry("a");
    first.onDelta(new ModelListener.TextDelta("Hel"));
    var second = publisher.nextTry("b");
    first.onDelta(new ModelListener.TextDelta("late"));
    second.onDelta(new ModelListener.ReasoningDelta("hm"));
    second.onDelta(new ModelListener.TextDelta("Hello"));
    assertEquals(
        List.of(
            "s1.1.2 1 a TEXT Hel", "s1.1.2 2 b REASONING hm (restart)", "s1.1.2 3 b TEXT Hello"),
        received(3));
  }

  @Test
  void aTryAfterOneWithoutOutputIsNoRestart() throws Exception {
    bus.subscribe(Addresses.TRANSIENT_EVENTS, "t1", tokens::add).await();
    var publisher = new TokenPublisher(bus, call(Optional.of(new SubtaskId("s1"))));
    publisher.nextTry("a");
    publisher.nextTry("a").onDelta(new ModelListener.TextDelta("x"));
    assertEquals(List.of("s1.1.2 1 a TEXT x"), received(1));
  }

  @Test
  void aSecretIsRedactedAlsoIfItIsSplit() throws Exception {
    new Secrets(List.of("sk-canary-1234567890")).publish(vertx);
    bus.subscribe(Addresses.TRANSIENT_EVENTS, "t1", tokens::add).await();
    var publisher = new TokenPublisher(bus, call(Optional.of(new SubtaskId("s1"))));
    var listener = publisher.nextTry("a");
    for (var piece : List.of("key sk-can", "ary-12345", "67890, as", "k")) {
      listener.onDelta(new ModelListener.TextDelta(piece));
    }
    publisher.finish();
    assertEquals(
        List.of("s1.1.2 1 a TEXT key ", "s1.1.2 2 a TEXT [secret], a", "s1.1.2 3 a TEXT sk"),
        received(3));
  }

  @Test
  void aCallWithoutASubtaskIsNotPublished() {
    assertSame(
        ModelListener.NONE, new TokenPublisher(bus, call(Optional.empty())).nextTry("planner"));
  }
}
