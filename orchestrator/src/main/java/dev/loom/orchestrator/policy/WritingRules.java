package dev.loom.orchestrator.policy;

import dev.loom.contracts.task.RiskLevel;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Programs that write files, and files they are asked to write.
final class WritingRules {
  private static final Set<String> COPYING =
      Set.of("cp", "mv", "install", "ln", "tee", "touch", "truncate", "rsync", "patch", "sponge");

  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:[\\\\/]");

  private WritingRules() {}

  /// Judges the file that output is redirected to.
  static Optional<ActionRisk> assessRedirectTarget(Word word) {
    var path = word.text();
    if (path.equals("/dev/null")) {
      return Optional.empty();
    }
    var risk = assessPath(word);
    if (risk.isPresent()) {
      return risk;
    }
    return hasUnknownName(word) || word.isGlob()
        ? Optional.of(
            new ActionRisk(
                "Which file it overwrites is only known when it runs.", RiskLevel.MEDIUM))
        : Optional.empty();
  }

  /// A known ending such as `.txt` rules protected files out.
  private static boolean hasUnknownName(Word word) {
    int last = word.text().lastIndexOf(Word.UNKNOWN);
    if (last < 0) {
      return false;
    }
    var rest = word.text().substring(last + 1);
    return !rest.contains(".") && !rest.contains("/") && !rest.matches("[-_][A-Za-z0-9_-]+");
  }

  static Optional<ActionRisk> assessPath(Word word) {
    var path = word.text();
    var value = path.startsWith("-") ? path.substring(path.indexOf('=') + 1) : path;
    var known = value.replace(Word.UNKNOWN, 'x').replace(Word.SUPPLIED, 'x');
    if (ProtectedPath.isProtected(known)
        || word.isGlob() && ProtectedPath.globMatchesProtected(known)) {
      return Optional.of(
          new ActionRisk("It writes to the protected path " + known + ".", RiskLevel.HIGH));
    }
    return Optional.empty();
  }

  /// @return whether a path leads out of the workspace, as far as its spelling tells
  static boolean isOutsideWorkspace(String path) {
    return path.startsWith("/") && !path.matches("/tmp/[^.].*|/[a-z]")
        || path.startsWith("~")
        || path.equals("..")
        || path.startsWith("../")
        || path.contains("/../")
        || path.endsWith("/..")
        || DRIVE.matcher(path).lookingAt();
  }

  static Optional<ActionRisk> write(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    for (var word : call.words()) {
      var risk = assessPath(word);
      if (risk.isPresent()) {
        return risk;
      }
    }
    var last = call.words().isEmpty() ? Word.unquoted("") : call.words().getLast();
    return COPYING.contains(call.program()) && hasUnknownName(last)
        ? call.mediumRisk("Which file it overwrites is only known when it runs")
        : Optional.empty();
  }

  static Optional<ActionRisk> move(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (call.hasAny("/dev/null")) {
      return call.highRisk("It throws files away");
    }
    return write(call, nested);
  }

  static Optional<ActionRisk> truncate(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.highRisk("It cuts files off");
  }

  static Optional<ActionRisk> link(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.words().stream()
            .anyMatch(word -> isOutsideWorkspace(word.text()) && word.text().startsWith("/"))
        ? call.highRisk("It links to outside the workspace")
        : write(call, nested);
  }

  static Optional<ActionRisk> disk(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.arguments().stream().anyMatch(word -> word.startsWith("of="))
        ? call.highRisk("It overwrites with dd")
        : Optional.empty();
  }

  static Optional<ActionRisk> permissions(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    boolean wide =
        call.arguments().stream()
            .anyMatch(
                word ->
                    word.matches("[0-7]?[0-7]?[0-7][0-7][2367]|[2467][0-7]{3}|0[2467][0-7]{3}")
                        || word.matches(
                            "[ugoa]*[oa][ugoa]*[+=][rwxXst]*[ws][rwxXst]*|[ugoa]*[+=][rwxXt]*s.*")
                        || word.matches("\\+[rwx]*w[rwx]*|=.*w.*"));
    return wide
            || call.hasFlag('R')
            || call.hasOption("--recursive")
            || call.hasOption("--reference")
            || call.words().stream().anyMatch(word -> isOutsideWorkspace(word.text()))
            || !call.program().endsWith("chmod")
        ? call.highRisk("It changes who may do what")
        : write(call, nested);
  }

  static Optional<ActionRisk> archive(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    for (var option :
        Set.of(
            "--checkpoint-action",
            "--to-command",
            "--use-compress-program",
            "--info-script",
            "--new-volume-script",
            "--rsh-command",
            "--remove-files",
            "--recursive-unlink",
            "--unlink-first")) {
      if (call.hasOption(option)) {
        return call.highRisk("It runs other programs or deletes files, with tar");
      }
    }
    if (call.argument(0).matches("[A-Za-z]*[IFP][A-Za-z]*")
        || call.hasFlag('I')
        || call.hasFlag('F')
        || call.hasFlag('P')
        || call.hasOption("--absolute-names")) {
      return call.highRisk("It runs other programs or leaves the workspace, with tar");
    }
    var to = call.optionValue("-C", "--directory");
    return to.isPresent() && (isOutsideWorkspace(to.get()) || ProtectedPath.isProtected(to.get()))
        ? call.highRisk("It unpacks outside the workspace")
        : write(call, nested);
  }

  static Optional<ActionRisk> compressing(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    return call.hasOption("--compress-program")
            || call.hasOption("--unzip-command")
            || call.hasOption("--filter")
            || call.hasOption("--rsh-command")
            || call.program().equals("zip")
                && (call.hasFlag('T') && call.hasAny("-TT") || call.hasFlag('m'))
            || call.arguments().stream().anyMatch(word -> word.matches("-TT.*|-sdel"))
        ? call.highRisk("It runs another program, or deletes what it packs")
        : call.program().endsWith("sort") ? assessOutputOptions(call) : write(call, nested);
  }

  /// Any program may be told by an option where to write.
  static Optional<ActionRisk> assessOutputOptions(ProgramCall call) {
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.words().get(i);
      var text = word.text();
      boolean named =
          i > 0 && KnownPrograms.OUTPUT_OPTIONS.contains(call.argument(i - 1))
              || text.startsWith("-o") && text.length() > 2
              || text.startsWith("--out");
      if (named) {
        var risk = assessPath(text.startsWith("-o") ? Word.unquoted(text.substring(2)) : word);
        if (risk.isPresent()) {
          return risk;
        }
      }
    }
    return Optional.empty();
  }
}
