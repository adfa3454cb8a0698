package dev.loom.engine;

/// Provides the version of Loom.
public final class EngineVersion {
  private EngineVersion() {}

  /// Returns the version in the manifest of the jar, such as `0.1.0`, or `dev` when run from class
  /// files.
  public static String current() {
    var version = EngineVersion.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
