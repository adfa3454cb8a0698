package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.journal.AuditStorage;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.task.AuditTasks;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.TaskState;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Audits the stored tasks for [Addresses#TASK_AUDIT]: the storage first, then whether each journal
/// replays to the stored snapshot. Needs only the storage handlers on the bus, so it can be
/// deployed in an engine that runs no tasks.
public final class AuditVerticle extends VerticleBase {
  private static final ConcurrencyLimit AUDIT_LIMIT = new ConcurrencyLimit(1, 10);
  private static final String REPLAYS = "every task's journal replays to a state";
  private static final String PROJECTION = "every finished task's snapshot matches its journal";
  private static final String CHECKPOINT = "every checkpoint matches its journal";
  private static final String PROGRESS = "every waiting task has a pending decision";

  private Bus bus;

  @Override
  public Future<?> start() {
    bus = Bus.on(vertx);
    return bus.handleBlocking(
        Addresses.TASK_AUDIT, AUDIT_LIMIT, Bus.ThreadKind.VIRTUAL, this::audit);
  }

  /// Audits the storage and the latest [ListTasks#COUNT_MAX] tasks.
  private AuditReport audit(AuditTasks request) throws InterruptedException {
    var checks = new ArrayList<>(bus.request(Addresses.STORAGE_AUDIT, new AuditStorage()).checks());
    var tasks =
        bus.request(Addresses.TASK_LIST, new ListTasks(Set.of(), ListTasks.COUNT_MAX)).tasks();
    var findings = new LinkedHashMap<String, List<String>>();
    List.of(REPLAYS, PROJECTION, CHECKPOINT, PROGRESS)
        .forEach(name -> findings.put(name, new ArrayList<>()));
    for (var task : tasks) {
      examine(task.taskId(), findings);
    }
    findings.forEach(
        (name, texts) ->
            checks.add(
                new AuditReport.Check(
                    name,
                    tasks.size(),
                    texts.stream().limit(AuditReport.Check.FINDINGS_MAX).toList())));
    return new AuditReport(checks);
  }

  private void examine(TaskId id, Map<String, List<String>> findings) throws InterruptedException {
    try {
      // The snapshot is read first: events committed in between make the journal newer, never the
      // snapshot.
      var stored = bus.request(Addresses.TASK_FIND, new FindTask(id));
      var state = TaskLoader.loadFromStart(bus, id);
      compare(id, stored, state, findings);
      if (!state.status().isFinished() && !isSame(state, TaskLoader.load(bus, id))) {
        findings
            .get(CHECKPOINT)
            .add(
                ("task %s has a checkpoint that differs from its journal. Report this as a bug of"
                        + " Loom; cancel the task before the next start of the engine.")
                    .formatted(id));
      }
    } catch (ServiceException | IllegalStateException | IllegalArgumentException exception) {
      findings
          .get(REPLAYS)
          .add(
              "task %s: %s It will not be recovered. Submit it again if it is still needed."
                  .formatted(id, exception.getMessage()));
    }
  }

  /// Reports whether two states are the same, unless the task has changed in between.
  private static boolean isSame(TaskState folded, TaskState fromCheckpoint) {
    return fromCheckpoint.lastSeq() != folded.lastSeq() || fromCheckpoint.equals(folded);
  }

  private static void compare(
      TaskId id, TaskSnapshot stored, TaskState state, Map<String, List<String>> findings) {
    var replayed = TaskProjection.project(id, state, state.timeline().lastAt());
    if (state.lastSeq() >= stored.lastSeq()
        && state.status().isFinished()
        && stored.status().isFinished()
        && TaskProjection.differs(stored, replayed)) {
      findings
          .get(PROJECTION)
          .add(
              "task %s is stored as %s, but its journal gives %s. The journal is correct."
                  .formatted(id, stored.status(), replayed.status()));
    }
    if (state.status() == TaskStatus.WAITING_APPROVAL
        && replayed.interaction().waitingFor().isEmpty()) {
      findings
          .get(PROGRESS)
          .add("task " + id + " waits for the user but has no pending decision. Cancel it.");
    }
  }
}
