package dev.loom.engine;

/// Which Loom this is.
public final class Version {
  private Version() {}

  /// The version in the jar's manifest, such as `0.1.0`; `dev` when it runs from class files.
  public static String current() {
    var version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
