package dev.loom.risk;

import dev.loom.risk.RiskAssessment.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Analyzes a shell command line: every simple command in it, the commands that these would run,
/// and the files that its redirections write. `RuleTable` holds the rules for single programs. A
/// line beyond one of the limits is not analyzed and needs approval.
public final class CommandRisk {
  /// Limits the nesting of commands within commands.
  private static final int DEPTH_MAX = 8;

  private static final int LINE_CHARS_MAX = 10_000;

  /// Limits the programs that are analyzed for one line.
  private static final int PROGRAMS_MAX = 300;

  private int analyzedPrograms;

  private CommandRisk() {}

  /// Assesses a command line.
  ///
  /// @param commandLine text as passed to `sh -c`
  /// @return the risk, or empty when the command line needs no approval
  public static Optional<RiskAssessment> assess(String commandLine) {
    return new CommandRisk().analyzeLine(commandLine, 0);
  }

  private Optional<RiskAssessment> analyzeLine(String line, int depth) {
    if (line.length() > LINE_CHARS_MAX) {
      return RiskAssessment.medium(
          "Runs a command line that is longer than " + LINE_CHARS_MAX + " characters", line);
    }
    if (depth > DEPTH_MAX) {
      return RiskAssessment.medium("Nests too many commands to be analyzed", line);
    }
    var parsed = ShellCommands.parse(line);
    var risks = new ArrayList<RiskAssessment>();
    boolean database = parsed.commands().stream().anyMatch(CommandRisk::usesDatabase);
    for (var command : parsed.commands()) {
      analyzeRedirects(command).ifPresent(risks::add);
      analyzeSql(command, database).ifPresent(risks::add);
      analyzeWords(command.words(), command, depth).ifPresent(risks::add);
    }
    var high = risks.stream().filter(risk -> risk.level() == Level.HIGH).findFirst();
    if (high.isPresent()) {
      return high;
    }
    return parsed.parsable()
        ? risks.stream().findFirst()
        : RiskAssessment.medium("Contains shell syntax that cannot be parsed", line);
  }

  private static boolean usesDatabase(SimpleCommand command) {
    return command.words().stream()
        .anyMatch(word -> ProgramGroups.DATABASES.contains(ProgramGroups.nameOf(word.text())));
  }

