package dev.loom.cli.commands;

import dev.loom.bus.trust.ProjectTrust;
import dev.loom.cli.client.CommandException;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.config.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Decides whether the configuration of a folder counts. It is the text of its author: it may name
/// commands, hosts of models and looser approvals.
///
/// @param prompt asks the user; empty without a terminal
/// @param out receives what the folder would change, and that it is ignored
record TrustedProject(Home home, Optional<UserPrompt> prompt, Consumer<String> out) {
  private static final int LINES_MAX = 40;
  private static final int VALUE_CHARS_MAX = 200;

  /// Returns `loom.toml` of a folder if there is one and the user trusts it. Asks once for each
  /// content; without a terminal, a folder that is not trusted is ignored and named.
  Optional<Path> configFile(Path folder) {
    var directory = folder.toAbsolutePath().normalize();
    var file = directory.resolve("loom.toml");
    if (directory.equals(home.path()) || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (accepts(directory)) {
      return Optional.of(file);
    }
    out.accept(
        "loom: "
            + file
            + " is ignored, because it is not trusted. Read it, then: loom trust "
            + directory);
    return Optional.empty();
  }

  /// Returns whether the user trusts a folder; asks if there is a terminal.
  boolean accepts(Path directory) {
    if (new ProjectTrust(home.path()).isTrusted(directory)) {
      return true;
    }
    if (prompt.isEmpty()) {
      return false;
    }
    describe(directory).forEach(out);
    if (!prompt.get().confirm("Trust this folder?")) {
      return false;
    }
    trust(directory);
    return true;
  }

  /// Trusts a folder with its present content.
  ///
  /// @throws CommandException if that is not possible
  void trust(Path directory) {
    try {
      home.createIfMissing();
      new ProjectTrust(home.path()).trust(directory);
    } catch (IOException failure) {
      throw new CommandException(
          "Cannot trust " + directory + ": " + failure.getMessage(), ExitCode.FAILED);
    }
  }

  /// Says what a folder would run, redirect or change.
  static List<String> describe(Path directory) {
    var lines = new ArrayList<String>();
    lines.add("The configuration of " + directory + " is not trusted yet. It sets:");
    try {
      for (var part : ProjectTrust.files(directory)) {
        if (part.equals(Path.of("loom.toml"))) {
          ProjectSettings.read(Optional.of(directory.resolve(part)), Map.of(), Map.of())
              .values()
              .forEach((key, value) -> lines.add("  " + line(key + " = " + shown(key, value))));
        } else {
          lines.add("  process definition " + line(part.toString()));
        }
      }
    } catch (IOException | CommandException failure) {
      lines.add("  " + line(String.valueOf(failure.getMessage())));
    }
    if (lines.size() > LINES_MAX) {
      var more = lines.size() - LINES_MAX;
      lines.subList(LINES_MAX, lines.size()).clear();
      lines.add("  and " + more + " more");
    }
    return lines;
  }

  /// Returns a value without keys and passwords, which others may see on the screen.
  private static String shown(String key, Object value) {
    return ProjectSettings.isSecret(key)
        ? "(hidden)"
        : ProjectSettings.withoutPassword(value.toString());
  }

  private static String line(String text) {
    return Screen.truncate(text, VALUE_CHARS_MAX);
  }
}
