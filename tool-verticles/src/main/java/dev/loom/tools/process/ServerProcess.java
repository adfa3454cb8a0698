package dev.loom.tools.process;

import dev.loom.tools.sandbox.Confinement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A confined process that serves the engine over its standard streams until it is closed. It is
/// killed with the engine, and when the thread that started it ends.
public final class ServerProcess implements AutoCloseable {
  private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration STOP_GRACE = Duration.ofSeconds(2);

  private final Process process;
  private final ProcessTree tree;
  private final TreeWatch watch;

  private ServerProcess(ProcessLauncher.Started started, TreeWatch watch) {
    this.process = started.process();
    this.tree = started.tree();
    this.watch = watch;
  }

  /// Starts a program.
  ///
  /// @param environment variables added to the minimal environment
  /// @throws IOException if it cannot be started; says why
  public static ServerProcess start(
      Confinement confinement, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    var started = new ProcessLauncher(confinement, Map.of()).startWithPipes(command, environment);
    return new ServerProcess(started, new TreeWatch(started, confinement.policy().limits()));
  }

  public OutputStream input() {
    return process.getOutputStream();
  }

  public InputStream output() {
    return process.getInputStream();
  }

  public InputStream errorOutput() {
    return process.getErrorStream();
  }

  /// Returns the exit code once the process has ended.
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /// Closes standard input, on which servers end by themselves, and returns when all processes have
  /// ended: after a second with SIGTERM, after two more with SIGKILL.
  @Override
  public void close() {
    watch.close();
    // A writer that waits for the process holds the lock of the stream.
    Thread.ofPlatform().daemon().start(this::closeInput);
    try {
      if (!process.waitFor(EXIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        tree.terminate(STOP_GRACE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      tree.kill();
    }
  }

  private void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException _) {
      // It has ended.
    }
  }
}
