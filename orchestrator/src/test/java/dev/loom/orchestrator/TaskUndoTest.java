package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.tool.FileChange;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.config.BudgetConfig;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.UndoTask;
import dev.loom.orchestrator.core.Input;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TaskUndoTest {
  private static final UndoChanges.Undone UNDONE =
      new UndoChanges.Undone(
          List.of(new FileChange("a.md", FileChange.Kind.MODIFIED)), List.of(7L), List.of());

  private final FakeServices services = new FakeServices();
  private final List<UndoChanges> requests = new CopyOnWriteArrayList<>();
  private final TaskId id = TaskId.random();
  private final TaskRegistry registry =
      new TaskRegistry(
          services.bus,
          ExecutionConfig.defaults(),
          BudgetConfig.defaults(),
          VerificationConfig.defaults(),
          InstantSource.system());

  @BeforeEach
  void submit() {
    services
        .bus
        .handleBlocking(
            Addresses.CHANGES_UNDO,
            new ConcurrencyLimit(1, 1),
            Bus.ThreadKind.VIRTUAL,
            request -> {
              requests.add(request);
              return UNDONE;
            })
        .await();
    services.store(id, new Input.Submitted(TaskSpec.create("goal", "/w")));
  }

  @AfterEach
  void close() {
    services.close();
  }

  @Test
  void changesOfAStoppedTaskAreUndoneAndRecorded() throws Exception {
    services.store(id, new Input.Command(new TaskCommand.Cancel("enough")));
    var scope = new UndoChanges.WholeTask();
    assertEquals(UNDONE, registry.undo(new UndoTask(id, scope)));
    assertEquals(List.of(new UndoChanges(id, "/w", scope)), requests);
    assertEquals("changes_undone", services.events(id).getLast());
  }

  @Test
  void aRunningTaskIsNotUndone() {
    var undo = new UndoTask(id, new UndoChanges.WholeTask());
    var failure = assertThrows(ServiceException.class, () -> registry.undo(undo));
    assertEquals("Task " + id + " is pending; pause or cancel it first.", failure.error().detail());
    assertEquals(List.of(), requests);
  }
}
