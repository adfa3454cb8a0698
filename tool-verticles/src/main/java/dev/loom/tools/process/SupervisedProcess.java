package dev.loom.tools.process;

import dev.loom.api.tool.BackgroundProcess;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a background process on a thread of its own until the process exits, is stopped or has
/// reached its maximum age. All processes it started end with it.
final class SupervisedProcess implements BackgroundProcess {
  /// Time between SIGTERM and SIGKILL.
  static final Duration STOP_GRACE = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(SupervisedProcess.class.getName());
  private static final long INPUT_SECONDS_MAX = 10;

  /// More than the grace period, a kill and the reading of the rest of the output take.
  private static final long STOP_SECONDS_MAX = 10;

  private final String id;
  private final List<String> command;
  private final Process process;
  private final ProcessTree tree;
  private final BoundedOutput output;
  private final Instant startedAt = Instant.now();

  /// The time that the processes get to end after SIGTERM.
  private final CompletableFuture<Duration> stopRequest = new CompletableFuture<>();

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean killed;

  /// The last writing to standard input, which blocks while the process does not read.
  private FutureTask<Void> input = new FutureTask<>(() -> null);

  private SupervisedProcess(String id, List<String> command, ProcessLauncher.Started started) {
    this.id = id;
    this.command = List.copyOf(command);
    this.process = started.process();
    this.tree = started.tree();
    this.output = new BoundedOutput(process.getInputStream(), "output-" + id);
    input.run();
  }

  /// Starts a process.
  ///
  /// @param ageMax time after which it is stopped
  /// @throws IOException if it cannot be started; says why
  static SupervisedProcess start(
      String id,
      ProcessLauncher launcher,
      List<String> command,
      Map<String, String> environment,
      Duration ageMax)
      throws IOException, InterruptedException {
    var starting = new CompletableFuture<SupervisedProcess>();
    // The kernel kills the process when the thread that started it ends (Sandbox), so
    // this must not be the thread of the call.
    Thread.ofPlatform()
        .daemon()
        .name("background-" + id)
        .start(
            () -> {
              try {
                var started = launcher.startWithInput(command, environment);
                var process = new SupervisedProcess(id, command, started);
                starting.complete(process);
                try (var _ = new TreeWatch(started, launcher.confinement().policy().limits())) {
                  process.supervise(ageMax);
                }
              } catch (Exception | Error failure) {
                starting.completeExceptionally(failure);
              }
            });
    try {
      return starting.get();
    } catch (InterruptedException exception) {
      starting.thenAccept(SupervisedProcess::kill);
      throw exception;
    } catch (ExecutionException exception) {
      throw exception.getCause() instanceof IOException failure
          ? failure
          : new IOException("Cannot run '" + command.getFirst() + "'", exception.getCause());
    }
  }

  private void supervise(Duration ageMax) throws InterruptedException {
    var grace = STOP_GRACE;
    var reason = "it exited";
    try {
      var stop = CompletableFuture.anyOf(process.onExit(), stopRequest);
      if (stop.get(ageMax.toNanos(), TimeUnit.NANOSECONDS) instanceof Duration requested) {
        grace = requested;
        reason = "it was stopped";
      }
    } catch (TimeoutException expired) {
      reason = "it ran for " + ageMax.toSeconds() + " s (tools.background_seconds_max)";
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      if (process.isAlive()) {
        tree.terminate(grace);
      }
      tree.kill();
      output.await(CallProcesses.DRAIN_TIMEOUT);
      ended.countDown();
    }
    LOG.log(
        Level.INFO,
        "Background process {0} ended with {1}: {2}",
        id,
        exitCode().orElse(-1),
        reason);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public List<String> command() {
    return command;
  }

  @Override
  public Instant startedAt() {
    return startedAt;
  }

  @Override
  public boolean isRunning() {
    return ended.getCount() > 0 && !killed;
  }

  @Override
  public OptionalInt exitCode() {
    return isRunning() || process.isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(process.exitValue());
  }

  @Override
  public String output() {
    return output.text();
  }

  @Override
  public void write(String text) throws IOException, InterruptedException {
    useInput(
        () -> {
          process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
          process.getOutputStream().flush();
          return null;
        });
  }

  @Override
  public void closeInput() throws IOException, InterruptedException {
    useInput(
        () -> {
          process.getOutputStream().close();
          return null;
        });
  }

  /// Uses standard input on another thread, because an interrupt does not end a blocked write.
  private void useInput(Callable<Void> use) throws IOException, InterruptedException {
    var task = new FutureTask<>(use);
    synchronized (this) {
      if (!input.isDone()) {
        throw new IOException("Process " + id + " has not read its earlier input yet");
      }
      input = task;
    }
    Thread.ofPlatform().daemon().name("input-" + id).start(task);
    try {
      task.get(INPUT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException expired) {
      throw new IOException(
          "Process " + id + " did not read its input within " + INPUT_SECONDS_MAX + " s", expired);
    } catch (ExecutionException failure) {
      throw new IOException(
          "Process " + id + " reads no input: it has ended, or its standard input is closed",
          failure.getCause());
    }
  }

  /// Requests the end of the processes and returns at once.
  void requestStop() {
    stopRequest.complete(STOP_GRACE);
  }

  @Override
  public void stop() throws InterruptedException {
    requestStop();
    if (!ended.await(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
      LOG.log(Level.WARNING, "Background process {0} could not be stopped", id);
    }
  }

  /// Kills all processes without grace.
  void kill() {
    stopRequest.complete(Duration.ZERO);
    if (isRunning()) {
      tree.kill();
      killed = true;
    }
  }
}
