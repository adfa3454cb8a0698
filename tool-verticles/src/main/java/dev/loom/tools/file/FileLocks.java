package dev.loom.tools.file;

import dev.loom.api.tool.ToolContext;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Serializes changes of the same file by concurrent calls.
public final class FileLocks {
  private static final int COUNT = 256;

  private final Lock[] locks = new Lock[COUNT];

  public FileLocks() {
    for (var i = 0; i < COUNT; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /// Runs an action while holding the lock of a file.
  ///
  /// @param relative the file's path in the call's workspace
  <T> T withLock(ToolContext context, String relative, Action<T> action) throws Exception {
    var file = context.workspace().root().resolve(relative);
    var lock = locks[Math.floorMod(file.hashCode(), COUNT)];
    lock.lockInterruptibly();
    try {
      return action.run();
    } finally {
      lock.unlock();
    }
  }

  /// An action under a lock.
  @FunctionalInterface
  interface Action<T> {
    T run() throws Exception;
  }
}
