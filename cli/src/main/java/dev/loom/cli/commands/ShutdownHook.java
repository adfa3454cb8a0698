package dev.loom.cli.commands;

/// What is still done when the program is told to end.
final class ShutdownHook {
  private ShutdownHook() {}

  /// @return false when the program ends already, and it will not be done
  static boolean add(Thread work) {
    try {
      Runtime.getRuntime().addShutdownHook(work);
      return true;
    } catch (IllegalStateException endsAlready) {
      return false;
    }
  }
}
