package dev.loom.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Assesses programs that delete files.
final class DeletingRules {
  private static final Set<String> EXEC_ACTIONS = Set.of("-exec", "-execdir", "-ok", "-okdir");
  private static final Set<String> FILE_ACTIONS = Set.of("-fprint", "-fprintf", "-fprint0", "-fls");

  private DeletingRules() {}

  static Optional<RiskAssessment> remove(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (call.hasFlag('r')
        || call.hasFlag('R')
        || call.hasOption("--recursive")
        || call.hasAny("/s", "/S")) {
      return call.highRisk("Deletes files recursively");
    }
    if (call.hasFlag('d') || call.hasOption("--dir")) {
      return call.highRisk("Deletes directories");
    }
    if (call.hasOption("--no-preserve-root") || call.program().equals("srm")) {
      return call.highRisk("Deletes files permanently");
    }
    for (var word : call.words()) {
      if (word.hasUnknown() || word.isSupplied() || word.isGlob()) {
        return call.highRisk("Deletes files whose names are only known at run time");
      }
      if (WritingRules.isOutsideWorkspace(word.text())) {
        return call.highRisk("Deletes files outside the workspace");
      }
    }
    return WritingRules.write(call, nested);
  }

  static Optional<RiskAssessment> find(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    if (call.hasAny("-delete")) {
      return call.highRisk("Deletes every file that matches");
    }
    for (int i = 0; i < call.words().size(); i++) {
      var word = call.argument(i);
      if (FILE_ACTIONS.contains(word)) {
        return call.highRisk("Overwrites a file with the matching file names");
      }
      if (EXEC_ACTIONS.contains(word)) {
        var risk = assessExec(call, i + 1, nested);
        if (risk.isPresent()) {
          return risk;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<RiskAssessment> assessExec(
      ProgramCall call, int from, ProgramRule.NestedAnalyzer nested) {
    var words = new ArrayList<Word>();
    for (int i = from; i < call.words().size(); i++) {
      if (call.argument(i).equals(";") || call.argument(i).equals("+")) {
        break;
      }
      words.add(call.words().get(i).replacing("{}", Word.SUPPLIED));
    }
    if (!words.isEmpty()
        && ProgramGroups.WRITERS.contains(ProgramGroups.nameOf(words.getFirst().text()))
        && call.words().stream().anyMatch(word -> ProtectedPath.isProtected(word.text()))) {
      return call.highRisk("Writes to protected files");
    }
    return nested.assessWords(words);
  }

  static Optional<RiskAssessment> fd(ProgramCall call, ProgramRule.NestedAnalyzer nested) {
    for (var option : List.of("-x", "-X", "--exec", "--exec-batch")) {
      int at = call.arguments().indexOf(option);
      if (at >= 0) {
        var words = new ArrayList<>(call.words().subList(at + 1, call.words().size()));
        words.add(Word.unquoted("" + Word.SUPPLIED));
        var risk = nested.assessWords(words);
        if (risk.isPresent()) {
          return risk;
        }
      }
    }
    return Optional.empty();
  }
}
