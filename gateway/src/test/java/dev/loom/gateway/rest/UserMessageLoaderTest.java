package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.Feedback;
import dev.loom.gateway.FakeBackend;
import dev.loom.gateway.rest.UserMessageLoader.Item;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UserMessageLoaderTest {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.on(vertx);
  private final FakeBackend backend = FakeBackend.start(vertx);
  private final TaskId task = backend.newTask();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private List<Item> load() {
    var snapshot = bus.requestAsync(Addresses.TASK_FIND, new FindTask(task)).await();
    return new UserMessageLoader(bus, snapshot).load().await();
  }

  @Test
  void aTaskWithoutMessagesHasAnEmptyConversation() {
    backend.recordFiller(task, 3, 10);
    assertEquals(List.of(), load());
  }

  @Test
  void messagesAcrossSeveralPagesAreListedOldestFirst() {
    backend.record(task, new TaskEvent.TaskSteered("Login first"));
    backend.recordFiller(task, 1_500, 10);
    backend.record(task, new TaskEvent.TaskSteered("Then logout"));
    backend.complete(task);
    backend.record(task, new TaskEvent.TaskFeedback(new Feedback(Optional.of(4), "nearly")));
    var items = load();
    assertEquals(
        List.of("Login first", "Then logout", "4 of 5. nearly"),
        items.stream().map(Item::message).toList());
    assertEquals(
        List.of(List.of("steer"), List.of("steer"), List.of("feedback")),
        items.stream().map(Item::tags).toList());
    assertEquals(2, items.getFirst().id());
  }

  @Test
  void aLongMessageHasATruncatedSummary() {
    backend.record(task, new TaskEvent.TaskSteered("x".repeat(200)));
    var item = load().getFirst();
    assertEquals("x".repeat(150) + "…", item.summary());
    assertEquals(200, item.message().length());
  }
}
