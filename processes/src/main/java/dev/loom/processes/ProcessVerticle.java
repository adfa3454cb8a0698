package dev.loom.processes;

public final class ProcessVerticle extends io.vertx.core.VerticleBase {
  public ProcessVerticle(java.nio.file.Path home) {}
}
