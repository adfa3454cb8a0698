package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.bus.json.Json;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.task.ListPendingDecisions;
import dev.loom.contracts.task.PendingDecision;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskStatus;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TaskReaderTest {
  private static final TaskId OLD = new TaskId("old");
  private static final TaskId NEW = new TaskId("new");

  @TempDir Path directory;
  private DatabaseFixture database;
  private TaskReader tasks;

  @BeforeEach
  void open() {
    database = new DatabaseFixture(directory);
    tasks = new TaskReader(database.database.readers());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static TaskSnapshot snapshot(TaskId task, TaskStatus status) {
    return MemoryFixture.snapshot(task, status, Optional.empty());
  }

  private void insert(TaskId task, TaskStatus status, int createdAt) throws SQLException {
    MemoryFixture.execute(
        database.file,
        "INSERT INTO task (task_id, status, goal, workspace, created_at, snapshot) VALUES ('%s', '%s', 'goal', '/w', %d, '%s')"
            .formatted(
                task,
                status.name().toLowerCase(Locale.ROOT),
                createdAt,
                Json.write(snapshot(task, status))));
  }

  private TaskSnapshot find(TaskId task) {
    return database.call(() -> tasks.find(new FindTask(task)));
  }

  private List<TaskId> list(Set<TaskStatus> statuses, int countMax) {
    return database.call(() -> tasks.list(new ListTasks(statuses, countMax))).tasks().stream()
        .map(ListTasks.TaskSummary::taskId)
        .toList();
  }

  @Test
  void storedSnapshotIsFoundAndThenCached() throws SQLException {
    insert(OLD, TaskStatus.EXECUTING, 1);
    assertEquals(snapshot(OLD, TaskStatus.EXECUTING), find(OLD));
    MemoryFixture.execute(database.file, "DELETE FROM task");
    assertEquals(snapshot(OLD, TaskStatus.EXECUTING), find(OLD));
  }

  @Test
  void committedSnapshotReplacesTheCachedOne() throws SQLException {
    insert(OLD, TaskStatus.EXECUTING, 1);
    find(OLD);
    database.call(
        () -> {
          tasks.cache(snapshot(OLD, TaskStatus.COMPLETED));
          return Future.succeededFuture();
        });
    assertEquals(TaskStatus.COMPLETED, find(OLD).status());
  }

  @Test
  void theListHasTimesAndProgress() throws SQLException {
    insert(OLD, TaskStatus.COMPLETED, 1);
    insert(NEW, TaskStatus.PENDING, 2);
    MemoryFixture.execute(
        database.file,
        """
        UPDATE task SET snapshot = '{"completed_at":"2026-01-02T03:04:05Z",
          "subtasks":[{"status":"completed"},{"status":"running"}]}' WHERE task_id = 'old'""");
    MemoryFixture.execute(
        database.file, "UPDATE task SET snapshot = '{damaged' WHERE task_id = 'new'");
    var found = database.call(() -> tasks.list(new ListTasks(Set.of(), 9))).tasks();
    assertEquals(Optional.empty(), found.getFirst().completedAt());
    assertEquals(0, found.getFirst().subtasks());
    assertEquals(Optional.of(Instant.parse("2026-01-02T03:04:05Z")), found.getLast().completedAt());
    assertEquals(2, found.getLast().subtasks());
    assertEquals(1, found.getLast().completedSubtasks());
  }

  @Test
  void unknownTaskIsNotFound() {
    var failure = assertThrows(ServiceException.class, () -> find(OLD));
    assertEquals(ServiceException.notFound("Task not found: old").error(), failure.error());
  }

  @Test
  void unreadableSnapshotFailsWithoutRetry() throws SQLException {
    MemoryFixture.execute(
        database.file,
        "INSERT INTO task (task_id, status, goal, workspace, created_at, snapshot) VALUES ('old', 'pending', 'g', '/w', 1, '{}')");
    var error = assertThrows(ServiceException.class, () -> find(OLD)).error();
    assertEquals(ServiceError.Code.FAILED, error.code());
    assertFalse(error.retryable());
  }

  @Test
  void listIsSortedFilteredAndLimited() throws SQLException {
    insert(OLD, TaskStatus.COMPLETED, 1);
    insert(NEW, TaskStatus.PENDING, 2);
    assertEquals(List.of(NEW, OLD), list(Set.of(), 10));
    assertEquals(List.of(NEW), list(Set.of(), 1));
    assertEquals(List.of(OLD), list(Set.of(TaskStatus.COMPLETED, TaskStatus.FAILED), 10));
    assertEquals(List.of(), list(Set.of(TaskStatus.PAUSED), 10));
  }

  @Test
  void pagesContainEveryTaskOnceAlsoWithEqualTimes() throws SQLException {
    for (int i = 0; i < 7; i++) {
      insert(new TaskId("t" + i), TaskStatus.PENDING, i / 3);
    }
    var found = new ArrayList<TaskId>();
    var after = Optional.<TaskId>empty();
    for (var more = true; more; after = Optional.of(found.getLast())) {
      var request = new ListTasks(Set.of(TaskStatus.PENDING), 2, after);
      var page = database.call(() -> tasks.list(request));
      page.tasks().forEach(task -> found.add(task.taskId()));
      more = page.more();
    }
    var wanted = Stream.of("t6", "t5", "t4", "t3", "t2", "t1", "t0").map(TaskId::new).toList();
    assertEquals(wanted, found);
  }

  @Test
  void pageAfterAnUnknownTaskIsNotFound() {
    var request = new ListTasks(Set.of(), 2, Optional.of(OLD));
    var failure =
        assertThrows(ServiceException.class, () -> database.call(() -> tasks.list(request)));
    assertEquals(ServiceError.Code.NOT_FOUND, failure.error().code());
  }

  @Test
  void executingTaskWithAPendingDecisionIsListedAsWaiting() throws SQLException {
    insert(OLD, TaskStatus.EXECUTING, 1);
    insert(NEW, TaskStatus.EXECUTING, 2);
    insert(new TaskId("done"), TaskStatus.COMPLETED, 3);
    setPending(NEW, question("q", 20));
    assertEquals(List.of(NEW), list(Set.of(TaskStatus.WAITING_APPROVAL), 10));
    assertEquals(List.of(OLD), list(Set.of(TaskStatus.EXECUTING), 10));
    var all = database.call(() -> tasks.list(new ListTasks(Set.of(), 10))).tasks();
    assertEquals(TaskStatus.WAITING_APPROVAL, all.get(1).status());
  }

  @Test
  void pendingDecisionsOfUnfinishedTasksAreListedByTheirExpiry() throws SQLException {
    insert(NEW, TaskStatus.WAITING_APPROVAL, 2);
    insert(OLD, TaskStatus.EXECUTING, 1);
    insert(new TaskId("gone"), TaskStatus.CANCELLED, 3);
    insert(new TaskId("free"), TaskStatus.EXECUTING, 4);
    var late = question("late", 60);
    var middle = question("middle", 40);
    var early = question("early", 20);
    setPending(NEW, late, early);
    setPending(OLD, middle);
    setPending(new TaskId("gone"), question("never", 10));
    assertEquals(
        List.of(
            new ListPendingDecisions.TaskDecision(NEW, "goal", early),
            new ListPendingDecisions.TaskDecision(OLD, "goal", middle),
            new ListPendingDecisions.TaskDecision(NEW, "goal", late)),
        pendingDecisions(10));
    assertEquals(1, pendingDecisions(1).size());
  }

  private static PendingDecision question(String id, int second) {
    return new PendingDecision.Question(
        id, new SubtaskId("s1"), "Which?", List.of("a'b"), Instant.ofEpochSecond(second, 1_000));
  }

  private void setPending(TaskId task, PendingDecision... pending) throws SQLException {
    MemoryFixture.execute(
        database.file,
        "UPDATE task SET snapshot = json_set(snapshot, '$.waiting_for', json('%s')) WHERE task_id = '%s'"
            .formatted(Json.write(pending).replace("'", "''"), task));
  }

  private List<ListPendingDecisions.TaskDecision> pendingDecisions(int countMax) {
    return database
        .call(() -> tasks.pendingDecisions(new ListPendingDecisions(countMax)))
        .decisions();
  }
}
