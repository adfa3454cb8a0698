package dev.loom.tools.change;

import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.api.tool.Workspace.VisitResult;
import dev.loom.api.tool.Workspace.Visitor;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The files of a git directory that make git run programs or use other settings: configuration,
/// hooks, attributes, the place of a shared configuration, and links, also those of submodules.
///
/// @param files by path relative to the git directory
record GitSettings(Map<String, Setting> files) {
  private static final int FILE_BYTES_MAX = 1024 * 1024;
  private static final int TOTAL_BYTES_MAX = 16 * 1024 * 1024;

  /// Directories that hold data only.
  private static final Set<String> DATA = Set.of("objects", "refs", "logs", "lfs");

  private static final Pattern NAMES =
      Pattern.compile("(.*/)?(config|config\\.worktree|commondir|info/attributes|hooks/.*)");

  /// What `git worktree add` writes.
  private static final Pattern WORKTREE = Pattern.compile("worktrees/[^/]+/commondir");

  /// One file.
  ///
  /// @param content empty if it is too large or unreadable, or is no file
  /// @param mode permissions, because hooks must be executable
  record Setting(Optional<byte[]> content, String mode) {
    boolean isSameAs(Setting other) {
      return mode.equals(other.mode)
          && content.isPresent()
          && other.content.isPresent()
          && Arrays.equals(content.get(), other.content.get());
    }
  }

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

  /// Reads the settings.
  ///
  /// @param unreadable receives directories that may not be read
  static GitSettings read(
      ConfinedWorkspace workspace, String gitDirectory, Consumer<String> unreadable)
      throws IOException {
    var settings = new GitSettings(new TreeMap<>());
    var totalBytes = new int[1];
    workspace.scan(
        gitDirectory,
        new Visitor() {
          @Override
          public VisitResult visit(Entry entry) throws IOException {
            var name = entry.path().substring(gitDirectory.length() + 1);
            if (entry.kind() == Kind.DIRECTORY) {
              return DATA.contains(name) ? VisitResult.SKIP : VisitResult.CONTINUE;
            }
            if (entry.kind() != Kind.FILE || NAMES.matcher(name).matches()) {
              var setting = GitSettings.read(workspace, entry, TOTAL_BYTES_MAX - totalBytes[0]);
              totalBytes[0] += setting.content().map(content -> content.length).orElse(0);
              settings.files.put(name, setting);
            }
            return VisitResult.CONTINUE;
          }

          @Override
          public void unreadable(Entry directory) {
            unreadable.accept(directory.path());
          }
        });
    return settings;
  }

  private static Setting read(ConfinedWorkspace workspace, Entry entry, int bytesLeft)
      throws IOException {
    var mode = workspace.attributes(entry.path()).map(CurrentFiles::mode).orElse("");
    if (entry.kind() != Kind.FILE || entry.sizeBytes() > Math.min(FILE_BYTES_MAX, bytesLeft)) {
      return new Setting(Optional.empty(), mode);
    }
    try {
      return new Setting(Optional.of(workspace.readEntry(entry.path(), FILE_BYTES_MAX)), mode);
    } catch (IOException unreadable) {
      return new Setting(Optional.empty(), mode);
    }
  }

  /// Returns what a new repository may have: sample hooks, and settings that run nothing.
  Map<String, Setting> harmless() {
    var allowed = new TreeMap<String, Setting>();
    files.forEach(
        (name, file) -> {
          if (file.content().isEmpty()) {
            return;
          }
          if (name.endsWith("config") || name.endsWith("config.worktree")) {
            allowed.put(name, new Setting(file.content().map(GitSettings::harmless), file.mode()));
          } else if (name.endsWith(".sample") || isWorktree(name, file)) {
            allowed.put(name, file);
          }
        });
    return allowed;
  }

  /// Returns whether a file only says that a worktree belongs to this repository.
  static boolean isWorktree(String name, Setting file) {
    return WORKTREE.matcher(name).matches()
        && file.content().isPresent()
        && new String(file.content().get(), StandardCharsets.UTF_8).strip().equals("../..");
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
