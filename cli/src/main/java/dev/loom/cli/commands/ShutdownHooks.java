package dev.loom.cli.commands;

/// Registers work for the shutdown of the JVM.
final class ShutdownHooks {
  private ShutdownHooks() {}

  /// Registers a thread to be started on shutdown.
  ///
  /// @return false if the JVM is already shutting down, so that the thread will not be started
  static boolean add(Thread work) {
    try {
      Runtime.getRuntime().addShutdownHook(work);
      return true;
    } catch (IllegalStateException ignored) {
      return false;
    }
  }
}
