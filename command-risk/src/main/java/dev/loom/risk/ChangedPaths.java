package dev.loom.risk;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The paths that a command line may change or delete, as far as its text names them. It decides
/// what is saved before the command runs, so that it names rather too many than too few.
///
/// @param paths paths and patterns as in the command line, without a leading `./`
/// @param everything whether any path may be changed, for example by `git clean` or `rm -rf "$x"`;
///   but for `.git`, which a command that destroys it names
public record ChangedPaths(Set<String> paths, boolean everything) {
  /// Separates the words of a command line that is an argument of another.
  private static final Pattern SEPARATOR = Pattern.compile("[\\s;&|()'\"`<>=]+");

  private static final Pattern TRIMMED = Pattern.compile("^(?:\\./+)+|/+(?:\\.?)$");

  private static final Set<String> WHOLE_TREE = Set.of(".", "..", "~", "*");

  public ChangedPaths {
    paths = Set.copyOf(paths);
  }

  /// Reads command lines.
  ///
  /// @param commandLines texts as passed to `sh -c`
  public static ChangedPaths of(List<String> commandLines) {
    var paths = new LinkedHashSet<String>();
    var everything = false;
    for (var line : commandLines) {
      var parsed = ShellCommands.parse(line);
      var words = words(parsed.commands());
      var names = words.stream().map(ChangedPaths::lastName).collect(Collectors.toSet());
      if (parsed.parsable() && !changesFiles(parsed.commands(), names)) {
        continue;
      }
      words.stream().filter(word -> !word.startsWith("-")).forEach(paths::add);
      everything |= !parsed.parsable() || changesEverything(names, words);
    }
    return new ChangedPaths(paths, everything);
  }

  private static List<String> words(List<SimpleCommand> commands) {
    var words = new ArrayList<String>();
    for (var command : commands) {
      Stream.of(command.words(), command.outputFiles(), command.appendedFiles())
          .flatMap(List::stream)
          .flatMap(word -> word.expandBraces().stream())
          .flatMap(
              word -> Stream.concat(Stream.of(word.text()), SEPARATOR.splitAsStream(word.text())))
          .forEach(words::add);
      SEPARATOR.splitAsStream(command.hereText()).forEach(words::add);
    }
    return words.stream().filter(word -> !word.isEmpty()).map(ChangedPaths::trim).toList();
  }

  private static String trim(String word) {
    var trimmed = TRIMMED.matcher(word).replaceAll("");
    return trimmed.isEmpty() ? "." : trimmed;
  }

  private static String lastName(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }

  private static boolean changesFiles(List<SimpleCommand> commands, Set<String> names) {
    return names.stream().anyMatch(RuleTable.words("writers")::contains)
        || names.stream().anyMatch(RuleTable.words("file-changers")::contains)
        || names.contains("git") && names.contains("clean")
        || commands.stream()
            .anyMatch(c -> !c.outputFiles().isEmpty() || !c.appendedFiles().isEmpty());
  }

  private static boolean changesEverything(Set<String> names, List<String> words) {
    var deletes = names.contains("rm") || names.contains("mv") || names.contains("shred");
    return names.contains("git") && names.contains("clean")
        || words.contains("-delete")
        || words.stream().anyMatch(word -> word.startsWith("--delete"))
        || deletes
            && words.stream()
                .anyMatch(word -> WHOLE_TREE.contains(word) || word.indexOf(Word.UNKNOWN) >= 0);
  }

  /// Returns whether a directory, or something in it, may be changed. A path counts in whatever
  /// directory the command may be.
  ///
  /// @param directory path relative to the workspace
  public boolean mayChange(String directory) {
    return everything && !lastName(directory).equals(".git")
        || paths.stream().anyMatch(path -> names(path, directory));
  }

  private static boolean names(String path, String directory) {
    if (("/" + directory + "/").contains("/" + path + "/")) {
      return true;
    }
    for (var named = path; !named.isEmpty(); named = parent(named)) {
      if (named.equals(directory)
          || named.endsWith("/" + directory)
          || directory.endsWith("/" + named)
          || matches(named, directory)) {
        return true;
      }
    }
    return false;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static boolean matches(String pattern, String directory) {
    if (pattern.chars().noneMatch(c -> c == '*' || c == '?' || c == '[')) {
      return false;
    }
    try {
      return matcher(pattern).matches(Path.of(directory))
          || matcher("**/" + pattern).matches(Path.of(directory));
    } catch (PatternSyntaxException ignored) {
      return true;
    }
  }

  private static PathMatcher matcher(String pattern) {
    return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
  }
}
