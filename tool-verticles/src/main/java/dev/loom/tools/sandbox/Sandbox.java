package dev.loom.tools.sandbox;

import dev.loom.contracts.tool.SandboxTier;
import java.io.IOException;

/// Starts processes that reach no more than a policy allows. Thread-safe.
public interface Sandbox {
  SandboxTier tier();

  /// Returns whether processes without network can reach the proxy of a policy.
  default boolean relaysToProxy() {
    return false;
  }

  /// Starts a process in a session of its own. It ends with the engine.
  ///
  /// @param builder has the path of the program, its arguments, the directory and the environment;
  ///   changed by this method
  /// @throws IOException if the process cannot be started or confined
  Process start(ProcessBuilder builder, SandboxPolicy policy)
      throws IOException, InterruptedException;
}
