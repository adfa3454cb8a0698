package dev.loom.tools.file;

import dev.loom.api.tool.ToolContext;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps two calls from changing one file at the same time, so that neither change is lost.
public final class FileLocks {
  private static final int COUNT = 256;

  private final Lock[] locks = new Lock[COUNT];

  public FileLocks() {
    for (var i = 0; i < COUNT; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /// Does something with a file while no other call does.
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

  /// What is done under a lock.
  @FunctionalInterface
  interface Action<T> {
    T run() throws Exception;
  }
}
