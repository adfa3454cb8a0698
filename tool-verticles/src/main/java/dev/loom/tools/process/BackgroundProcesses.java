package dev.loom.tools.process;

import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.TaskId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/// Starts the background processes of all tasks, stops them when their task or tool host ends, and
/// remembers those that have ended as long as there is capacity. Thread-safe.
public final class BackgroundProcesses {
  private static final Logger LOG = System.getLogger(BackgroundProcesses.class.getName());

  private final ToolsConfig.Processes limits;
  private final Function<TaskId, CompletionStage<?>> taskEnd;

  /// In the order of their start, at most as many as may run.
  private final List<Entry> entries = new ArrayList<>();

  /// Tasks whose end is awaited.
  private final Set<TaskId> awaitedTasks = new HashSet<>();

  private boolean closed;

  /// @param taskEnd returns a stage that completes once a task has ended; if it fails, the
  ///   processes of the task are stopped too, because it is unknown whether it still needs them
  public BackgroundProcesses(
      ToolsConfig.Processes limits, Function<TaskId, CompletionStage<?>> taskEnd) {
    this.limits = limits;
    this.taskEnd = taskEnd;
  }

  private static final class Entry {
    private final OfTask owner;
    private final String id;

    /// Empty while it is being launched.
    private Optional<SupervisedProcess> process = Optional.empty();

    private Entry(OfTask owner, String id) {
      this.owner = owner;
      this.id = id;
    }

    private boolean isOf(TaskId task) {
      return owner.task().equals(task);
    }

    private boolean mayRun() {
      return process.isEmpty() || process.get().isRunning();
    }
  }

  /// The background processes of a task, as calls at a tool host use them.
  ///
  /// @param step the call that uses them
  /// @param host what stops the processes started here, see [#stopStartedBy]
  public record OfTask(BackgroundProcesses all, TaskId task, StepId step, Object host) {
    SupervisedProcess start(
        ProcessLauncher launcher, List<String> command, Map<String, String> environment)
        throws IOException, InterruptedException {
      return all.start(this, launcher, command, environment);
    }

    List<SupervisedProcess> processes() {
      return all.processes(entry -> entry.isOf(task));
    }
  }

  private synchronized List<SupervisedProcess> processes(Predicate<Entry> condition) {
    return entries.stream().filter(condition).flatMap(entry -> entry.process.stream()).toList();
  }

  /// Launches without the lock, which others need to read and stop processes.
  private SupervisedProcess start(
      OfTask owner, ProcessLauncher launcher, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    var entry = reserve(owner);
    SupervisedProcess process;
    try {
      var age = Duration.ofSeconds(limits.backgroundSecondsMax());
      process = SupervisedProcess.start(entry.id, launcher, command, environment, age);
    } catch (IOException | InterruptedException | RuntimeException | Error failure) {
      remove(entry::equals);
      throw failure;
    }
    if (!publish(entry, process)) {
      process.stop();
      throw new IOException("The task or the engine ended while the process was started");
    }
    LOG.log(
        Level.INFO,
        "Background process {0} of task {1} started: {2}",
        entry.id,
        owner.task(),
        command.getFirst());
    return process;
  }

  private synchronized Entry reserve(OfTask owner) throws IOException {
    if (closed) {
      throw new IOException("The engine is being closed");
    }
    requireCapacity(
        entry -> entry.isOf(owner.task()),
        limits.backgroundPerTaskMax(),
        "The task has %d running background processes already (tools.background_per_task_max);"
            + " stop one first");
    requireCapacity(
        entry -> true,
        limits.backgroundMax(),
        "The engine has %d running background processes already (tools.background_max);"
            + " stop one, or try again later");
    makeSpace();
    var entry = new Entry(owner, newId(owner));
    entries.add(entry);
    return entry;
  }

  /// @return false if the entry was removed meanwhile
  private synchronized boolean publish(Entry entry, SupervisedProcess process) {
    if (!entries.contains(entry)) {
      return false;
    }
    entry.process = Optional.of(process);
    var task = entry.owner.task();
    if (awaitedTasks.add(task)) {
      taskEnd
          .apply(task)
          .whenComplete((end, failure) -> Thread.startVirtualThread(() -> stopAll(task)));
    }
    return true;
  }

  /// Ids contain the step, so that none is used again after a restart of the engine.
  private String newId(OfTask owner) {
    var id = owner.step().value();
    for (var number = 2; hasId(owner, id); number++) {
      id = owner.step().value() + "-" + number;
    }
    return id;
  }

  private boolean hasId(OfTask owner, String id) {
    return entries.stream().anyMatch(entry -> entry.isOf(owner.task()) && entry.id.equals(id));
  }

  private void requireCapacity(Predicate<Entry> condition, int max, String message)
      throws IOException {
    if (entries.stream().filter(condition).filter(Entry::mayRun).count() >= max) {
      throw new IOException(message.formatted(max));
    }
  }

  /// Forgets the process that was started first of those that have ended, if there are as many as
  /// may run.
  private void makeSpace() {
    if (entries.size() >= limits.backgroundMax()) {
      entries.stream().filter(entry -> !entry.mayRun()).findFirst().ifPresent(entries::remove);
    }
  }

  private void stopAll(TaskId task) {
    synchronized (this) {
      awaitedTasks.remove(task);
    }
    remove(entry -> entry.isOf(task));
  }

  private synchronized List<SupervisedProcess> remove(Predicate<Entry> condition) {
    var removed = processes(condition);
    entries.removeIf(condition);
    removed.forEach(SupervisedProcess::requestStop);
    return removed;
  }

  /// Stops the processes that were started at a tool host.
  public void stopStartedBy(Object host) throws InterruptedException {
    stop(entry -> entry.owner.host().equals(host));
  }

  /// Stops all processes and refuses to start others.
  public void close() throws InterruptedException {
    synchronized (this) {
      closed = true;
    }
    stop(entry -> true);
  }

  private void stop(Predicate<Entry> condition) throws InterruptedException {
    for (var process : remove(condition)) {
      process.stop();
    }
  }
}
