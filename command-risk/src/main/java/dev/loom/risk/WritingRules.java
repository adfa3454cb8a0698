package dev.loom.risk;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Assesses programs that write files, and the files that any command writes.
final class WritingRules {
  private static final Set<String> LAST_ARGUMENT_WRITERS =
      Set.of("cp", "mv", "install", "ln", "tee", "touch", "truncate", "rsync", "patch", "sponge");

  private static final List<String> ARCHIVE_DELETIONS =
      List.of("--remove-files", "--recursive-unlink", "--unlink-first");
  private static final List<String> ARCHIVE_PROGRAMS =
      List.of(
          "--checkpoint-action",
          "--to-command",
          "--use-compress-program",
          "--info-script",
          "--new-volume-script",
          "--rsh-command");

  private static final String UNKNOWN_TARGET =
      "Overwrites a file whose name is only known at run time";

  private static final Pattern WINDOWS_DRIVE = Pattern.compile("[A-Za-z]:[\\\\/]");

  private WritingRules() {}

  /// Assesses the target of an output redirection.
  static Optional<RiskAssessment> assessRedirectTarget(Word word) {
    var path = word.text();
    if (path.equals("/dev/null")) {
      return Optional.empty();
    }
    var risk = assessPath(word);
    if (risk.isPresent()) {
      return risk;
    }
    return hasUnknownName(word) || word.isGlob()
        ? RiskAssessment.medium(UNKNOWN_TARGET, "> " + path)
        : Optional.empty();
  }

  /// Returns whether the file name is unknown. A known extension such as `.txt` excludes protected
  /// files.
  private static boolean hasUnknownName(Word word) {
    int last = word.text().lastIndexOf(Word.UNKNOWN);
    if (last < 0) {
      return false;
    }
    var rest = word.text().substring(last + 1);
    return !rest.contains(".") && !rest.contains("/") && !rest.matches("[-_][A-Za-z0-9_-]+");
  }

  static Optional<RiskAssessment> assessPath(Word word) {
    var path = word.text();
    var value = path.startsWith("-") ? path.substring(path.indexOf('=') + 1) : path;
    var sample = value.replace(Word.UNKNOWN, 'x').replace(Word.SUPPLIED, 'x');
    if (ProtectedPath.isProtected(sample)
        || word.isGlob() && ProtectedPath.globMatchesProtected(sample)) {
      return RiskAssessment.high("Writes to a protected path", value);
    }
    return Optional.empty();
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

  static Optional<RiskAssessment> write(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    for (var word : call.words()) {
      var risk = assessPath(word);
      if (risk.isPresent()) {
        return risk;
      }
    }
    var last = call.words().isEmpty() ? Word.unquoted("") : call.words().getLast();
    return LAST_ARGUMENT_WRITERS.contains(call.program()) && hasUnknownName(last)
        ? call.mediumRisk(UNKNOWN_TARGET)
        : Optional.empty();
  }

  static Optional<RiskAssessment> move(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (call.hasAny("/dev/null")) {
      return call.highRisk("Discards files by moving them to /dev/null");
    }
    return write(call, nested);
  }

  static Optional<RiskAssessment> truncate(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.highRisk("Truncates files");
  }

  static Optional<RiskAssessment> link(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.words().stream()
            .anyMatch(word -> isOutsideWorkspace(word.text()) && word.text().startsWith("/"))
        ? call.highRisk("Creates a link to a path outside the workspace")
        : write(call, nested);
  }

  static Optional<RiskAssessment> disk(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.arguments().stream().anyMatch(word -> word.startsWith("of="))
        ? call.highRisk("Overwrites a file or device")
        : Optional.empty();
  }

  static Optional<RiskAssessment> permissions(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    boolean isBroad =
        call.arguments().stream()
            .anyMatch(
                word ->
                    word.matches("[0-7]?[0-7]?[0-7][0-7][2367]|[2467][0-7]{3}|0[2467][0-7]{3}")
                        || word.matches(
                            "[ugoa]*[oa][ugoa]*[+=][rwxXst]*[ws][rwxXst]*|[ugoa]*[+=][rwxXt]*s.*")
                        || word.matches("\\+[rwx]*w[rwx]*|=.*w.*"));
    if (!call.program().endsWith("chmod")) {
      return call.highRisk("Changes the owner or attributes of files");
    }
    if (isBroad || call.hasOption("--reference")) {
      return call.highRisk("Grants broad permissions on files");
    }
    if (call.hasFlag('R') || call.hasOption("--recursive")) {
      return call.highRisk("Changes permissions recursively");
    }
    return call.words().stream().anyMatch(word -> isOutsideWorkspace(word.text()))
        ? call.highRisk("Changes permissions outside the workspace")
        : write(call, nested);
  }

  static Optional<RiskAssessment> archive(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (ARCHIVE_DELETIONS.stream().anyMatch(call::hasOption)) {
      return call.highRisk("Deletes files while it archives or extracts");
    }
    if (ARCHIVE_PROGRAMS.stream().anyMatch(call::hasOption)
        || call.argument(0).matches("[A-Za-z]*[IF][A-Za-z]*")
        || call.hasFlag('I')
        || call.hasFlag('F')) {
      return call.highRisk("Runs another program from tar");
    }
    if (call.argument(0).matches("[A-Za-z]*P[A-Za-z]*")
        || call.hasFlag('P')
        || call.hasOption("--absolute-names")) {
      return call.highRisk("Archives or extracts absolute paths");
    }
    var directory = call.optionValue("-C", "--directory");
    return directory.isPresent()
            && (isOutsideWorkspace(directory.get()) || ProtectedPath.isProtected(directory.get()))
        ? call.highRisk("Extracts files outside the workspace or to a protected path")
        : write(call, nested);
  }

  static Optional<RiskAssessment> compressing(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (call.program().equals("zip") && call.hasFlag('m') || call.hasAny("-sdel")) {
      return call.highRisk("Deletes the files that it archives");
    }
    return call.hasOption("--compress-program")
            || call.hasOption("--unzip-command")
            || call.hasOption("--filter")
            || call.hasOption("--rsh-command")
            || call.arguments().stream().anyMatch(word -> word.startsWith("-TT"))
        ? call.highRisk("Runs another program to sort, split or compress")
        : call.program().endsWith("sort") ? assessOutputOptions(call) : write(call, nested);
  }

  /// Assesses the files that the output options of any program name.
  static Optional<RiskAssessment> assessOutputOptions(ProgramCall call) {
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.words().get(i);
      var text = word.text();
      boolean isOutputFile =
          i > 0 && ProgramGroups.OUTPUT_OPTIONS.contains(call.argument(i - 1))
              || text.startsWith("-o") && text.length() > 2
              || text.startsWith("--out");
      if (isOutputFile) {
        var risk = assessPath(text.startsWith("-o") ? Word.unquoted(text.substring(2)) : word);
        if (risk.isPresent()) {
          return risk;
        }
      }
    }
    return Optional.empty();
  }
}
