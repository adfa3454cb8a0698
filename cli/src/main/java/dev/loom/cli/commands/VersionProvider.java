package dev.loom.cli.commands;

import dev.loom.engine.EngineVersion;
import picocli.CommandLine.IVersionProvider;

/// Provides the output of `loom --version`.
public final class VersionProvider implements IVersionProvider {
  /// Returns the version of Loom and of the Java runtime.
  public static String versionLine() {
    return "loom " + EngineVersion.current() + " (Java " + Runtime.version() + ")";
  }

  @Override
  public String[] getVersion() {
    return new String[] {versionLine()};
  }
}
