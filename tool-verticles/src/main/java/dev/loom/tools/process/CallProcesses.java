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
/// A run ends when its main process ends, when the calling thread is interrupted, or at the
/// deadline of the call. All processes it started are killed before it returns. It does not wait
/// for the end of the output, which a background process could hold open.
public final class CallProcesses implements ProcessRunner, AutoCloseable {
  private static final File NOTHING = new File("/dev/null");

  /// Maximum time to read the last output of ended processes.
  private static final Duration DRAIN = Duration.ofMillis(500);

  /// The interrupt arrives at the deadline. This extra time is for tools that run processes on
  /// threads of their own, which are not interrupted.
  private static final Duration BEYOND_DEADLINE = Duration.ofMillis(500);

  private final Path directory;
  private final Map<String, String> ids;
  private final Supplier<Duration> remaining;
  private final Set<ProcessTree> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// @param directory working directory of the processes
  /// @param ids environment variables that identify the call
  /// @param remaining the time left to the call
  public CallProcesses(Path directory, Map<String, String> ids, Supplier<Duration> remaining) {
    this.directory = directory;
    this.ids = Map.copyOf(ids);
    this.remaining = remaining;
  }

  @Override
  public ProcessResult run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    var marks = new HashMap<>(ids);
    marks.putAll(OrphanReaper.mark());
    marks.put(CleanEnvironment.RUN_ID, UUID.randomUUID().toString());
    var process = start(command, CleanEnvironment.create(System.getenv(), environment, marks));
    var mark = CleanEnvironment.RUN_ID + "=" + marks.get(CleanEnvironment.RUN_ID);
    var tree = new ProcessTree(process, mark);
    running.add(tree);
    var output = new BoundedOutput(process.getInputStream(), "stdout-" + process.pid());
    var errors = new BoundedOutput(process.getErrorStream(), "stderr-" + process.pid());
    try {
      await(process);
    } finally {
      tree.kill();
      running.remove(tree);
    }
    output.await(DRAIN);
    errors.await(DRAIN);
    return new ProcessResult(process.exitValue(), output.text(), errors.text());
  }

  private Process start(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    if (closed || Thread.currentThread().isInterrupted()) {
      throw new InterruptedException("the call has ended");
    }
    var builder =
        new ProcessBuilder(ProcessLauncher.commandLine(command, environment.get("PATH"), directory))
            .directory(directory.toFile())
            .redirectInput(NOTHING);
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
    var timeout = remaining.get().plus(BEYOND_DEADLINE);
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
