package dev.loom.engine;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/// The Vert.x instance that an engine lives on.
public final class EngineVertx {
  /// Event loops share the cores with the virtual threads that they wake, which do most of the
  /// work. Measured on two cores, where one loop takes 1 to 13 % less CPU a subtask than two, and
  /// relays as many tokens.
  public static final int EVENT_LOOPS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private EngineVertx() {}

  /// A new instance, the caller's to close.
  public static Vertx create() {
    // Nothing is served from files, so there is nothing to unpack and cache on disk.
    return Vertx.vertx(
        new VertxOptions()
            .setEventLoopPoolSize(EVENT_LOOPS)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false)));
  }
}
