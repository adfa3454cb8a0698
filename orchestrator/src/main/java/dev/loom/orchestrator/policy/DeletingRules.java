package dev.loom.orchestrator.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Programs that delete files.
final class DeletingRules {
  private static final Set<String> RUNNING = Set.of("-exec", "-execdir", "-ok", "-okdir");
  private static final Set<String> PRINTING = Set.of("-fprint", "-fprintf", "-fprint0", "-fls");

  private DeletingRules() {}

  static Optional<Danger> remove(ProgramCall call, Rule.Nested nested) {
    if (call.flag('r')
        || call.flag('R')
        || call.option("--recursive")
        || call.flag('d')
        || call.option("--dir")
        || call.has("/s", "/S")) {
      return call.destroys("It deletes whole directories");
    }
    if (call.option("--no-preserve-root") || call.program().equals("srm")) {
      return call.destroys("It deletes for good");
    }
    for (var word : call.words()) {
      if (word.unknown() || word.found() || word.globbed()) {
        return call.destroys("Which files it deletes is only known when it runs");
      }
      if (WritingRules.isElsewhere(word.text())) {
        return call.destroys("It deletes outside the workspace");
      }
    }
    return WritingRules.write(call, nested);
  }

  static Optional<Danger> find(ProgramCall call, Rule.Nested nested) {
    if (call.has("-delete")) {
      return call.destroys("It deletes every file that is found");
    }
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.argument(i);
      if (PRINTING.contains(word)) {
        return call.destroys("It overwrites a file with what is found");
      }
      if (RUNNING.contains(word)) {
        var danger = running(call, i + 1, nested);
        if (danger.isPresent()) {
          return danger;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Danger> running(ProgramCall call, int from, Rule.Nested nested) {
    var words = new ArrayList<Word>();
    for (int i = from; i < call.words().size(); i++) {
      if (call.argument(i).equals(";") || call.argument(i).equals("+")) {
        break;
      }
      words.add(call.words().get(i).with("{}", Word.FOUND));
    }
    if (!words.isEmpty()
        && Programs.WRITERS.contains(Programs.nameOf(words.getFirst().text()))
        && call.words().stream().anyMatch(word -> ProtectedPath.is(word.text()))) {
      return call.destroys("It writes to protected files");
    }
    return nested.words(words);
  }

  static Optional<Danger> fd(ProgramCall call, Rule.Nested nested) {
    for (var option : List.of("-x", "-X", "--exec", "--exec-batch")) {
      int at = call.arguments().indexOf(option);
      if (at >= 0) {
        var words = new ArrayList<>(call.words().subList(at + 1, call.words().size()));
        words.add(Word.plain("" + Word.FOUND));
        var danger = nested.words(words);
        if (danger.isPresent()) {
          return danger;
        }
      }
    }
    return Optional.empty();
  }
}
