package dev.loom.tools.process;

import java.io.IOException;

/// Starts processes, one after another.
///
/// Between the making of a process's pipes and its own first instruction, another one that is
/// started inherits them. When the engine is killed just then, each of the two waits for ever for
/// the other to let go, and together they keep all that the engine had open: its port, its
/// connections, its output, and the pipe by which the [OrphanReaper] knows that it is gone.
final class SerializedProcessStart {
  private SerializedProcessStart() {}

  static synchronized Process start(ProcessBuilder builder) throws IOException {
    return builder.start();
  }
}
