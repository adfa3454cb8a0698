package dev.loom.tools.file;

import dev.loom.api.tool.ToolContext;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Serializes changes of the same file by concurrent calls. Different files may share a lock.
public final class FileLocks {
  private static final int LOCK_COUNT = 256;

  private final Lock[] locks = new Lock[LOCK_COUNT];

  public FileLocks() {
    for (var i = 0; i < LOCK_COUNT; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /// Runs an action while holding the lock of a file.
  ///
  /// @param relative the file's path, relative to the call's workspace
  <T> T withLock(ToolContext context, String relative, Action<T> action) throws Exception {
    var file = context.workspace().root().resolve(relative);
    var lock = locks[Math.floorMod(file.hashCode(), LOCK_COUNT)];
    lock.lockInterruptibly();
    try {
      return action.run();
    } finally {
      lock.unlock();
    }
  }

  @FunctionalInterface
  interface Action<T> {
    T run() throws Exception;
  }
}
