package dev.loom.engine;

/// Which Loom this is.
public final class EngineVersion {
  private EngineVersion() {}

  /// The version in the jar's manifest, such as `0.1.0`; `dev` when it runs from class files.
  public static String current() {
    var version = EngineVersion.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