  private static Optional<RiskAssessment> analyzeRedirects(SimpleCommand command) {
    return command.outputFiles().stream()
        .map(WritingRules::assessRedirectTarget)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<RiskAssessment> analyzeSql(SimpleCommand command, boolean database) {
    var plain = ProgramGroups.withoutLeadingKeywords(command.words());
    boolean textTool =
        !plain.isEmpty()
            && ProgramGroups.TEXT_TOOLS.contains(ProgramGroups.nameOf(plain.getFirst().text()));
    if (textTool && !database) {
      return Optional.empty();
    }
    var sqlText = new StringBuilder(command.hereText());
    command.words().forEach(word -> sqlText.append(' ').append(word.text()));
    return Sql.assess(sqlText.toString());
  }

  /// Analyzes a program and its arguments, after the keywords and assignments before the program.
  private Optional<RiskAssessment> analyzeWords(
      List<Word> allWords, SimpleCommand command, int depth) {
    if (depth > DEPTH_MAX || ++analyzedPrograms > PROGRAMS_MAX) {
      return RiskAssessment.medium("Runs too many programs to be analyzed", textOf(allWords));
    }
    var words = withoutFunctionHeader(ProgramGroups.withoutLeadingKeywords(allWords));
    int at = 0;
    while (at < words.size() && words.get(at).assignmentEnd() > 0) {
      var risk = EnvironmentRules.assessAssignment(words.get(at), nestedAnalyzer(command, depth));
      if (risk.isPresent()) {
        return risk;
      }
      at++;
    }
    if (at == words.size()) {
      return Optional.empty();
    }
    return analyzeProgram(words.get(at), words.subList(at + 1, words.size()), command, depth);
  }

  private static String textOf(List<Word> words) {
    return words.stream().map(Word::text).collect(Collectors.joining(" "));
  }

  private static List<Word> withoutFunctionHeader(List<Word> words) {
    return words.size() > 2 && words.getFirst().isUnquoted("function")
        ? ProgramGroups.withoutLeadingKeywords(words.subList(2, words.size()))
        : words;
  }

  private Optional<RiskAssessment> analyzeProgram(
      Word word, List<Word> arguments, SimpleCommand command, int depth) {
    var name =
        ProgramGroups.nameOf(word.text()).toLowerCase(Locale.ROOT).replaceFirst("\\.exe$", "");
    var call = new ProgramCall(name.isEmpty() ? word.text() : name, arguments, command);
    if (word.hasUnknown()
        || word.isSupplied()
        || word.isGlob() && !name.equals("[") && !name.equals("[[")) {
      return call.mediumRisk("Runs a program whose name is only known at run time");
    }
    if (!name.chars().allMatch(c -> c > ' ' && c <= '~')) {
      return call.mediumRisk("Runs a program whose name contains look-alike characters");
    }
    if (Wrappers.isWrapper(name)) {
      return analyzeWrapped(call, depth);
    }
    var risk = RuleTable.assess(call, nestedAnalyzer(command, depth));
    return risk.isPresent() ? risk : analyzeCandidates(call, depth);
  }

  private ProgramRule.NestedAnalyzer nestedAnalyzer(SimpleCommand command, int depth) {
    return new ProgramRule.NestedAnalyzer() {
      @Override
      public Optional<RiskAssessment> assessLine(String text) {
        return CommandRisk.this.analyzeLine(text, depth + 1);
      }

      @Override
      public Optional<RiskAssessment> assessWords(List<Word> words) {
        return CommandRisk.this.analyzeWords(words, command, depth + 1);
      }
    };
  }

  private Optional<RiskAssessment> analyzeWrapped(ProgramCall call, int depth) {
    var line =
        call.program().endsWith("env")
            ? call.optionValue("-S", "--split-string")
            : call.program().equals("flock")
                ? call.optionValue("-c", "--command")
                : Optional.<String>empty();
    if (line.isPresent()) {
      return analyzeLine(line.get(), depth + 1);
    }
    var at = Wrappers.programPosition(call.program(), call.words());
    if (at.isEmpty()) {
      return Optional.empty();
    }
    for (var word : call.words().subList(0, at.get())) {
      var risk =
          word.unquotedAssignmentEnd() > 0
              ? EnvironmentRules.assessAssignment(word, nestedAnalyzer(call.command(), depth))
              : Optional.<RiskAssessment>empty();
      if (risk.isPresent()) {
        return risk;
      }
    }
    var words = new ArrayList<>(call.words().subList(at.get(), call.words().size()));
    if (call.program().equals("xargs")) {
      addSuppliedArguments(call, words);
    }
    if (words.size() == 1 && words.getFirst().text().indexOf(' ') > 0) {
      return analyzeLine(words.getFirst().text(), depth + 1);
    }
    return analyzeWords(words, call.command(), depth + 1);
  }

  /// Adds a placeholder for the arguments that `xargs` reads from its input.
  private static void addSuppliedArguments(ProgramCall call, List<Word> words) {
    var placeholder = call.optionValue("-I", "--replace", "-J").orElse("{}");
    boolean replaces = call.hasFlag('I') || call.hasFlag('i') || call.hasOption("--replace");
    words.replaceAll(
        word -> word.replacing(placeholder.isEmpty() ? "{}" : placeholder, Word.SUPPLIED));
    if (!replaces && !words.isEmpty()) {
      words.add(Word.unquoted("" + Word.SUPPLIED));
    }
  }

  /// Returns the command of a runner, with a placeholder for the arguments that it supplies.
  private static List<Word> runnerCommand(ProgramCall call, int at) {
    var words = new ArrayList<>(call.words().subList(at, call.words().size()));
    if (Wrappers.suppliesArguments(call.program())) {
      words.add(Word.unquoted("" + Word.SUPPLIED));
    }
    return words;
  }

  private Optional<RiskAssessment> analyzeCandidates(ProgramCall call, int depth) {
    for (int at : Wrappers.candidatePositions(call)) {
      var word = call.words().get(at);
      var risk =
          word.text().indexOf(' ') > 0
              ? analyzeLine(word.text(), depth + 1)
              : word.hasUnknown()
                  ? Optional.<RiskAssessment>empty()
                  : analyzeWords(runnerCommand(call, at), call.command(), depth + 1);
      if (risk.isPresent()) {
        return risk;
      }
    }
    return Optional.empty();
  }
}
