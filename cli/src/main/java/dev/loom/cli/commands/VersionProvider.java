package dev.loom.cli.commands;

import dev.loom.engine.EngineVersion;
import picocli.CommandLine.IVersionProvider;

/// What `loom --version` prints.
public final class VersionProvider implements IVersionProvider {
  /// The version of Loom and of the Java it runs on.
  public static String versionLine() {
    return "loom " + EngineVersion.current() + " (Java " + Runtime.version() + ")";
  }

  @Override
  public String[] getVersion() {
    return new String[] {versionLine()};
  }
}
