package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.loom.bus.Bus;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.gateway.FakeBackend;
import io.vertx.core.Vertx;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskSubscriptionsTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeBackend backend = FakeBackend.start(vertx);
  private final TaskSubscriptions subscriptions = new TaskSubscriptions(Bus.on(vertx));
  private final TaskId task = backend.newTask();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /// Collects the frames that it receives.
  private static final class CollectingSubscriber implements StreamSubscriber {
    private final LinkedBlockingQueue<SseFrame> frames = new LinkedBlockingQueue<>();

    SseFrame next() throws InterruptedException {
      return frames.poll(20, TimeUnit.SECONDS);
    }

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void onEvent(SseFrame frame) {
      frames.add(frame);
    }

    @Override
    public void onTransient(TaskEvent.Transient event, SseFrame frame) {
      frames.add(frame);
    }

    @Override
    public void onDrained() {}

    @Override
    public long seq() {
      return 0;
    }
  }

  @Test
  void allSubscribersOfATaskGetTheSameEncodedFrame() throws Exception {
    var first = new CollectingSubscriber();
    var second = new CollectingSubscriber();
    subscriptions.subscribe(task, first).await();
    subscriptions.subscribe(task, second).await();
    assertEquals(1, subscriptions.count());
    backend.complete(task);
    var frame = first.next();
    assertEquals(2, frame.seq());
    assertSame(frame, second.next());
  }

  @Test
  void eventsOfOtherTasksAreNotReceived() throws Exception {
    var subscriber = new CollectingSubscriber();
    subscriptions.subscribe(task, subscriber).await();
    backend.complete(backend.newTask());
    backend.publishToken(task, "x");
    assertEquals(0, subscriber.next().seq());
    assertNull(subscriber.frames.poll());
  }

  @Test
  void theLastSubscriberRemovesTheSubscription() throws Exception {
    var first = new CollectingSubscriber();
    var second = new CollectingSubscriber();
    subscriptions.subscribe(task, first).await();
    subscriptions.subscribe(task, second).await();
    subscriptions.unsubscribe(task, first);
    assertEquals(1, subscriptions.count());
    backend.complete(task);
    assertNotNull(second.next());
    assertNull(first.frames.poll());
    subscriptions.unsubscribe(task, second);
    subscriptions.unsubscribe(task, second);
    assertEquals(0, subscriptions.count());
  }
}
