package dev.loom.tools.change;

import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The files of a git directory that make git run programs: its configuration, hooks and
/// attributes, also those of submodules.
///
/// @param files contents by path relative to the git directory
/// @param modes permissions of the hooks, which must be executable
record GitSettings(Map<String, byte[]> files, Map<String, String> modes) {
  private static final int FILE_BYTES_MAX = 1024 * 1024;
  private static final int FILES_MAX = 1_000;

  private static final List<String> NAMES = List.of("config", "config.worktree", "info/attributes");

  /// Sections and keys that `git init`, `git clone` and a first commit need.
  private static final Pattern HARMLESS =
      Pattern.compile(
          "(core\\.(repositoryformatversion|filemode|bare|logallrefupdates|ignorecase|symlinks"
              + "|precomposeunicode)|remote\\..*\\.(url|fetch)|branch\\..*\\.(remote|merge|rebase)"
              + "|user\\.(name|email)|submodule\\..*\\.(url|active)"
              + "|extensions\\.(objectformat|refstorage))",
          Pattern.DOTALL);

  private static final Pattern SECTION =
      Pattern.compile("\\[\\s*([A-Za-z0-9.-]+)(?:\\s+\"((?:[^\"\\\\]|\\\\.)*)\")?\\s*]\\s*");

  private static final Pattern VALUE = Pattern.compile("([A-Za-z][A-Za-z0-9-]*)\\s*=([^\\\\\"]*)");

  /// A transport of this form runs a program.
  private static final Pattern HELPER_URL = Pattern.compile("\\s*[A-Za-z0-9_-]*::.*");

  /// Reads the settings. A file that is too large counts as empty.
  static GitSettings read(ConfinedWorkspace workspace, String gitDirectory) throws IOException {
    var settings = new GitSettings(new TreeMap<>(), new HashMap<>());
    settings.add(workspace, gitDirectory, "");
    for (var module : list(workspace, gitDirectory + "/modules")) {
      if (module.kind() == Kind.DIRECTORY) {
        settings.add(workspace, gitDirectory, "modules/" + module.name() + "/");
      }
    }
    return settings;
  }

  private void add(ConfinedWorkspace workspace, String gitDirectory, String prefix)
      throws IOException {
    var names = new ArrayList<>(NAMES);
    list(workspace, gitDirectory + "/" + prefix + "hooks")
        .forEach(hook -> names.add("hooks/" + hook.name()));
    for (var name : names) {
      var path = gitDirectory + "/" + prefix + name;
      var attributes = workspace.attributes(path);
      if (attributes.isPresent() && !attributes.get().isDirectory() && files.size() < FILES_MAX) {
        modes.put(prefix + name, CurrentFiles.mode(attributes.get()));
        files.put(prefix + name, content(workspace, path));
      }
    }
  }

  private static byte[] content(ConfinedWorkspace workspace, String path) {
    try {
      return workspace.readEntry(path, FILE_BYTES_MAX);
    } catch (IOException ignored) {
      return new byte[0];
    }
  }

  private static List<Entry> list(ConfinedWorkspace workspace, String directory) {
    try {
      return workspace.list(directory);
    } catch (IOException ignored) {
      return List.of();
    }
  }

  String mode(String name) {
    return modes.getOrDefault(name, "");
  }

  /// Returns what a new repository may have: sample hooks, and settings that run nothing.
  Map<String, byte[]> harmless() {
    var allowed = new TreeMap<String, byte[]>();
    files.forEach(
        (name, content) -> {
          if (name.endsWith("config") || name.endsWith("config.worktree")) {
            allowed.put(name, harmless(content));
          } else if (name.endsWith(".sample")) {
            allowed.put(name, content);
          }
        });
    return allowed;
  }

  private static byte[] harmless(byte[] config) {
    var kept = new StringBuilder();
    var section = "";
    var text = new String(config, StandardCharsets.UTF_8);
    for (var line : text.split("(?<=\n)")) {
      var stripped = line.strip();
      var header = SECTION.matcher(stripped);
      var value = VALUE.matcher(stripped);
      if (header.matches()) {
        section =
            header.group(1).toLowerCase(Locale.ROOT)
                + (header.group(2) == null ? "" : "." + header.group(2));
        kept.append(line);
      } else if (stripped.isEmpty()
          || value.matches()
              && !HELPER_URL.matcher(value.group(2)).matches()
              && HARMLESS
                  .matcher(section + "." + value.group(1).toLowerCase(Locale.ROOT))
                  .matches()) {
        kept.append(line);
      }
    }
    return kept.toString().getBytes(StandardCharsets.UTF_8);
  }
}
