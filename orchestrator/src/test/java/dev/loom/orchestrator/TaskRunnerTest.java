package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.Topic;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.DecisionChanged;
import dev.loom.contracts.task.ExecuteCommand;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.StateJson;
import dev.loom.orchestrator.core.TaskReducer;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.learn.LearnedPatterns;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TaskRunnerTest {
  private final FakeServices services = new FakeServices();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final TaskAdmission admission = new TaskAdmission(1);
  private final TaskId id = TaskId.random();
  private final CountDownLatch ended = new CountDownLatch(1);
  private TaskRunner runner;

  @AfterEach
  void close() throws InterruptedException {
    runner.detach();
    timers.shutdownNow();
    services.close();
  }

  private void start(TaskState state) {
    var clock = InstantSource.system();
    runner =
        new TaskRunner(
            id,
            Optional.empty(),
            state,
            FakeServices.environment(),
            new TaskServices(
                services.bus,
                clock,
                timers,
                admission,
                new LearnedPatterns(services.bus, clock),
                VerificationConfig.defaults()),
            ended::countDown);
    runner.start(false);
  }

  private CompletableFuture<ExecuteCommand.Executed> submit(ApprovalMode mode) {
    start(TaskState.NONE);
    return runner.mailbox().submit(new Input.Submitted(TaskSpec.create("goal", "/w", mode)));
  }

  @Test
  void aSubmittedTaskRunsToItsEnd() throws Exception {
    assertEquals(TaskStatus.PENDING, submit(ApprovalMode.AUTO).get().status());
    ended.await();
    assertEquals(
        List.of(
            "task_submitted",
            "task_planning",
            "task_plan_ready",
            "task_executing",
            "subtask_started",
            "model_turn_completed",
            "verification_completed",
            "subtask_completed",
            "task_completed"),
        services.events(id));
  }

  @Test
  void eventsThatCannotBeStoredFailTheTaskWithTheReason() throws Exception {
    services.beforeAppend(
        append -> {
          if (append.events().getFirst() instanceof TaskEvent.ModelTurnCompleted) {
            throw ServiceException.failed("string or blob too big", false);
          }
        });
    submit(ApprovalMode.AUTO).get();
    ended.await();
    var end = (TaskEvent.TaskFailed) services.journal(id).getLast().event();
    assertEquals("Its events could not be recorded: string or blob too big", end.error());
  }

  @Test
  void anotherEngineThatTookOverTheTaskStopsItAtOnce() throws Exception {
    var tries = new AtomicInteger();
    services.beforeAppend(
        append -> {
          if (append.firstSeq() > 1) {
            tries.incrementAndGet();
            throw ServiceException.conflict("taken over");
          }
        });
    submit(ApprovalMode.AUTO).get();
    ended.await();
    assertEquals(1, tries.get());
    assertEquals(List.of("task_submitted"), services.events(id));
  }

  @Test
  void noEffectStartsWhenItsEventsCannotBeCommitted() throws Exception {
    services.beforeAppend(
        append -> {
          if (append.firstSeq() > 1) {
            throw ServiceException.failed("read-only disk", false);
          }
        });
    submit(ApprovalMode.AUTO).get();
    ended.await();
    assertEquals(List.of("task_submitted"), services.events(id));
    assertEquals(List.of(), services.modelCalls);
  }

  @Test
  void aRetryableFailureOfAnAppendIsRetried() throws Exception {
    var appends = new AtomicInteger();
    services.beforeAppend(
        append -> {
          if (appends.incrementAndGet() <= 2) {
            throw ServiceException.overloaded("busy");
          }
        });
    assertTrue(submit(ApprovalMode.AUTO).get().changed());
  }

  @Test
  void aTaskThatCannotBeRecordedIsRejected() throws Exception {
    services.beforeAppend(
        append -> {
          throw ServiceException.failed("read-only disk", false);
        });
    var reply = submit(ApprovalMode.AUTO);
    var failure = assertThrows(ExecutionException.class, reply::get).getCause();
    assertEquals("read-only disk", ((ServiceException) failure).error().detail());
    ended.await();
    assertEquals(List.of(), services.events(id));
  }

  @Test
  void aFirstAppendThatWasCommittedDespiteAnErrorIsAccepted() throws Exception {
    services.afterAppend(
        append -> {
          if (append.firstSeq() == 1) {
            throw ServiceException.failed("connection lost", false);
          }
        });
    assertEquals(TaskStatus.PENDING, submit(ApprovalMode.AUTO).get().status());
    services.await(id, TaskEvent.TaskCompleted.class);
  }

  @Test
  void aTaskStartsOnlyWithASlot() throws Exception {
    admission.request("other", "/w", Priority.NORMAL, () -> {});
    submit(ApprovalMode.AUTO).get();
    runner.mailbox().submit(new Input.Command(new TaskCommand.Steer("use JWT"))).get();
    assertEquals(List.of("task_submitted", "task_steered"), services.events(id));
    admission.release("other");
    services.await(id, TaskEvent.TaskCompleted.class);
  }

  @Test
  void aTaskThatWaitsForTheUserReleasesItsSlotAndContinuesWithoutWaiting() throws Exception {
    submit(ApprovalMode.MANUAL);
    var admitted = new CountDownLatch(1);
    services.await(id, TaskEvent.ApprovalRequested.class);
    admission.request("other", "/w", Priority.NORMAL, admitted::countDown);
    admitted.await();
    runner
        .mailbox()
        .submit(
            new Input.Command(
                new TaskCommand.ResolveApproval(new SubtaskId("s1"), true, "", Optional.empty())))
        .get();
    services.await(id, TaskEvent.TaskCompleted.class);
  }

  @Test
  void aDecisionIsAnnouncedWhenItIsRequestedAndWhenItIsResolved() throws Exception {
    var announced = new LinkedBlockingQueue<DecisionChanged>();
    services.bus.subscribe(Addresses.PENDING_DECISIONS, Topic.ALL_KEYS, announced::add).await();
    submit(ApprovalMode.MANUAL);
    var requested = announced.take();
    assertEquals(DecisionChanged.State.REQUESTED, requested.state());
    runner
        .mailbox()
        .submit(
            new Input.Command(
                new TaskCommand.ResolveApproval(new SubtaskId("s1"), true, "", Optional.empty())));
    assertEquals(
        new DecisionChanged(id, requested.decisionId(), DecisionChanged.State.RESOLVED),
        announced.take());
  }

  @Test
  void aRejectedCommandDoesNotStopTheTask() throws Exception {
    submit(ApprovalMode.MANUAL);
    services.await(id, TaskEvent.ApprovalRequested.class);
    var reply =
        runner
            .mailbox()
            .submit(
                new Input.Command(
                    new TaskCommand.ResolveApproval(
                        new SubtaskId("s9"), true, "", Optional.empty())));
    assertThrows(ExecutionException.class, reply::get);
    assertTrue(
        runner
            .mailbox()
            .submit(new Input.Command(new TaskCommand.Cancel("enough")))
            .get()
            .changed());
  }

  @Test
  void aDetachedTaskIsContinuedFromItsJournal() throws Exception {
    services.onModelCall(FakeServices::blockExecutor);
    submit(ApprovalMode.AUTO);
    services.await(id, TaskEvent.SubtaskStarted.class);
    runner.detach();
    assertFalse(services.state(id).status().isFinished());
    services.onModelCall(FakeServices::completeByRole);
    start(services.state(id));
    services.await(id, TaskEvent.TaskCompleted.class);
    assertTrue(services.events(id).contains("task_recovered"));
  }

  @Test
  void anInternalFaultFailsTheTask() throws Exception {
    services.onModelCall(FakeServices::blockExecutor);
    submit(ApprovalMode.AUTO);
    services.await(id, TaskEvent.SubtaskStarted.class);
    runner.mailbox().offer(null);
    ended.await();
    assertEquals("task_failed", services.events(id).getLast());
    assertTrue(services.state(id).error().startsWith("An internal fault ended this task."));
  }

  @Test
  void aCheckpointOfALongTaskIsSaved() throws Exception {
    services.onModelCall(FakeServices::blockExecutor);
    submit(ApprovalMode.AUTO).get();
    services.await(id, TaskEvent.SubtaskStarted.class);
    for (int i = 0; i < TaskRunner.CHECKPOINT_EVENTS / 2; i++) {
      runner.mailbox().submit(new Input.Command(new TaskCommand.Pause("lunch"))).get();
      runner.mailbox().submit(new Input.Command(new TaskCommand.Resume())).get();
    }
    var checkpoint = services.awaitCheckpoint(id);
    var events = services.journal(id).subList(0, (int) checkpoint.seq());
    assertEquals(
        Optional.of(TaskReducer.replay(events)), StateJson.read(checkpoint), checkpoint.state());
  }
}
