package dev.loom.tools.os;

import java.io.IOException;

/// Starts processes one at a time.
///
/// Of two processes that are started concurrently, one inherits the pipes of the other. If the
/// engine is killed at this moment, the two wait for each other forever and keep all file
/// descriptors of the engine open, including the pipe that notifies the reaper of orphans.
public final class SerializedProcessStart {
  private SerializedProcessStart() {}

  public static synchronized Process start(ProcessBuilder builder) throws IOException {
    return builder.start();
  }
}
