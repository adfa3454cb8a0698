package dev.loom.tools.sandbox;

import dev.loom.tools.os.LinuxCalls;
import dev.loom.tools.os.SerializedProcessStart;
import dev.loom.tools.os.SystemCallFilter;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Starts a process on a thread whose system call filter it inherits. The thread waits for the
/// process, because the kernel kills the process when the thread that started it ends.
final class ConfinedThread {
  private ConfinedThread() {}

  static Process start(ProcessBuilder builder) throws IOException, InterruptedException {
    var started = new CompletableFuture<Process>();
    Thread.ofPlatform()
        .daemon()
        .name("process-start")
        .start(
            () -> {
              try {
                if (LinuxCalls.areAvailable()) {
                  LinuxCalls.denyNewRights();
                  LinuxCalls.filterCalls(SystemCallFilter.besideNamespaces());
                }
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
