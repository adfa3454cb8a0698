package dev.loom.tools.process;

import dev.loom.contracts.config.ToolsConfig;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Watches the number and the memory of a process and its descendants, several times a second, and
/// kills them when they exceed a limit.
final class TreeWatch implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 200;
  private static final int PAGE_BYTES = 4_096;
  private static final int MEBIBYTE = 1024 * 1024;
  private static final ScheduledExecutorService CLOCK = clock();

  private final ProcessLauncher.Started started;
  private final ToolsConfig.Processes limits;
  private final ScheduledFuture<?> schedule;
  private volatile String exceeded = "";

  TreeWatch(ProcessLauncher.Started started, ToolsConfig.Processes limits) {
    this.started = started;
    this.limits = limits;
    this.schedule =
        CLOCK.scheduleWithFixedDelay(
            this::check, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static ScheduledExecutorService clock() {
    var clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("process-watch").factory());
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  private void check() {
    var members = new HashSet<>(Set.of(started.process().pid()));
    long pages = 0;
    // Parents come before their children, except where process ids start again.
    for (var row : ProcessTable.read().rows()) {
      if (members.contains(row.parent())
          || members.contains(row.pid())
          || started.tree().hasId(row)) {
        members.add(row.pid());
        pages += row.residentPages();
      }
    }
    if (members.size() > limits.processesMax()) {
      kill("more than %d processes (tools.processes_max)".formatted(limits.processesMax()));
    } else if (pages * PAGE_BYTES / MEBIBYTE > limits.processMemoryMbMax()) {
      kill(
          "more than %d MiB of memory (tools.process_memory_mb_max)"
              .formatted(limits.processMemoryMbMax()));
    }
  }

  private void kill(String reason) {
    exceeded = reason;
    started.tree().kill();
  }

  /// Returns which limit was exceeded, empty if none was.
  String exceeded() {
    return exceeded;
  }

  @Override
  public void close() {
    schedule.cancel(false);
  }
}
