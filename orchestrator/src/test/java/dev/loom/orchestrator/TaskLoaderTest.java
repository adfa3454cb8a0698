package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.Checkpoint;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.StateJson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TaskLoaderTest {
  private final FakeServices services = new FakeServices();
  private final TaskId id = TaskId.random();

  @BeforeEach
  void storeATask() {
    services.store(id, new Input.Submitted(TaskSpec.create("goal", "/w")), new Input.Admitted());
  }

  @AfterEach
  void close() {
    services.close();
  }

  @Test
  void loadingBeginsAtTheCheckpoint() throws Exception {
    services.checkpoints.put(id, StateJson.write(services.state(id)));
    services.store(id, new Input.Command(new TaskCommand.Steer("hurry")));
    var folded = services.state(id);
    assertEquals(folded, TaskLoader.load(services.bus, id));
    // The checkpoint stands for the events before it, so nothing but it shows that they were kept.
    services.removeEvent(id, 0);
    services.checkpoints.put(id, StateJson.write(folded));
    assertEquals(folded, TaskLoader.load(services.bus, id));
  }

  @Test
  void checkpointThatCannotBeReadIsIgnored() throws Exception {
    services.checkpoints.put(id, new Checkpoint(1, StateJson.VERSION, "{\"half\":"));
    assertEquals(services.state(id), TaskLoader.load(services.bus, id));
    services.checkpoints.put(id, new Checkpoint(1, StateJson.VERSION + 1, "{}"));
    assertEquals(services.state(id), TaskLoader.load(services.bus, id));
  }
}
