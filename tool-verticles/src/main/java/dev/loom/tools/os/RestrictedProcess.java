package dev.loom.tools.os;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A process that inherits the restrictions of the thread that started it.
///
/// This thread does nothing else, and waits for the process, because the kernel takes its end for
/// that of the parent. It must not create another thread, which would inherit the restrictions; the
/// process start of Java does, and so may the completion of a future. A second thread, which is not
/// restricted, reports the start and the end to others.
public final class RestrictedProcess extends Process {
  /// Restricts the current thread.
  @FunctionalInterface
  public interface Restriction {
    void apply() throws IOException;
  }

  private final ProcessHandle handle;
  private final OutputStream input;
  private final InputStream output;
  private final InputStream errors;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private boolean removed;

  private RestrictedProcess(int pid, int[] input, int[] output, int[] errors) throws IOException {
    this.handle = ProcessHandle.of(pid).orElseThrow();
    this.input =
        input.length == 0 ? OutputStream.nullOutputStream() : new FileOutputStream(path(input[1]));
    this.output = new FileInputStream(path(output[0]));
    this.errors =
        errors == output ? InputStream.nullInputStream() : new FileInputStream(path(errors[0]));
  }

  private static String path(int descriptor) {
    return "/proc/self/fd/" + descriptor;
  }

  /// Starts a program in a session of its own.
  ///
  /// @param builder standard input is a pipe or a file; standard output is a pipe, and so is
  ///   standard error unless it is merged
  /// @throws IOException if the restriction or the start fails
  public static Process start(ProcessBuilder builder, Restriction restriction)
      throws IOException, InterruptedException {
    var started = new CompletableFuture<RestrictedProcess>();
    Thread.ofPlatform()
        .daemon()
        .name("process-end")
        .start(
            () -> {
              try {
                run(builder, restriction, started);
              } catch (Exception | Error failure) {
                started.completeExceptionally(failure);
              }
            });
    try {
      return started.get();
    } catch (InterruptedException exception) {
      started.thenAccept(Process::destroyForcibly);
      throw exception;
    } catch (ExecutionException exception) {
      throw exception.getCause() instanceof IOException failure
          ? failure
          : new IOException("The process cannot be started", exception.getCause());
    }
  }

  private static void run(
      ProcessBuilder builder, Restriction restriction, CompletableFuture<RestrictedProcess> started)
      throws IOException, InterruptedException {
    var pipes = new ArrayList<int[]>();
    var file = builder.redirectInput().file();
    RestrictedProcess process;
    Start start;
    try {
      var input = file == null ? createPipe(pipes) : new int[0];
      var output = createPipe(pipes);
      var errors = builder.redirectErrorStream() ? output : createPipe(pipes);
      start = new Start(builder, restriction, List.of(input, output, errors));
      start.thread.start();
      start.done.await();
      if (start.failure != null) {
        throw new IOException(start.failure.getMessage(), start.failure);
      }
      process = new RestrictedProcess(start.pid, input, output, errors);
    } finally {
      for (var pipe : pipes) {
        LinuxCalls.close(pipe[0]);
        LinuxCalls.close(pipe[1]);
      }
    }
    started.complete(process);
    start.thread.join();
    process.end();
  }

  private static int[] createPipe(List<int[]> pipes) throws IOException {
    pipes.add(LinuxCalls.createPipe());
    return pipes.getLast();
  }

  private void end() throws IOException {
    int code;
    synchronized (this) {
      code = LinuxCalls.takeExitCode((int) handle.pid());
      removed = true;
    }
    input.close();
    exit.complete(code);
  }

  /// The work of the restricted thread.
  private static final class Start implements Runnable {
    private final ProcessBuilder builder;
    private final Restriction restriction;
    private final List<int[]> pipes;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread =
        Thread.ofPlatform().daemon().name("process-start").unstarted(this);

    // Written before `done`.
    private int pid;
    private Throwable failure;

    Start(ProcessBuilder builder, Restriction restriction, List<int[]> pipes) {
      this.builder = builder;
      this.restriction = restriction;
      this.pipes = pipes;
    }

    @Override
    public void run() {
      try {
        start();
        done.countDown();
        LinuxCalls.awaitEnd(pid);
      } catch (Exception | Error problem) {
        failure = problem;
        done.countDown();
      }
    }

    private void start() throws IOException {
      try (var spawn = new PosixSpawn(builder)) {
        if (pipes.getFirst().length == 0) {
          spawn.open(0, builder.redirectInput().file().getPath());
        } else {
          spawn.pass(pipes.getFirst()[0], 0);
        }
        spawn.pass(pipes.get(1)[1], 1);
        spawn.pass(pipes.get(2)[1], 2);
        spawn.closeOthers();
        restriction.apply();
        pid = spawn.start();
      }
    }
  }

  @Override
  public OutputStream getOutputStream() {
    return input;
  }

  @Override
  public InputStream getInputStream() {
    return output;
  }

  @Override
  public InputStream getErrorStream() {
    return errors;
  }

  @Override
  public ProcessHandle toHandle() {
    return handle;
  }

  @Override
  public CompletableFuture<Process> onExit() {
    return exit.thenApply(code -> this);
  }

  @Override
  public int waitFor() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    try {
      exit.get(timeout, unit);
      return true;
    } catch (TimeoutException running) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public int exitValue() {
    if (isAlive()) {
      throw new IllegalThreadStateException("The process has not ended");
    }
    return exit.join();
  }

  @Override
  public boolean isAlive() {
    return !exit.isDone();
  }

  @Override
  public void destroy() {
    signal(false);
  }

  @Override
  public Process destroyForcibly() {
    signal(true);
    return this;
  }

  /// Another process gets the same id no earlier than this one is removed.
  private synchronized void signal(boolean kills) {
    if (!removed && kills) {
      handle.destroyForcibly();
    } else if (!removed) {
      handle.destroy();
    }
  }
}
