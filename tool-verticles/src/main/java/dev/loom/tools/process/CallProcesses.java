package dev.loom.tools.process;

import dev.loom.api.tool.BackgroundProcess;
import dev.loom.api.tool.ProcessRunner;
import dev.loom.tools.sandbox.Confinement;
import dev.loom.tools.sandbox.SandboxAdvice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Runs the processes of one tool call.
///
/// A run ends when its main process ends, when the calling thread is interrupted, or half a second
/// after the deadline of the call. All processes it started are killed before it returns. It waits
/// at most half a second for the rest of each output, because a surviving process may hold it open.
///
/// Background processes go on running after the call if [#keepBackground] was called.
public final class CallProcesses implements ProcessRunner, AutoCloseable {
  /// Maximum time to read the rest of an output stream after the processes were killed.
  static final Duration DRAIN_TIMEOUT = Duration.ofMillis(500);

  /// The calling thread is interrupted at the deadline. Processes that a tool started on other
  /// threads, which are not interrupted, end this much later.
  private static final Duration DEADLINE_GRACE = Duration.ofMillis(500);

  private final ProcessLauncher launcher;
  private final Supplier<Duration> remainingTime;
  private final BackgroundProcesses.OfTask background;
  private final Set<ProcessTree> running = ConcurrentHashMap.newKeySet();
  private final List<SupervisedProcess> startedInBackground = new CopyOnWriteArrayList<>();
  private final List<String> unfinishedOutput = new CopyOnWriteArrayList<>();
  private volatile boolean keepsBackground;
  private volatile boolean closed;

  /// @param markers environment variables that identify the call
  /// @param remainingTime returns the time until the deadline of the call
  /// @param background the background processes of the task
  public CallProcesses(
      Confinement confinement,
      Map<String, String> markers,
      Supplier<Duration> remainingTime,
      BackgroundProcesses.OfTask background) {
    this.launcher = new ProcessLauncher(confinement, markers);
    this.remainingTime = remainingTime;
    this.background = background;
  }

  @Override
  public ProcessResult run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    requireOpen();
    var started = launcher.start(command, environment);
    var process = started.process();
    running.add(started.tree());
    var output = new BoundedOutput(process.getInputStream(), "stdout-" + process.pid());
    var errors = new BoundedOutput(process.getErrorStream(), "stderr-" + process.pid());
    var completed = false;
    var watch = new TreeWatch(started, launcher.confinement().policy().limits());
    try (watch) {
      await(process);
      completed = true;
    } finally {
      started.tree().kill();
      running.remove(started.tree());
      output.await(DRAIN_TIMEOUT);
      errors.await(DRAIN_TIMEOUT);
      if (!completed) {
        unfinishedOutput.add(output.text() + errors.text());
      }
    }
    if (!watch.exceeded().isEmpty()) {
      unfinishedOutput.add(output.text() + errors.text());
      throw new IOException("The command was ended: it had " + watch.exceeded());
    }
    var advice =
        process.exitValue() == 0
            ? ""
            : SandboxAdvice.of(
                launcher.confinement(), output.text() + errors.text(), started.refusedHosts());
    return new ProcessResult(process.exitValue(), output.text(), errors.text() + advice);
  }

  /// Returns what the runs that did not end by themselves had written, as a terminal shows it.
  public String unfinishedOutput() {
    return TerminalText.render(String.join("\n", unfinishedOutput));
  }

  private void requireOpen() throws InterruptedException {
    if (closed || Thread.currentThread().isInterrupted()) {
      throw new InterruptedException("the call has ended");
    }
  }

  private void await(Process process) throws InterruptedException {
    var timeout = remainingTime.get().plus(DEADLINE_GRACE);
    if (!process.waitFor(Math.max(0, timeout.toMillis()), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("the call ran out of time");
    }
    if (closed) {
      throw new InterruptedException("the call has ended");
    }
  }

  @Override
  public BackgroundProcess start(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    requireOpen();
    var process = background.start(launcher, command, environment);
    startedInBackground.add(process);
    if (closed) {
      process.kill();
      throw new InterruptedException("the call has ended");
    }
    return process;
  }

  @Override
  public List<BackgroundProcess> background() {
    return List.copyOf(background.processes());
  }

  /// Leaves the background processes that this call has started running when it is closed.
  ///
  /// @return their ids
  public List<String> keepBackground() {
    keepsBackground = true;
    return startedInBackground.stream().map(SupervisedProcess::id).toList();
  }

  /// Kills all running processes of the call, including those started on other threads.
  @Override
  public void close() {
    closed = true;
    running.forEach(ProcessTree::kill);
    if (!keepsBackground) {
      startedInBackground.forEach(SupervisedProcess::kill);
    }
  }
}
