package dev.loom.risk;

import dev.loom.risk.RiskAssessment.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Assesses paths that are written or deleted, and network addresses, without opening them.
public final class PathRisk {
  private static final String CATEGORY = "protected";
  private static final Pattern WINDOWS_DRIVE = Pattern.compile("[A-Za-z]:[\\\\/]");

  private PathRisk() {}

  /// Assesses a path that a tool writes or deletes, or an address that it contacts, such as
  /// `file:///etc/passwd`: system files, files that hold secrets, and files that change what later
  /// commands run need approval.
  ///
  /// @param path relative to the workspace or absolute, in any notation; a URL or a host
  /// @return the risk, or empty when the path is not protected
  public static Optional<RiskAssessment> assessChange(String path) {
    return ProtectedPath.isProtected(path)
        ? RiskAssessment.of(Level.HIGH, CATEGORY, "Accesses a protected path", path)
        : Optional.empty();
  }

  /// Assesses a path that a sandbox is asked to make writable.
  ///
  /// @return the risk, or empty when the path is writable in any case
  public static Optional<RiskAssessment> assessOpened(String path) {
    return assessChange(path)
        .or(
            () ->
                isOutsideWorkspace(path)
                    ? RiskAssessment.of(Level.HIGH, "boundary", "Changes files outside", path)
                    : Optional.empty());
  }

  /// Assesses the target of an output redirection.
  static Optional<RiskAssessment> assessRedirectTarget(Word word, String verb, String operator) {
    if (word.text().equals("/dev/null")) {
      return Optional.empty();
    }
    return assessWritten(List.of(word))
        .or(
            () ->
                hasUnknownName(word) || word.isGlob()
                    ? RiskAssessment.unclear(
                        verb + " a file whose name is only known at run time",
                        operator + " " + word.text())
                    : Optional.empty());
  }

  /// Assesses arguments that name written files, or options with such a value.
  static Optional<RiskAssessment> assessWritten(List<Word> words) {
    for (var word : words) {
      var path = word.text();
      var value = path.startsWith("-") ? path.substring(path.indexOf('=') + 1) : path;
      var sample = value.replace(Word.UNKNOWN, 'x').replace(Word.SUPPLIED, 'x');
      if (ProtectedPath.isProtected(sample)
          || word.isGlob() && ProtectedPath.globMatchesProtected(sample)) {
        return RiskAssessment.of(Level.HIGH, CATEGORY, "Writes to a protected path", value);
      }
    }
    return Optional.empty();
  }

  /// Assesses the files that the output options of any program name.
  static Optional<RiskAssessment> assessOutputOptions(ProgramCall call) {
    var files = new ArrayList<Word>();
    for (int i = 0; i < call.words().size(); i++) {
      var text = call.argument(i);
      if (text.startsWith("-o") && text.length() > 2) {
        files.add(Word.unquoted(text.substring(2)));
      } else if (text.startsWith("--out")
          || i > 0 && RuleTable.words("output-options").contains(call.argument(i - 1))) {
        files.add(call.words().get(i));
      }
    }
    return assessWritten(files);
  }

  /// Returns whether the file name is unknown. A known extension such as `.txt` excludes protected
  /// files.
  static boolean hasUnknownName(Word word) {
    int last = word.text().lastIndexOf(Word.UNKNOWN);
    var rest = word.text().substring(last + 1);
    return last >= 0
        && !rest.contains(".")
        && !rest.contains("/")
        && !rest.matches("[-_][A-Za-z0-9_-]+");
  }

  /// @return whether the path is outside the workspace, judging by its text alone; a file in `/tmp`
  ///   or an option such as `/s` is not
  static boolean isOutsideWorkspace(String path) {
    return path.startsWith("/") && !path.matches("/tmp/[^.].*|/[a-z]")
        || path.startsWith("~")
        || path.equals("..")
        || path.startsWith("../")
        || path.contains("/../")
        || path.endsWith("/..")
        || WINDOWS_DRIVE.matcher(path).lookingAt();
  }

  /// @return whether the word names a script that the user cannot review
  static boolean isUnreviewable(Word script) {
    var text = script.text();
    return script.hasUnknown()
        || script.isSupplied()
        || script.isGlob()
        || text.equals("-")
        || text.startsWith("/dev/")
        || text.startsWith("/proc/")
        || text.startsWith("/tmp/")
        || text.contains("://");
  }
}
