package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.Checkpoint;
import dev.loom.contracts.task.AuditTasks;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.StateJson;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AuditVerticleTest {
  private final FakeServices services = new FakeServices();
  private final TaskId id = TaskId.random();

  @BeforeEach
  void cancelATask() {
    services.vertx.deployVerticle(new AuditVerticle()).await();
    services.store(id, new Input.Submitted(TaskSpec.create("goal", "/w")), new Input.Admitted());
    services.store(id, new Input.Command(new TaskCommand.Cancel("enough")));
  }

  @AfterEach
  void close() {
    services.close();
  }

  private List<String> findings() throws InterruptedException {
    return services.bus.request(Addresses.TASK_AUDIT, new AuditTasks()).checks().stream()
        .flatMap(check -> check.findings().stream())
        .toList();
  }

  @Test
  void anIntactTaskHasNoFindings() throws Exception {
    assertEquals(List.of(), findings());
  }

  @Test
  void aGapInTheJournalIsFound() throws Exception {
    services.removeEvent(id, 1);
    var findings = findings();
    assertEquals(1, findings.size());
    assertTrue(findings.getFirst().contains("the journal has a gap"), findings.getFirst());
    assertTrue(findings.getFirst().contains(id.value()), findings.getFirst());
  }

  @Test
  void aCheckpointThatDiffersFromTheJournalIsFound() throws Exception {
    var open = TaskId.random();
    services.store(open, new Input.Submitted(TaskSpec.create("goal", "/w")), new Input.Admitted());
    var checkpoint = StateJson.write(services.state(open));
    services.checkpoints.put(open, checkpoint);
    assertEquals(List.of(), findings());
    services.checkpoints.put(
        open,
        new Checkpoint(
            checkpoint.seq(),
            checkpoint.version(),
            checkpoint.state().replace("\"goal\":\"goal\"", "\"goal\":\"another\"")));
    var findings = findings();
    assertEquals(1, findings.size(), findings::toString);
    assertTrue(
        findings.getFirst().startsWith("task " + open + " has a checkpoint that differs"),
        findings.getFirst());
  }
}
