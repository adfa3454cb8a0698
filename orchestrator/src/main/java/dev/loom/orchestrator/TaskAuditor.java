package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Audits the stored tasks: the storage first, then whether each journal replays to the stored
/// snapshot. Needs only the storage handlers on the bus. Its methods block.
final class TaskAuditor {
  private final Bus bus;

  TaskAuditor(Bus bus) {
    this.bus = bus;
  }

  /// A problem of one task.
  private record Finding(String check, String text) {}

  private static final String REPLAYS = "every task's journal replays to a state";
  private static final String PROJECTION = "every finished task's snapshot matches its journal";
  private static final String CHECKPOINT = "every checkpoint matches its journal";
  private static final String PROGRESS = "every waiting task has a pending decision";

  /// Audits the storage and the latest [ListTasks#COUNT_MAX] tasks.
  AuditReport audit(AuditTasks request) throws InterruptedException {
    var checks = new ArrayList<>(bus.request(Addresses.STORAGE_AUDIT, new AuditStorage()).checks());
    var tasks =
        bus.request(Addresses.TASK_LIST, new ListTasks(Set.of(), ListTasks.COUNT_MAX)).tasks();
    var findings = new ArrayList<Finding>();
    for (var task : tasks) {
      examine(task.taskId(), findings);
    }
    for (var name : List.of(REPLAYS, PROJECTION, CHECKPOINT, PROGRESS)) {
      checks.add(check(name, tasks.size(), findings));
    }
    return new AuditReport(checks);
  }

  private static AuditReport.Check check(String name, long examined, List<Finding> findings) {
    var lines =
        findings.stream().filter(each -> each.check().equals(name)).map(Finding::text).toList();
    return new AuditReport.Check(
        name, examined, lines.subList(0, Math.min(lines.size(), AuditReport.Check.FINDINGS_MAX)));
  }

  private void examine(TaskId id, List<Finding> findings) throws InterruptedException {
    try {
      // The snapshot is read first: events committed in between make the journal newer, never the
      // snapshot.
      var stored = bus.request(Addresses.TASK_FIND, new FindTask(id));
      var state = TaskLoader.loadFromStart(bus, id);
      compare(id, stored, state, findings);
      if (!state.status().isFinished() && !isSame(state, TaskLoader.load(bus, id))) {
        findings.add(
            new Finding(
                CHECKPOINT,
                "task "
                    + id
                    + " has a checkpoint that differs from its journal. Report this as a bug of"
                    + " Loom; cancel the task before the next start of the engine."));
      }
    } catch (ServiceException | IllegalStateException | IllegalArgumentException exception) {
      findings.add(
          new Finding(
              REPLAYS,
              "task %s: %s It will not be recovered. Submit it again if it is still needed."
                  .formatted(id, exception.getMessage())));
    }
  }

  /// Reports whether two states are the same, unless the task has changed in between.
  private static boolean isSame(TaskState folded, TaskState fromCheckpoint) {
    return fromCheckpoint.lastSeq() != folded.lastSeq() || fromCheckpoint.equals(folded);
  }

  private static void compare(
      TaskId id, TaskSnapshot stored, TaskState state, List<Finding> findings) {
    var replayed = TaskProjection.project(id, state, state.timeline().lastAt());
    if (state.lastSeq() >= stored.lastSeq()
        && state.status().isFinished()
        && stored.status().isFinished()
        && TaskProjection.differs(stored, replayed)) {
      findings.add(
          new Finding(
              PROJECTION,
              "task %s is stored as %s, but its journal gives %s. The journal is correct."
                  .formatted(id, stored.status(), replayed.status())));
    }
    if (state.status() == TaskStatus.WAITING_APPROVAL
        && replayed.interaction().waitingFor().isEmpty()) {
      findings.add(
          new Finding(
              PROGRESS,
              "task " + id + " waits for the user but has no pending decision. Cancel it."));
    }
  }
}
