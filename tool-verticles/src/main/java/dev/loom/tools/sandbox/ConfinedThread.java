package dev.loom.tools.sandbox;

import dev.loom.tools.os.LinuxCalls;
import dev.loom.tools.os.SerializedProcessStart;
import dev.loom.tools.os.SystemCallFilter;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Starts a process on a thread whose restrictions it inherits. The thread waits for the process,
/// because the kernel kills the process when the thread that started it ends.
final class ConfinedThread {
  private ConfinedThread() {}

  /// Restricts the current thread.
  interface Restriction {
    void apply() throws IOException;
  }

  /// Restricts the current thread by a system call filter, where there is one.
  static void filter(SystemCallFilter filter) throws IOException {
    if (LinuxCalls.areAvailable()) {
      LinuxCalls.denyNewRights();
      LinuxCalls.filterCalls(filter);
    }
  }

  static Process start(ProcessBuilder builder, Restriction restriction)
      throws IOException, InterruptedException {
    var started = new CompletableFuture<Process>();
    Thread.ofPlatform()
        .daemon()
        .name("process-start")
        .start(
            () -> {
              try {
                restriction.apply();
                var process = SerializedProcessStart.start(builder);
                started.complete(process);
                process.onExit().join();
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
}
