package dev.loom.tools.process;

import dev.loom.api.tool.ProcessRunner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Runs the processes of one tool call.
///
/// A run ends when its main process ends, when the calling thread is interrupted, or half a second
/// after the deadline of the call. All processes it started are killed before it returns. It waits
/// at most half a second for the rest of each output, because a surviving process may hold it open.
public final class CallProcesses implements ProcessRunner, AutoCloseable {
  private static final File DEV_NULL = new File("/dev/null");

  /// Maximum time to read the rest of an output stream after the processes were killed.
  private static final Duration DRAIN_TIMEOUT = Duration.ofMillis(500);

  /// The calling thread is interrupted at the deadline. Processes that a tool started on other
  /// threads, which are not interrupted, end this much later.
  private static final Duration DEADLINE_GRACE = Duration.ofMillis(500);

  private final Path directory;
  private final Map<String, String> callIds;
  private final Supplier<Duration> remainingTime;
  private final Set<ProcessTree> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// @param directory working directory of the processes
  /// @param callIds environment variables that identify the call
  /// @param remainingTime returns the time until the deadline of the call
  public CallProcesses(
      Path directory, Map<String, String> callIds, Supplier<Duration> remainingTime) {
    this.directory = directory;
    this.callIds = Map.copyOf(callIds);
    this.remainingTime = remainingTime;
  }

  @Override
  public ProcessResult run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    var markers = new HashMap<>(callIds);
    markers.putAll(OrphanReaper.marker());
    markers.put(CleanEnvironment.RUN_ID, UUID.randomUUID().toString());
    var process = start(command, CleanEnvironment.create(System.getenv(), environment, markers));
    var runMarker = CleanEnvironment.RUN_ID + "=" + markers.get(CleanEnvironment.RUN_ID);
    var tree = new ProcessTree(process, runMarker);
    running.add(tree);
    var output = new BoundedOutput(process.getInputStream(), "stdout-" + process.pid());
    var errors = new BoundedOutput(process.getErrorStream(), "stderr-" + process.pid());
    try {
      await(process);
    } finally {
      tree.kill();
      running.remove(tree);
    }
    output.await(DRAIN_TIMEOUT);
    errors.await(DRAIN_TIMEOUT);
    return new ProcessResult(process.exitValue(), output.text(), errors.text());
  }

  private Process start(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    if (closed || Thread.currentThread().isInterrupted()) {
      throw new InterruptedException("the call has ended");
    }
    var builder =
        new ProcessBuilder(ProcessCommandLine.build(command, environment.get("PATH"), directory))
            .directory(directory.toFile())
            .redirectInput(DEV_NULL);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return SerializedProcessStart.start(builder);
    } catch (IOException failure) {
      throw new IOException("Cannot run '" + command.getFirst() + "': " + reason(failure), failure);
    }
  }

  private String reason(IOException failure) {
    return String.valueOf(failure.getMessage()).contains("Argument list too long")
        ? "the command line is too long; write it to a file and run the file"
        : "it could not be started in " + directory;
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

  /// Kills all running processes of the call, including those started on other threads.
  @Override
  public void close() {
    closed = true;
    running.forEach(ProcessTree::kill);
  }
}
