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
  static Optional<Danger> ofTarget(Word word) {
    var path = word.text();
    if (path.equals("/dev/null")) {
      return Optional.empty();
    }
    var danger = ofPath(word);
    if (danger.isPresent()) {
      return danger;
    }
    return endsUnknown(word) || word.globbed()
        ? Optional.of(
            new Danger("Which file it overwrites is only known when it runs.", RiskLevel.MEDIUM))
        : Optional.empty();
  }

  /// A known ending such as `.txt` rules protected files out.
  private static boolean endsUnknown(Word word) {
    int last = word.text().lastIndexOf(Word.UNKNOWN);
    if (last < 0) {
      return false;
    }
    var rest = word.text().substring(last + 1);
    return !rest.contains(".") && !rest.contains("/") && !rest.matches("[-_][A-Za-z0-9_-]+");
  }

  static Optional<Danger> ofPath(Word word) {
    var path = word.text();
    var value = path.startsWith("-") ? path.substring(path.indexOf('=') + 1) : path;
    var known = value.replace(Word.UNKNOWN, 'x').replace(Word.FOUND, 'x');
    if (ProtectedPath.is(known) || word.globbed() && ProtectedPath.isGlobOverIt(known)) {
      return Optional.of(
          new Danger("It writes to the protected path " + known + ".", RiskLevel.HIGH));
    }
    return Optional.empty();
  }

  /// @return whether a path leads out of the workspace, as far as its spelling tells
  static boolean isElsewhere(String path) {
    return path.startsWith("/") && !path.matches("/tmp/[^.].*|/[a-z]")
        || path.startsWith("~")
        || path.equals("..")
        || path.startsWith("../")
        || path.contains("/../")
        || path.endsWith("/..")
        || DRIVE.matcher(path).lookingAt();
  }

  static Optional<Danger> write(ProgramCall call, Rule.Nested nested) {
    for (var word : call.words()) {
      var danger = ofPath(word);
      if (danger.isPresent()) {
        return danger;
      }
    }
    var last = call.words().isEmpty() ? Word.plain("") : call.words().getLast();
    return COPYING.contains(call.program()) && endsUnknown(last)
        ? call.unclear("Which file it overwrites is only known when it runs")
        : Optional.empty();
  }

  static Optional<Danger> move(ProgramCall call, Rule.Nested nested) {
    if (call.has("/dev/null")) {
      return call.destroys("It throws files away");
    }
    return write(call, nested);
  }

  static Optional<Danger> truncate(ProgramCall call, Rule.Nested nested) {
    return call.destroys("It cuts files off");
  }

  static Optional<Danger> link(ProgramCall call, Rule.Nested nested) {
    return call.words().stream()
            .anyMatch(word -> isElsewhere(word.text()) && word.text().startsWith("/"))
        ? call.destroys("It links to outside the workspace")
        : write(call, nested);
  }

  static Optional<Danger> disk(ProgramCall call, Rule.Nested nested) {
    return call.arguments().stream().anyMatch(word -> word.startsWith("of="))
        ? call.destroys("It overwrites with dd")
        : Optional.empty();
  }

  static Optional<Danger> permissions(ProgramCall call, Rule.Nested nested) {
    boolean wide =
        call.arguments().stream()
            .anyMatch(
                word ->
                    word.matches("[0-7]?[0-7]?[0-7][0-7][2367]|[2467][0-7]{3}|0[2467][0-7]{3}")
                        || word.matches(
                            "[ugoa]*[oa][ugoa]*[+=][rwxXst]*[ws][rwxXst]*|[ugoa]*[+=][rwxXt]*s.*")
                        || word.matches("\\+[rwx]*w[rwx]*|=.*w.*"));
    return wide
            || call.flag('R')
            || call.option("--recursive")
            || call.option("--reference")
            || call.words().stream().anyMatch(word -> isElsewhere(word.text()))
            || !call.program().endsWith("chmod")
        ? call.destroys("It changes who may do what")
        : write(call, nested);
  }

  static Optional<Danger> archive(ProgramCall call, Rule.Nested nested) {
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
      if (call.option(option)) {
        return call.destroys("It runs other programs or deletes files, with tar");
      }
    }
    if (call.argument(0).matches("[A-Za-z]*[IFP][A-Za-z]*")
        || call.flag('I')
        || call.flag('F')
        || call.flag('P')
        || call.option("--absolute-names")) {
      return call.destroys("It runs other programs or leaves the workspace, with tar");
    }
    var to = call.valueOf("-C", "--directory");
    return to.isPresent() && (isElsewhere(to.get()) || ProtectedPath.is(to.get()))
        ? call.destroys("It unpacks outside the workspace")
        : write(call, nested);
  }

  static Optional<Danger> compressing(ProgramCall call, Rule.Nested nested) {
    return call.option("--compress-program")
            || call.option("--unzip-command")
            || call.option("--filter")
            || call.option("--rsh-command")
            || call.program().equals("zip") && (call.flag('T') && call.has("-TT") || call.flag('m'))
            || call.arguments().stream().anyMatch(word -> word.matches("-TT.*|-sdel"))
        ? call.destroys("It runs another program, or deletes what it packs")
        : call.program().endsWith("sort") ? outputs(call) : write(call, nested);
  }

  /// Any program may be told by an option where to write.
  static Optional<Danger> outputs(ProgramCall call) {
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.words().get(i);
      var text = word.text();
      boolean named =
          i > 0 && Programs.OUTPUT_OPTIONS.contains(call.argument(i - 1))
              || text.startsWith("-o") && text.length() > 2
              || text.startsWith("--out");
      if (named) {
        var danger = ofPath(text.startsWith("-o") ? Word.plain(text.substring(2)) : word);
        if (danger.isPresent()) {
          return danger;
        }
      }
    }
    return Optional.empty();
  }
}
